"""Verify that a month's log is as it was written: compute every hash again, in the chain's order, and the sums."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from shared.domain.log.hash_chain import BEGINNING, MonthHead, digest, entry_of
from shared.domain.log.transparency import counted
from shared.domain.times import DAY, MINUTE, rfc3339

PATIENCE = 15 * MINUTE
"""Time, in ms, for which an entry may stay unlinked without a fault."""
LATEST = DAY
"""Time, in ms, by which an entry may be older than one linked before it. The table's stream keeps records for a day."""


class Fault(NamedTuple):
    """A fault of the log: the entry's id (None: the month as a whole), and the rest of a sentence about it."""

    entry: str | None
    what: str


class _Line(NamedTuple):
    id: str
    at: int
    seq: int
    prev: str
    hash: str


@dataclass
class LogVerification:
    """The result of verifying a month's log."""

    head: MonthHead
    faults: list[Fault] = field(default_factory=list)
    linked: int = 0
    waiting: int = 0
    """Number of entries that are not linked yet, and too new for that to be a fault."""
    unlinked: list[Mapping[str, Any]] = field(default_factory=list)
    """The entries that should have been linked long ago."""
    hashes: set[str] = field(default_factory=set)
    """The hashes of all linked entries."""


def verify(
    items: Iterable[tuple[Mapping[str, Any], bool]],
    head: MonthHead | None,
    *,
    at: int,
    meanwhile: MonthHead | None = None,
) -> LogVerification:
    """Compare the entries of a month, in any order, with each other and their head; `at` is now, in ms since the epoch.

    Each item comes with True if its key follows from its id and time. `head` was read before the items, `meanwhile`
    after them. Entries that were linked in between count as waiting.
    """
    found = LogVerification(head=head or MonthHead())
    newest = max(found.head.seq, meanwhile.seq if meanwhile else 0)
    lines, sums = list[_Line](), Counter[str]()
    for item, in_place in items:
        entry = entry_of(item)
        line = _line(item)
        name = _name(item)
        if entry is None:
            found.faults.append(Fault(name, "cannot be read as an entry of the log: it was altered, or put in by hand"))
        elif not in_place:
            found.faults.append(Fault(name, "does not have the key of its id and time: it was moved, or put in"))
        if line is None:
            _unlinked(found, item, entry.at if entry else 0, at)
            continue
        if found.head.seq < line.seq <= newest:
            found.waiting += 1
            continue
        lines.append(line)
        if entry:
            sums.update(counted(entry))
        if digest(item, line.seq, line.prev) != line.hash:
            found.faults.append(Fault(name, f"(number {line.seq}) was altered: its content does not have its hash"))
    _in_order(found, sorted(lines, key=lambda line: (line.seq, line.id)))
    if len(found.faults) == len(found.unlinked):  # otherwise the sums differ because of faults found already
        _sums(found, sums)
    return found


def _line(item: Mapping[str, Any]) -> _Line | None:
    """An entry with its link; None if the link is missing or incomplete."""
    try:
        seq, prev, own = int(item["seq"]), str(item["prev"]), str(item["hash"])
        whole = seq == item["seq"]
        return _Line(_name(item), int(item.get("at", 0)), seq, prev, own) if whole else None
    except (KeyError, TypeError, ValueError, ArithmeticError):
        return None


def _name(item: Mapping[str, Any]) -> str:
    return str(item.get("id", item.get("sk")))


def _unlinked(found: LogVerification, item: Mapping[str, Any], written: int, at: int) -> None:
    if at - written <= PATIENCE:
        found.waiting += 1
        return
    found.unlinked.append(item)
    found.faults.append(
        Fault(
            _name(item),
            f"of {rfc3339(written)} is not linked: the followups function is off or has given it up, or its link was "
            "removed. Look at the queue Unfinished; --link links it as it is now",
        )
    )


def _in_order(found: LogVerification, lines: list[_Line]) -> None:
    before = _Line("the beginning of the month", 0, 0, BEGINNING, BEGINNING)
    newest = 0
    for line in lines:
        if line.seq == before.seq:
            found.faults.append(Fault(line.id, f"has the same number {line.seq} as {before.id}: one was put in"))
        elif line.seq > before.seq + 1:
            missing = _numbers(before.seq + 1, line.seq - 1)
            found.faults.append(Fault(None, f"{missing} missing, between {before.id} and {line.id}: removed"))
        elif line.prev != before.hash:
            found.faults.append(
                Fault(
                    line.id, f"(number {line.seq}) does not follow from {before.id}: one of them was replaced or moved"
                )
            )
        if newest - line.at > LATEST:
            found.faults.append(
                Fault(line.id, f"says it is of {rfc3339(line.at)}, but was linked behind entries of {rfc3339(newest)}")
            )
        newest = max(newest, line.at)
        before = line
    found.linked, found.hashes = len(lines), {line.hash for line in lines}
    head = found.head
    if head.seq > before.seq:
        found.faults.append(Fault(None, f"{_numbers(before.seq + 1, head.seq)} missing at the end: removed"))
    elif head.seq < before.seq:
        found.faults.append(
            Fault(None, f"the head says {head.seq} entries are linked, and {before.seq} are: the head was set back")
        )
    elif head.hash != before.hash:
        found.faults.append(Fault(None, f"the head has another hash than the last entry, {before.id}"))


def _sums(found: LogVerification, sums: Counter[str]) -> None:
    for name in sorted({*sums, *found.head.sums}):
        told, right = found.head.sums.get(name, 0), sums.get(name, 0)
        if told != right:
            found.faults.append(Fault(None, f"the head counts {told} of {name}, the entries say {right}"))


def _numbers(first: int, last: int) -> str:
    return f"number {first} is" if first == last else f"numbers {first} to {last} are"
