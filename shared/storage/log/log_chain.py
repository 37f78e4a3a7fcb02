"""The chain of the log, in the table: a head per month, and a link on each log entry.

The entries of a month are linked in the order in which the stream brings them. Nothing waits for that: a decision
writes its own entry and never the head. One transaction links entries and moves the head, on condition that the head
has not moved since it was read. So each entry is linked once, however often the stream brings it, and to however many.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice

from shared.domain.log.hash_chain import BEGINNING, MonthHead, appended, entry_of
from shared.domain.log.log_entry import LogEntry
from shared.storage import keys, table
from shared.storage.keys import Key
from shared.storage.table import Change, Item, Operation
from shared.telemetry import logger

AT_ONCE = 80
"""The most entries that one transaction links. It takes 100 operations (AWS: TransactWriteItems); one is the head's."""
_ATTEMPTS = 10
"""Attempts to link. Each failed one means that another delivery has linked something."""

Also = Callable[[Sequence[LogEntry]], Iterable[Operation]]
"""Returns further operations to write with the links of some entries, which it gets in the chain's order.

They are at most 19, with their own conditions. It is called again whenever the transaction is refused, and should then
read again."""


def _nothing(_: Sequence[LogEntry]) -> Iterable[Operation]:
    return ()


def link(items: Iterable[Item], *, also: Also = _nothing) -> list[Key]:
    """Link log entries, given as the items that moderation wrote, behind their months' heads, in their order.

    An entry that is linked already is left alone. Returns the keys of the entries that are not in the table any more:
    somebody removed them before they were linked.

    Raises:
        WriteRefused: other deliveries were faster each time.
    """
    gone: list[Key] = []
    for pk, lines in groupby(items, key=lambda item: str(item["pk"])):
        while run := {Key(item["pk"], item["sk"]): item for item in islice(lines, AT_ONCE)}:
            gone += _link(keys.month_of(pk), run, also)
    return gone


def head(month: str) -> MonthHead | None:
    """The head of a month; None if no entry of the month is linked."""
    return heads([month]).get(month)


def heads(months: Sequence[str]) -> dict[str, MonthHead]:
    """The heads by month, in batched reads of 100. Months without one are left out."""
    places = {keys.chain(month): month for month in months}
    return {places[key]: _head(item) for key, item in table.get(*places, consistent=True).items()}


def _link(month: str, lines: dict[Key, Item], also: Also) -> list[Key]:
    for attempt in range(1, _ATTEMPTS + 1):
        found = table.get(keys.chain(month), *lines, consistent=True)
        unlinked = {key: item for key, item in lines.items() if key in found and "seq" not in found[key]}
        if unlinked:
            before = _head(found.get(keys.chain(month), {}))
            try:
                table.write(*_links(month, before, unlinked), *also(list(_entries(unlinked.values()))))
            except table.WriteRefused:
                if attempt == _ATTEMPTS:
                    raise
                continue
        return [key for key in lines if key not in found]
    return []


def _links(month: str, before: MonthHead, unlinked: dict[Key, Item]) -> Iterator[Operation]:
    after, links = appended(before, unlinked.values())
    as_read = {"seq": before.seq or None, "hash": before.hash if before.seq else None}
    yield Change(sets=after._asdict(), only_if=as_read).at(keys.chain(month))
    for key, one in zip(unlinked, links, strict=True):
        yield Change(sets=one._asdict(), only_if={"seq": None}, only_if_has={"id"}).at(key)


def _head(item: Item) -> MonthHead:
    sums = {str(name): int(number) for name, number in item.get("sums", {}).items()}
    return MonthHead(int(item.get("seq", 0)), str(item.get("hash", BEGINNING)), sums)


def _entries(items: Iterable[Item]) -> Iterator[LogEntry]:
    """The entries that can be read. An unreadable item is linked all the same, so its hash shows later changes."""
    for item in items:
        entry = entry_of(item)
        if entry:
            yield entry
        else:
            logger.error("an entry of the log cannot be read", pk=item["pk"], sk=item["sk"])
