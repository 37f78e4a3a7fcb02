"""What moderators work with: queues, decisions, and the record of them."""

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from shared.domain.articles import Article
from shared.domain.comments import APPEALED, Comment, Status
from shared.domain.deciding import decided, pins
from shared.domain.identifiers import created_at
from shared.domain.moderation import LogEntry, Moderator, ProposedDecision
from shared.domain.refusals import CommentNotFound, StatusChanged
from shared.storage import keys, table
from shared.storage.comments import difference, from_item

_OLDEST_FIRST = frozenset({Status.PENDING.value, APPEALED})


class QueuePage(NamedTuple):
    """Some comments of a queue, and whether more wait behind them."""

    comments: list[Comment]
    more: bool


def counts() -> Counter[str]:
    """How many comments each queue has, from the queue tallies, in one batched read."""
    counted = Counter[str]()
    for tally in table.get(*(keys.queue_tally(shard) for shard in range(keys.QUEUE_SHARDS))).values():
        counted.update({name: int(n) for name, n in tally.items() if name not in ("pk", "sk")})
    return counted


def oldest(queue: str) -> int | None:
    """When the oldest comment of a queue was written, in ms since the epoch, by one query per queue shard."""
    ids = [_id(item) for item in _of_all_shards(queue, after=None, limit=1, forward=True)]
    return created_at(min(ids)) if ids else None


def queue(name: str, *, article_id: str | None, after: str | None, limit: int) -> QueuePage:
    """Up to `limit` comments of a queue, those behind `after`: where somebody waits oldest first, else newest first.

    One query per queue shard, or a single one for one article.
    """
    forward = name in _OLDEST_FIRST
    if article_id:
        items = _items("article_queue", keys.article_queue(name, article_id), after, limit + 1, forward=forward)
    else:
        items = _of_all_shards(name, after=after, limit=limit + 1, forward=forward)
    merged = heapq.nsmallest(limit + 1, items, key=_id) if forward else heapq.nlargest(limit + 1, items, key=_id)
    return QueuePage([from_item(item) for item in merged[:limit]], more=len(merged) > limit)


def articles(article_ids: Iterable[str]) -> dict[str, Article]:
    """The registered ones of some articles, in one batched read."""
    found = table.get(*map(keys.article, article_ids))
    return {item["id"]: Article.model_validate(item) for item in found.values()}


class Subject(NamedTuple):
    """What a decision is about, as it was read; None if there is no such comment."""

    comment: Comment | None
    article: Article


def subjects(proposals: Sequence[ProposedDecision]) -> list[Subject]:
    """What each of `proposals` is about, in one batched read."""
    wanted = [
        (keys.comment(proposed.article_id, proposed.comment_id), keys.article(proposed.article_id))
        for proposed in proposals
    ]
    found = table.get(*chain.from_iterable(wanted), consistent=True)
    return [
        Subject(
            comment=from_item(found[comment]) if comment in found else None,
            article=Article.model_validate(found.get(article, {"id": proposed.article_id})),
        )
        for proposed, (comment, article) in zip(proposals, wanted, strict=True)
    ]


def decide(proposed: ProposedDecision, subject: Subject, *, by: Moderator, at: int, entry_id: str) -> Status:
    """Carry out a decision on `subject` as it was read, and put it on record, in one transaction.

    `at` is in ms since the epoch, `entry_id` names the log entry. Answers the comment's status from now on.

    Raises:
        CommentNotFound: there is no such comment, or its author has withdrawn it.
        StatusChanged: it does not have the status the moderator saw, or has been changed since it was read.
        CannotPin: see `deciding.py`.
    """
    comment, article = subject
    if comment is None or comment.id != proposed.comment_id:
        raise CommentNotFound("There is no such comment on this article.")
    after = decided(comment, proposed, number=entry_id, at=at)
    if after == comment:
        return comment.status
    entry = LogEntry(
        id=entry_id,
        at=at,
        moderator=by.id,
        action=proposed.action,
        article_id=comment.article_id,
        comment_id=comment.id,
        from_status=comment.status,
        to_status=after.status,
        reason=proposed.reason,
        note=proposed.note,
    )
    pinned = pins(article, comment, after)
    try:
        table.write(
            difference(comment, after).at(keys.comment(comment.article_id, comment.id)),
            table.new({**keys.log_entry(entry.at, entry.id)._asdict(), **table.fields(entry)}),
            *([_pin(article, pinned)] if pinned != article.pinned else []),
        )
    except table.WriteRefused:
        raise StatusChanged("Somebody has decided at the same moment. Look at the comment again.") from None
    return after.status


def _pin(article: Article, pinned: tuple[str, ...]) -> table.Operation:
    change = table.Change(only_if={"id": article.id, "pinned": article.pinned or None})
    if pinned:
        change.sets["pinned"] = pinned
    else:
        change.removes.add("pinned")
    return change.at(keys.article(article.id))


def _of_all_shards(name: str, *, after: str | None, limit: int, forward: bool) -> list[table.Item]:
    found: list[table.Item] = []
    for shard in range(keys.QUEUE_SHARDS):
        found += _items("queue", keys.queue(name, shard), after, limit, forward=forward)
    return found


def _items(index: str, position: str, after: str | None, limit: int, *, forward: bool) -> Sequence[table.Item]:
    bound = (">" if forward else "<") if after else None
    return table.query(
        index,
        f"{index}_pk = :position" + (f" AND queue_sk {bound} :after" if bound else ""),
        {":position": position, ":after": after},
        limit=limit,
        forward=forward,
    ).items


def _id(item: table.Item) -> str:
    return str(item["id"])
