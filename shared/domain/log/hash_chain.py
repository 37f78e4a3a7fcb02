"""The chain of the log: each entry of a month has the hash of the entry before, so that every change shows.

The hash of an entry is the SHA-256 of a JSON object in canonical form (RFC 8785) with three members. `entry` is all
that moderation wrote, except the item's key, which follows from it. `prev` is the hash of the entry before, and `seq`
the entry's number, from 1.

Altering, removing, inserting or moving an entry breaks its hash or a neighbour's link. The month's head stores the last
entry's number and hash, so entries missing at the end show too. Source: Schneier and Kelsey, "Secure Audit Logs to
Support Computer Forensics", 1999, section 3, here without the keys (see docs/operate/verify-log.md).
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import ValidationError

from shared.domain.log.log_entry import LogEntry
from shared.domain.log.transparency import counted

BEGINNING = "0" * 64
"""The `prev` of a month's first entry."""


class Link(NamedTuple):
    """The attributes that linking adds to an entry."""

    seq: int
    prev: str
    hash: str


class MonthHead(NamedTuple):
    """The head of a month: number and hash of its last linked entry, and the sums of all linked ones."""

    seq: int = 0
    hash: str = BEGINNING
    sums: Mapping[str, int] = {}


_NOT_CONTENT = frozenset({"pk", "sk", *Link._fields})


def content(item: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of an entry that moderation wrote, without its key and its link."""
    return {name: value for name, value in item.items() if name not in _NOT_CONTENT}


def digest(item: Mapping[str, Any], seq: int, prev: str) -> str:
    """The hash, in hex digits, of entry number `seq` behind the entry whose hash is `prev`."""
    linked = {"entry": content(item), "prev": prev, "seq": seq}
    canonical = json.dumps(linked, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
    return hashlib.sha256(canonical.encode()).hexdigest()


def entry_of(item: Mapping[str, Any]) -> LogEntry | None:
    """The log entry in an item; None if it cannot be read as one. Such an item is linked all the same."""
    try:
        return LogEntry.model_validate(item)
    except ValidationError:
        return None


def appended(head: MonthHead, items: Iterable[Mapping[str, Any]]) -> tuple[MonthHead, list[Link]]:
    """The head after `items` are linked behind it in their order, and the link of each."""
    seq, prev, sums = head.seq, head.hash, Counter(head.sums)
    links: list[Link] = []
    for item in items:
        seq += 1
        link = Link(seq, prev, digest(item, seq, prev))
        links.append(link)
        prev = link.hash
        entry = entry_of(item)
        sums.update(counted(entry) if entry else {})
    return MonthHead(seq, prev, dict(sums)), links


def _plain(value: Any) -> Any:
    """Convert DynamoDB's types to those of JSON. The log's numbers are whole, and its sets have no order."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in the log")
