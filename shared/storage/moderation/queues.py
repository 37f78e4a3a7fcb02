"""Reads of the moderators' queues."""

import heapq
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shared.domain.articles.article import Article
from shared.domain.comments.comment import APPEALED, Comment, Status
from shared.domain.identifiers import created_at
from shared.storage import indexes, keys, table
from shared.storage.comments.comment_item import from_item

_OLDEST_FIRST = frozenset({Status.PENDING.value, APPEALED})


class QueueSlice(NamedTuple):
    """Some comments of a queue; `more` is True if others follow."""

    comments: list[Comment]
    more: bool


class Waiting(NamedTuple):
    """Number of comments in a queue, and the time at which the oldest was written, in ms since the epoch."""

    comments: int
    oldest: int | None


def queues(names: Iterable[str]) -> dict[str, Waiting]:
    """The lengths of queues, by one batched read of their tallies, and a query for each shard that has a comment."""
    shards = {keys.queue_tally(shard): shard for shard in range(keys.QUEUE_SHARDS)}
    tallies = {shards[key]: tally for key, tally in table.get(*shards).items()}
    waiting: dict[str, Waiting] = {}
    for name in names:
        counted = {shard: int(tally[name]) for shard, tally in tallies.items() if tally.get(name)}
        waiting[name] = Waiting(sum(counted.values()), _oldest(name, counted))
    return waiting


def queue(name: str, *, article_id: str | None, after: str | None, limit: int) -> QueueSlice:
    """Up to `limit` comments of a queue, behind `after`.

    Pending and appealed comments come oldest first, all others newest first. It takes one query for each shard of
    the queue, or a single one for one article.
    """
    forward = name in _OLDEST_FIRST
    if article_id:
        items = _items("article_queue", indexes.article_queue(name, article_id), after, limit + 1, forward=forward)
    else:
        items = _of_shards(name, range(keys.QUEUE_SHARDS), after=after, limit=limit + 1, forward=forward)
    merged = heapq.nsmallest(limit + 1, items, key=_id) if forward else heapq.nlargest(limit + 1, items, key=_id)
    return QueueSlice([from_item(item) for item in merged[:limit]], more=len(merged) > limit)


def articles(article_ids: Iterable[str]) -> dict[str, Article]:
    """The articles of `article_ids`, in one batched read; unregistered ones are left out."""
    items = table.get(*map(keys.article, article_ids))
    return {item["id"]: Article.model_validate(item) for item in items.values()}


def _oldest(name: str, shards: Iterable[int]) -> int | None:
    ids = [_id(item) for item in _of_shards(name, shards, after=None, limit=1, forward=True)]
    return created_at(min(ids)) if ids else None


def _of_shards(name: str, shards: Iterable[int], *, after: str | None, limit: int, forward: bool) -> list[table.Item]:
    items: list[table.Item] = []
    for shard in shards:
        items += _items("queue", indexes.queue(name, shard), after, limit, forward=forward)
    return items


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
