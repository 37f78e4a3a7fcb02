"""Who sends a comment from where, and how often its text was sent: what limits the number of comments."""

from typing import NamedTuple

from shared.domain.people.reader import Reader


class Sender(NamedTuple):
    """Who sends a comment from where, at `at` (ms since the epoch)."""

    author: Reader
    addresses: tuple[str, ...]
    """The source address, hashed under this month's key and, for bans, under the last one's."""
    at: int
    form: bool = False
    """By the form for pages without JavaScript, which knows no reader."""


class SentText(NamedTuple):
    """A text that is sent at `at` (ms since the epoch)."""

    key: str
    """32 hex digits that are the same for texts of the same words: see `repeated_text_key`."""
    at: int
    times: int
    """How often it was sent before on the same day (UTC), by whomever."""


class HourLimits(NamedTuple):
    """How many comments are stored in an hour at most."""

    by_reader: int
    """Of the reader; by the form, which knows no reader, those that come so from the address."""
    from_address: int
