"""Times: whole milliseconds since 1970-01-01 UTC in Python and the table, RFC 3339 text in JSON."""

import re
from calendar import monthrange
from datetime import UTC, datetime
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, StringConstraints, WithJsonSchema

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_LAST = 253_402_300_799_999
"""The last ms of the year 9999 (UTC); RFC 3339 has no later year."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def rfc3339(at: int) -> str:
    """`at` (ms since the epoch) as RFC 3339 in UTC with milliseconds: `2026-11-22T09:30:00.125Z`."""
    moment = datetime.fromtimestamp(at // SECOND, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at % SECOND:03d}Z"


def milliseconds(moment: str) -> int:
    """Parse an RFC 3339 `moment` to ms since the epoch.

    Raises:
        ValueError: the text is no such moment, has no offset, or names a date that does not exist (31 February)
            or lies after the year 9999 in UTC.
    """
    if not _MOMENT.fullmatch(moment):
        raise ValueError(f"{moment!r} is not a moment of RFC 3339.")
    at = round(datetime.fromisoformat(moment.upper()).timestamp() * SECOND)
    if at > _LAST:
        raise ValueError(f"{moment!r} is after the year 9999 in UTC.")
    return at


def day(at: int) -> str:
    """The UTC day of `at` (ms since the epoch), `2026-11-22`."""
    return rfc3339(at)[:10]


def hour(at: int) -> str:
    """The UTC hour of `at` (ms since the epoch), `2026-11-22T09`."""
    return rfc3339(at)[:13]


def month(at: int) -> str:
    """The UTC month of `at` (ms since the epoch), `2026-11`."""
    return rfc3339(at)[:7]


def days_of(month: str) -> list[str]:
    """The days of a month (`2026-11`), in order."""
    year, number = map(int, month.split("-"))
    return [f"{month}-{on:02}" for on in range(1, monthrange(year, number)[1] + 1)]


def months_until(month: str, number: int) -> list[str]:
    """`number` months, in order; `month` (`2026-11`) is the last."""
    year, ordinal = map(int, month.split("-"))
    count = year * 12 + ordinal - 1
    return [f"{one // 12:04}-{one % 12 + 1:02}" for one in range(count - number + 1, count + 1)]


def until_next(span: int, at: int) -> int:
    """Seconds, rounded up, until the next `span` begins. `span` is in ms, `at` in ms since the epoch."""
    return (span - at % span + SECOND - 1) // SECOND


def _sent(text: object) -> int:
    try:
        return milliseconds(str(text))
    except (ValueError, OverflowError):
        raise ValueError("Write the moment as 2026-11-22T09:30:00Z (RFC 3339), with its time zone.") from None


Instant = Annotated[
    int,
    PlainSerializer(rfc3339, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-22T09:30:00.125Z"]}),
]
"""A moment: an int of milliseconds in Python and in the table, RFC 3339 text in JSON."""

Month = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
"""A month, as `2026-11`."""

Moment = Annotated[Instant, BeforeValidator(_sent)]
"""A moment in a request: RFC 3339 text there, an int in Python."""
