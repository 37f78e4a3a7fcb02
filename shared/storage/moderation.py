"""What moderators work with: queues, decisions, and the record of them."""

import heapq
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shared.domain.comments import Comment, Status
from shared.domain.identifiers import created_at
from shared.domain.moderation import Action, LogEntry, Moderator, ProposedDecision, statement
from shared.domain.refusals import CommentNotFound, StatusChanged
from shared.storage import keys, table
from shared.storage.comments import from_item

_BECOMES = {Action.APPROVE: Status.APPROVED, Action.REJECT: Status.REJECTED}
_OLDEST_FIRST = frozenset({Status.PENDING})


class QueuePage(NamedTuple):
    """Some comments of a queue, and whether more wait behind them."""

    comments: list[Comment]
    more: bool


def counts() -> dict[Status, int]:
    """How many comments have each status, from the queue tallies, in one batched read."""
    tallies = table.get(*(keys.queue_tally(shard) for shard in range(keys.QUEUE_SHARDS))).values()
    return {status: sum(int(tally.get(status.value, 0)) for tally in tallies) for status in Status}


def oldest(status: Status) -> int | None:
    """When the oldest comment of a status was written, in ms since the epoch, by one query per queue shard."""
    ids = [_id(item) for item in _of_all_shards(status, after=None, limit=1, forward=True)]
    return created_at(min(ids)) if ids else None


def queue(status: Status, *, article_id: str | None, after: str | None, limit: int) -> QueuePage:
    """Up to `limit` comments of a status: pending ones oldest first, others newest first, those behind `after`.

    One query per queue shard, or a single one for one article.
    """
    forward = status in _OLDEST_FIRST
    if article_id:
        items = _items("article_queue", keys.article_queue(status, article_id), after, limit + 1, forward=forward)
    else:
        items = _of_all_shards(status, after=after, limit=limit + 1, forward=forward)
    merged = heapq.nsmallest(limit + 1, items, key=_id) if forward else heapq.nlargest(limit + 1, items, key=_id)
    return QueuePage([from_item(item) for item in merged[:limit]], more=len(merged) > limit)


def comments(proposals: Iterable[ProposedDecision]) -> dict[tuple[str, str], Comment]:
    """The comments that decisions are proposed for, by article id and comment id, in one batched read."""
    wanted = [keys.comment(proposed.article_id, proposed.comment_id) for proposed in proposals]
    found = [from_item(item) for item in table.get(*wanted, consistent=True).values()]
    return {(comment.article_id, comment.id): comment for comment in found}


def decide(proposed: ProposedDecision, comment: Comment | None, *, by: Moderator, at: int, entry_id: str) -> Status:
    """Carry out a decision on `comment` as it was read, and put it on record, in one transaction.

    `at` is in ms since the epoch, `entry_id` names the log entry. Answers the comment's status from now on.

    Raises:
        CommentNotFound: there is no such comment.
        StatusChanged: it does not have the status the moderator saw, or has been changed since it was read.
    """
    if comment is None:
        raise CommentNotFound("There is no such comment on this article.")
    becomes = _BECOMES[proposed.action]
    if proposed.if_status is not None and proposed.if_status != comment.status:
        raise StatusChanged(f"Somebody has decided meanwhile: the comment is {comment.status} now.")
    if becomes is comment.status:
        return becomes
    entry = LogEntry(
        id=entry_id,
        at=at,
        moderator=by.id,
        action=proposed.action,
        article_id=comment.article_id,
        comment_id=comment.id,
        from_status=comment.status,
        to_status=becomes,
        reason=proposed.reason,
        note=proposed.note,
    )
    try:
        table.write(_move(comment, becomes, proposed, at), _record(entry))
    except table.WriteRefused:
        raise StatusChanged("Somebody has decided at the same moment. Look at the comment again.") from None
    return becomes


def _move(comment: Comment, becomes: Status, proposed: ProposedDecision, at: int) -> table.Operation:
    told = statement(proposed, at=at)
    after = comment.model_copy(update={"status": becomes})
    change = table.Change(
        sets={"status": becomes, **keys.queue_position(becomes, comment.article_id, comment.id)},
        only_if={"id": comment.id, "status": comment.status},
    )
    if after.visible:
        change.sets |= keys.thread_position(comment.article_id, comment.parent_id, comment.id)
    else:
        change.removes |= {*keys.THREAD_POSITION, *keys.PREVIEW_POSITION}
    if told:
        change.sets["statement"] = table.fields(told)
    else:
        change.removes.add("statement")
    return change.at(keys.comment(comment.article_id, comment.id))


def _record(entry: LogEntry) -> table.Operation:
    return table.new({**keys.log_entry(entry.at, entry.id)._asdict(), **table.fields(entry)})


def _of_all_shards(status: Status, *, after: str | None, limit: int, forward: bool) -> list[table.Item]:
    found: list[table.Item] = []
    for shard in range(keys.QUEUE_SHARDS):
        found += _items("queue", keys.queue(status, shard), after, limit, forward=forward)
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
