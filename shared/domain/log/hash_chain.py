"""The chain of the log: each line of a month carries the hash of the line before, so that nothing is changed unseen.

The hash of a line is the SHA-256 of a JSON object in canonical form (RFC 8785): `entry`, all that moderation wrote
except the item's key, which follows from it; `prev`, the hash of the line before; and `seq`, its place, from 1. A line
that is altered, removed, put in or moved therefore disagrees with its own hash or with its neighbours, and the month's
head, which has the number and the hash of the last line, with what is missing at the end (Schneier and Kelsey, "Secure
Audit Logs to Support Computer Forensics", 1999, section 3, without the keys: see docs/operate/verify-log.md).
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
"""What stands for the hash of the line before a month's first."""


class Link(NamedTuple):
    """What linking adds to a line."""

    seq: int
    prev: str
    hash: str


class MonthHead(NamedTuple):
    """How far a month's lines are linked, and what they come to."""

    seq: int = 0
    hash: str = BEGINNING
    sums: Mapping[str, int] = {}


_NOT_CONTENT = frozenset({"pk", "sk", *Link._fields})


def content(item: Mapping[str, Any]) -> dict[str, Any]:
    """What moderation wrote of a line, without its key and its link."""
    return {name: value for name, value in item.items() if name not in _NOT_CONTENT}


def digest(item: Mapping[str, Any], seq: int, prev: str) -> str:
    """The hash, in hex digits, of a line at place `seq` behind the line whose hash is `prev`."""
    linked = {"entry": content(item), "prev": prev, "seq": seq}
    canonical = json.dumps(linked, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)
    return hashlib.sha256(canonical.encode()).hexdigest()


def entry_of(item: Mapping[str, Any]) -> LogEntry | None:
    """The line as an entry of the log; None if it is none, which is linked all the same."""
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
    """What DynamoDB keeps otherwise than JSON: the log's numbers are whole, and its sets have no order."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in the log")
