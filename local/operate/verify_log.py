"""`postbag verify-log` checks that the moderators' log is as it was written.

It needs these rights on the table: dynamodb:Query and BatchGetItem on LOG# and CHAIN#; to link also UpdateItem.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from local.errors import LocalError
from local.operate.command import clock, said_in_a_line, work_on
from shared.domain.log.hash_chain import entry_of
from shared.domain.log.verification import LogVerification, verify
from shared.domain.times import month as month_of
from shared.domain.times import months_until
from shared.storage import keys
from shared.storage.keys import Key
from shared.storage.log import log_chain, log_entries
from shared.storage.table import Item, WriteRefused

_LONGEST = 240
"""Months back, twenty years, in which it searches for the first chain: three batched reads."""


class CheckedMonth(NamedTuple):
    """A month, and the result of its verification."""

    month: str
    verdict: LogVerification


def run(
    table: str, month: str | None, *, endpoint_url: str | None, expected: Sequence[str] = (), link: bool = False
) -> int:
    """Verify the log of a month or, with None, of every month, and print its faults; return 1 if there are any.

    `expected` are hashes that an operator has kept: each must be an entry's. With `link`, unlinked entries are linked
    before that.

    Raises LocalError if the verification fails.
    """
    work_on(table, endpoint_url)
    with said_in_a_line(table, "verified"):
        found = [CheckedMonth(one, _verified(one)) for one in ([month] if month else _months())]
        if link:
            found = [_linked(one) for one in found]
    missing = [one for one in expected if not any(one in known.verdict.hashes for known in found)]
    for line in _told(found, missing):
        print(line)
    return 1 if missing or any(one.verdict.faults for one in found) else 0


def _months() -> list[str]:
    """The months from the first with a chain to this one, which may have none yet."""
    months = months_until(month_of(clock()), _LONGEST)
    known = log_chain.heads(months)
    first = min((number for number, one in enumerate(months) if one in known), default=_LONGEST - 1)
    return months[min(first, _LONGEST - 2) :]


def _verified(month: str) -> LogVerification:
    at, before = clock(), log_chain.head(month)
    lines = list(log_entries.whole(month))
    return verify(((item, _in_place(item)) for item in lines), before, at=at, meanwhile=log_chain.head(month))


def _in_place(item: Item) -> bool:
    entry = entry_of(item)
    return entry is not None and keys.log_entry(entry.at, entry.id) == Key(item["pk"], item["sk"])


def _linked(found: CheckedMonth) -> CheckedMonth:
    left = found.verdict.unlinked
    if not left:
        return found
    try:
        log_chain.link(sorted((dict(item) for item in left), key=lambda item: str(item["sk"])))
    except WriteRefused:
        raise LocalError("the followups function is linking at the same moment; run it again") from None
    print(f"{found.month}: {_some(len(left), 'entry', 'entries')} linked now, in their present state")
    return CheckedMonth(found.month, _verified(found.month))


def _told(found: Sequence[CheckedMonth], missing: Sequence[str]) -> Iterator[str]:
    faults = 0
    for month, verdict in found:
        if not (verdict.linked or verdict.waiting or verdict.head.seq or verdict.faults):
            continue
        for fault in verdict.faults:
            yield f"{month}: {f'entry {fault.entry} ' if fault.entry else ''}{fault.what}"
        faults += len(verdict.faults)
        waiting = f", {verdict.waiting} not linked yet" if verdict.waiting else ""
        state = "as they were written" if not verdict.faults else "not as they were written"
        yield f"{month}: {_some(verdict.linked, 'entry', 'entries')} linked{waiting}: {state}"
        yield f"{month}: hash of entry {verdict.head.seq} {verdict.head.hash}"
    for one in missing:
        why = "the chain was made anew, or the hash is another month's"
        yield f"{one} is the hash of no entry of {_span(found)}: {why}"
    wrong = faults + len(missing)
    if wrong:
        yield f"{_some(wrong, 'fault', 'faults')}. Change nothing, and read in docs/operate/verify-log.md what to do."
    else:
        yield f"No fault in {_span(found)}."


def _span(found: Sequence[CheckedMonth]) -> str:
    return found[0].month if len(found) == 1 else f"{found[0].month} to {found[-1].month}"


def _some(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
