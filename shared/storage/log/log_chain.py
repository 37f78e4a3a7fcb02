"""The chain of the log, in the table: a head per month, and a link on each line.

The lines of a month are linked in the order in which the stream brings them. Nothing waits for that: decisions write
their own line and never the head. Whoever links moves the head from where it was read, in the transaction that links,
so each line is linked once, however often the stream brings it and however many are linking.
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
"""Lines that one transaction links: it takes 100 operations (AWS: TransactWriteItems), one is the head's."""
_ATTEMPTS = 10
"""Each one that fails means that somebody else has linked something."""

Also = Callable[[Sequence[LogEntry]], Iterable[Operation]]
"""What else is to be written with the links of some entries, in the chain's order: 19 operations at most, which carry
their own conditions. It is asked anew, and should read anew, whenever the transaction is refused."""


def _nothing(_: Sequence[LogEntry]) -> Iterable[Operation]:
    return ()


def link(items: Iterable[Item], *, also: Also = _nothing) -> list[Key]:
    """Link lines of the log, as moderation wrote them, behind their months' heads, in their order.

    A line that is linked already is left alone. Answers the keys of those that are not in the table any more: somebody
    has removed them before they were linked.

    Raises:
        WriteRefused: others were faster, again and again.
    """
    gone: list[Key] = []
    for pk, lines in groupby(items, key=lambda item: str(item["pk"])):
        while run := {Key(item["pk"], item["sk"]): item for item in islice(lines, AT_ONCE)}:
            gone += _link(keys.month_of(pk), run, also)
    return gone


def head(month: str) -> MonthHead | None:
    """How far a month's lines are linked; None if none is."""
    return heads([month]).get(month)


def heads(months: Sequence[str]) -> dict[str, MonthHead]:
    """The heads of those of some months that have one, in batched reads of 100."""
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
    """Those lines that are entries. Another line is linked all the same, so that its hash shows what becomes of it."""
    for item in items:
        entry = entry_of(item)
        if entry:
            yield entry
        else:
            logger.error("a line of the log cannot be read", pk=item["pk"], sk=item["sk"])
