"""Walks over past comments: newest first, by keys, with a limited amount of work for each request.

Ids of comments sort by time, so the comments of some days are a range of ids in each shard of each queue. A walk
merges these ranges. It examines at most MOST_EXAMINED comments and says where it stopped. So it makes about 40
requests at most: one for each range (six queues of four shards: 24), and one for every 25 or more examined comments.
It needs more only if 25 comments exceed 1 MB, where a page ends (AWS: DynamoDB, Query).

A walk that continues another one begins right behind the last examined comment, whatever its queue. While no comment
changes its queue, the walks examine every comment once. If a comment moves between their queues while no walk runs,
they still examine it once. If it moves during a walk (a fraction of a second), the walk may miss it in two cases.
Either it moves from an unread range to one that was read, or the lagging index has it in neither. No comment is
examined twice.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from shared.domain.comments.comment import Comment
from shared.domain.identifiers import RANDOM_BYTES, created_at, ulid
from shared.storage import indexes, keys, table
from shared.storage.comments.comment_item import from_item
from shared.storage.table import Item

MOST_EXAMINED = 400
_FIRST_PAGE, _PAGE = 25, 100
"""Items of the first page of a range, and of the others. Most ranges have few items, so a walk begins with few."""
_ATTRIBUTES = {
    "queue": ("queue_pk", "queue_sk"),
    "article_queue": ("article_queue_pk", "queue_sk"),
    "reader": ("reader_id", "reader_sk"),
}
"""Partition key and sort key of each index that walks read."""

Entry = tuple[str, Item]
"""An item and its sort key."""


class TimeSpan(NamedTuple):
    """A span of time, in ms since the epoch; both ends are included. `since` None: from the first comment."""

    since: int | None
    until: int


@dataclass(frozen=True)
class Past:
    """Some past comments: their index, their partitions there, and the range of their sort keys."""

    index: str
    positions: tuple[str, ...]
    low: str
    high: str
    span: TimeSpan | None
    """The time span of the comments; None if they are not in the order of time."""


def of_site(queues: Sequence[str], span: TimeSpan) -> Past:
    """The comments of some queues."""
    positions = [indexes.queue(queue, shard) for queue in queues for shard in range(keys.QUEUE_SHARDS)]
    return Past("queue", tuple(positions), *_ids(span), span)


def of_article(article_id: str, queues: Sequence[str], span: TimeSpan) -> Past:
    """The comments of some queues on one article."""
    positions = [indexes.article_queue(queue, article_id) for queue in queues]
    return Past("article_queue", tuple(positions), *_ids(span), span)


def of_reader(reader_id: str, article_id: str | None, span: TimeSpan) -> Past:
    """A reader's comments of every status. Without an article they come by article, and are of any time."""
    low, high = indexes.of_reader(article_id, *_ids(span))
    return Past("reader", (reader_id,), low, high, span if article_id else None)


class Walk:
    """A walk over `past`, behind the place where another stopped. Iterate it once; you may stop at any comment."""

    def __init__(self, past: Past, *, behind: str | None = None, most: int = MOST_EXAMINED) -> None:
        self.examined = 0
        self._past, self._place, self._most = past, behind, most
        self._next: Entry | None = None
        self._ahead = heapq.merge(
            *(_entries(past, position, behind) for position in past.positions), key=_sort_key, reverse=True
        )

    def __iter__(self) -> Iterator[Comment]:
        while self.examined < self._most and (entry := self._peek()):
            self._place, item = entry
            self._next = None
            self.examined += 1
            yield from_item(item)

    def rest(self) -> str | None:
        """The place behind which another walk continues; None if no comments are left."""
        return self._place if self._peek() else None

    def progress(self) -> float | None:
        """The part of the time span that is done, from 0 to 1; None if the order or the beginning is unknown."""
        if not self._peek():
            return 1.0
        span = self._past.span
        if span is None or span.since is None or self._place is None:
            return None
        at = created_at(self._place.rpartition("#")[2])
        return round(min((span.until - at) / (span.until - span.since + 1), 0.999), 3)

    def _peek(self) -> Entry | None:
        """The next entry. Repeated entries are skipped: a page begins with the last entry of the page before."""
        if self._next is None:
            new = (entry for entry in self._ahead if self._place is None or entry[0] < self._place)
            self._next = next(new, None)
        return self._next


def _entries(past: Past, position: str, behind: str | None) -> Iterator[Entry]:
    """The items of one range, newest first. Each page is read when it is needed."""
    partition, sort = _ATTRIBUTES[past.index]
    high, limit, more = min(past.high, behind or past.high), _FIRST_PAGE, True
    while more and past.low <= high:
        page = table.query(
            past.index,
            f"{partition} = :position AND {sort} BETWEEN :low AND :high",
            {":position": position, ":low": past.low, ":high": high},
            limit=limit,
            forward=False,
        )
        for item in page.items:
            high = str(item[sort])
            yield high, item
        limit, more = _PAGE, page.more


def _ids(span: TimeSpan) -> tuple[str, str]:
    """The lowest and the highest id that a comment of `span` may have."""
    return ulid(span.since or 0, bytes(RANDOM_BYTES)), ulid(span.until, b"\xff" * RANDOM_BYTES)


def _sort_key(entry: Entry) -> str:
    return entry[0]
