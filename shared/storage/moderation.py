"""What moderators work with: queues, decisions, and the record of them."""

import heapq
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from shared.domain.articles import Article
from shared.domain.comments import APPEALED, Comment, Status
from shared.domain.deciding import Hand, decided, pins, recorded
from shared.domain.identifiers import created_at
from shared.domain.moderation import Action, LogEntry, ProposedDecision
from shared.domain.refusals import CommentNotFound, StatusChanged
from shared.storage import indexes, keys, log, table
from shared.storage.comments import difference, from_item

_OLDEST_FIRST = frozenset({Status.PENDING.value, APPEALED})


class QueuePage(NamedTuple):
    """Some comments of a queue, and whether more wait behind them."""

    comments: list[Comment]
    more: bool


class Waiting(NamedTuple):
    """How many comments are in a queue, and when the oldest of them was written, in ms since the epoch."""

    comments: int
    oldest: int | None


def queues(names: Iterable[str]) -> dict[str, Waiting]:
    """How it stands with queues: one batched read of their tallies, and a query for each shard that has a comment."""
    shards = {keys.queue_tally(shard): shard for shard in range(keys.QUEUE_SHARDS)}
    tallies = {shards[key]: tally for key, tally in table.get(*shards).items()}
    found: dict[str, Waiting] = {}
    for name in names:
        counted = {shard: int(tally[name]) for shard, tally in tallies.items() if tally.get(name)}
        found[name] = Waiting(sum(counted.values()), _oldest(name, counted))
    return found


def queue(name: str, *, article_id: str | None, after: str | None, limit: int) -> QueuePage:
    """Up to `limit` comments of a queue, those behind `after`: where somebody waits oldest first, else newest first.

    One query per queue shard, or a single one for one article.
    """
    forward = name in _OLDEST_FIRST
    if article_id:
        items = _items("article_queue", indexes.article_queue(name, article_id), after, limit + 1, forward=forward)
    else:
        items = _of_shards(name, range(keys.QUEUE_SHARDS), after=after, limit=limit + 1, forward=forward)
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
    undone: LogEntry | None = None
    """The line of the log about the decision in force, for who takes that back."""


def subjects(proposals: Sequence[ProposedDecision]) -> list[Subject]:
    """What each of `proposals` is about, in one batched read."""
    wanted = [
        (keys.comment(proposed.article_id, proposed.comment_id), keys.article(proposed.article_id))
        for proposed in proposals
    ]
    found = table.get(*chain.from_iterable(wanted), consistent=True)
    comments = {key: from_item(found[key]) for key, _ in wanted if key in found}
    undone = [_undone(proposed, comments.get(key)) for proposed, (key, _) in zip(proposals, wanted, strict=True)]
    entries = log.entries(number for number in undone if number) if any(undone) else {}
    return [
        Subject(
            comment=comments.get(comment),
            article=Article.model_validate(found.get(article, {"id": proposed.article_id})),
            undone=entries.get(number) if number else None,
        )
        for proposed, (comment, article), number in zip(proposals, wanted, undone, strict=True)
    ]


def decide(proposed: ProposedDecision, subject: Subject, hand: Hand) -> Subject:
    """Carry out a decision on `subject` as it was read, and put it on record, in one transaction.

    Answers what is there from now on.

    Raises:
        CommentNotFound: there is no such comment, or its author has withdrawn it.
        StatusChanged: it does not have the status the moderator saw, or has been changed since it was read.
        CannotPin, AnotherModerator, CannotUndo: see `deciding.py`.
    """
    comment, article, undone = subject
    if comment is None or comment.id != proposed.comment_id:
        raise CommentNotFound("There is no such comment on this article.")
    after = decided(comment, proposed, hand, undone=undone)
    if after == comment:
        return subject
    entry = recorded(comment, after, proposed, hand)
    pinned = pins(article, comment, after)
    try:
        table.write(
            difference(comment, after).at(keys.comment(comment.article_id, comment.id)),
            log.line(entry),
            *([_pin(article, pinned)] if pinned != article.pinned else []),
        )
    except (table.WriteRefused, table.Contended):
        raise StatusChanged("Somebody has changed it at the same moment. Look at the comment again.") from None
    return Subject(after, article.model_copy(update={"pinned": pinned}))


def _undone(proposed: ProposedDecision, comment: Comment | None) -> str | None:
    """The number of the decision that is to be undone."""
    taken_back = proposed.action is Action.UNDO and comment is not None and comment.decided
    return taken_back.number if taken_back else None


def _pin(article: Article, pinned: tuple[str, ...]) -> table.Operation:
    change = table.Change(only_if={"id": article.id, "pinned": article.pinned or None})
    if pinned:
        change.sets["pinned"] = pinned
    else:
        change.removes.add("pinned")
    return change.at(keys.article(article.id))


def _oldest(name: str, shards: Iterable[int]) -> int | None:
    ids = [_id(item) for item in _of_shards(name, shards, after=None, limit=1, forward=True)]
    return created_at(min(ids)) if ids else None


def _of_shards(name: str, shards: Iterable[int], *, after: str | None, limit: int, forward: bool) -> list[table.Item]:
    found: list[table.Item] = []
    for shard in shards:
        found += _items("queue", indexes.queue(name, shard), after, limit, forward=forward)
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
