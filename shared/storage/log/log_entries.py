"""The log in the table. Each entry is written once, in the transaction of the change that it records."""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from shared.domain.log.log_entry import LogEntry
from shared.storage import keys, table

_READ_AT_ONCE = 250
_MOST_READ = 1_000
"""The most entries that one page reads, even if it finds none: some 600 KB, 75 read units."""


class LinkedEntry(NamedTuple):
    """An entry, with its number and hash in the month's chain: None until the followups function has linked it."""

    entry: LogEntry
    seq: int | None
    hash: str | None


class LogSlice(NamedTuple):
    """Some entries of a month, newest first. The next page goes on behind the entry `after`: None at the end."""

    lines: list[LinkedEntry]
    after: str | None


def line(entry: LogEntry) -> table.Operation:
    """The operation that writes an entry."""
    return table.new({**keys.log_entry(entry.at, entry.id)._asdict(), **table.fields(entry)})


def entries(ids: Iterable[str]) -> dict[str, LogEntry]:
    """The entries of some ids, in one batched read."""
    return {number: found.entry for number, found in lines(ids).items()}


def lines(ids: Iterable[str]) -> dict[str, LinkedEntry]:
    """The entries of some ids, with their links, in one batched read."""
    found = table.get(*map(keys.log_entry_of, ids), consistent=True)
    return {item["id"]: from_item(item) for item in found.values()}


def from_item(item: table.Item) -> LinkedEntry:
    """The entry in an item, with its link."""
    return LinkedEntry(LogEntry.model_validate(item), item.get("seq"), item.get("hash"))


def page(month: str, *, after: str | None, limit: int, wanted: Callable[[LogEntry], bool] | None = None) -> LogSlice:
    """The newest `limit` entries of a month (`2026-11`) that are behind `after` and `wanted`.

    It reads a thousand entries at most. So a page may have fewer than `limit`, or none, and still not be the last.
    """
    found: list[LinkedEntry] = []
    at_once = _READ_AT_ONCE if wanted else limit + 1
    for _ in range(_MOST_READ // at_once):
        read = _older(month, after, at_once)
        for item in read.items:
            one = from_item(item)
            if wanted is None or wanted(one.entry):
                if len(found) == limit:
                    return LogSlice(found, after)
                found.append(one)
            after = one.entry.id
        if not read.more:
            return LogSlice(found, None)
    return LogSlice(found, after)


def whole(month: str) -> Iterator[table.Item]:
    """All items of a month's log, oldest first, as the table has them now, a thousand per request."""
    after = " "
    while True:
        read = table.query(
            None,
            "pk = :log AND sk > :after",
            {":log": keys.log_of(month), ":after": after},
            limit=_MOST_READ,
        )
        yield from read.items
        if not read.more or not read.items:
            return
        after = read.items[-1]["sk"]


def _older(month: str, after: str | None, limit: int) -> table.QueryPage:
    values = {":log": keys.log_of(month), ":after": keys.log_entry_of(after).sk if after else None}
    bound = " AND sk < :after" if after else ""
    return table.query(None, f"pk = :log{bound}", values, limit=limit, forward=False)
