"""The sender of a comment, its text, and the hourly limits: everything that comments are limited by."""

from typing import NamedTuple

from shared.domain.people.reader import Reader


class Sender(NamedTuple):
    """The author and source address of a comment that is sent at `at` (ms since the epoch)."""

    author: Reader
    addresses: tuple[str, ...]
    """Hashes of the source address: under this month's key and, for bans, under last month's."""
    at: int
    form: bool = False
    """Sent by the form for pages without JavaScript, which knows no reader."""


class SentText(NamedTuple):
    """A text that is sent at `at` (ms since the epoch)."""

    key: str
    """32 hex digits, the same for texts of the same words: see `repeated_text_key`."""
    at: int
    times: int
    """Times that it was sent before on the same day (UTC), by all readers together."""


class HourLimits(NamedTuple):
    """The most comments stored in an hour (UTC)."""

    by_reader: int
    """Comments of the reader. For the form, which knows no reader: comments by the form from the source address."""
    from_address: int
    """Comments from the source address."""
