"""Count the comments of an hour by sender, and each text of a day.

The transaction that stores a comment also writes its counters, on condition that no limit is reached. So parallel
requests cannot exceed a limit, and a comment that is not stored does not count.
"""

from typing import NamedTuple

from shared.domain.comments.sender import HourLimits, Sender, SentText
from shared.domain.times import DAY, HOUR, SECOND, day, hour
from shared.storage import keys, table
from shared.storage.keys import Key

_HOURS_KEPT = 2 * HOUR
_TEXT_KEPT = 2 * DAY


class HourKeys(NamedTuple):
    """The keys of the counters of one sender's hour."""

    by_reader: Key
    """Counts the reader's comments. For the form, which knows no reader: comments by the form from the address."""
    from_address: Key
    """Counts all comments from the address."""


def hour_keys(sender: Sender) -> HourKeys:
    """The keys of the counters for this sender and hour."""
    who = f"form.{sender.addresses[0]}" if sender.form else f"reader.{sender.author.id}"
    this = hour(sender.at)
    return HourKeys(keys.flood(this, who), keys.flood(this, f"address.{sender.addresses[0]}"))


def one_more_this_hour(sender: Sender, limits: HourLimits) -> list[table.Operation]:
    """Count one more comment this hour for reader and address. Each operation fails if its limit is reached."""
    return [
        table.Change(
            sets={"expires_at": (sender.at + _HOURS_KEPT) // SECOND},
            adds={"number": 1},
            only_if_below={"number": limit},
        ).at(key)
        for key, limit in zip(hour_keys(sender), limits, strict=True)
    ]


def one_more_of_text(text: SentText) -> table.Operation:
    """Count the text once more today. The operation fails if others have sent the text since it was judged."""
    one_more = table.Change(
        sets={"expires_at": (text.at + _TEXT_KEPT) // SECOND},
        adds={"number": 1},
        only_if={"number": text.times or None},
    )
    return one_more.at(keys.sent_text(day(text.at), text.key))
