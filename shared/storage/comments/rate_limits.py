"""Where comments come from: how many in this hour, how often the same text today, and from which address.

Each is written in the transaction that stores the comment, and those that limit are conditions of it. So any number of
requests at once get no more through, and a comment that is not stored counts for nothing.
"""

from typing import NamedTuple

from shared.domain.judging.policy import Policy
from shared.domain.people.reader import Reader
from shared.domain.times import DAY, HOUR, SECOND, day, hour
from shared.storage import keys, table
from shared.storage.keys import Key

_FLOOD_KEPT = 2 * HOUR
_TEXT_KEPT = 2 * DAY


class Sender(NamedTuple):
    """Who sends which text from where, at `at` (ms since the epoch)."""

    author: Reader
    addresses: tuple[str, ...]
    """The source address, hashed under this month's key and, for bans, under the last one's."""
    text_key: str
    at: int
    form: bool = False
    """By the form for pages without JavaScript, which knows no reader."""

    @property
    def by_reader(self) -> Key:
        """What counts the reader's comments of the hour; for a form, which has none, those of its address."""
        who = f"form.{self.addresses[0]}" if self.form else f"reader.{self.author.id}"
        return keys.flood(hour(self.at), who)

    @property
    def from_address(self) -> Key:
        """What counts the comments of the hour from the address."""
        return keys.flood(hour(self.at), f"address.{self.addresses[0]}")

    @property
    def same_text(self) -> Key:
        """What counts how often the text was sent today."""
        return keys.sent_text(day(self.at), self.text_key)


def floods(sending: Sender, policy: Policy) -> list[table.Operation]:
    """One more of the reader's, and of the address's, in this hour, if that makes no more than the policy bears."""
    limits = {
        sending.by_reader: policy.forms_per_hour if sending.form else policy.comments_per_hour,
        sending.from_address: policy.comments_per_hour_from_address,
    }
    return [
        table.Change(
            sets={"expires_at": (sending.at + _FLOOD_KEPT) // SECOND},
            adds={"number": 1},
            only_if_below={"number": limit},
        ).at(key)
        for key, limit in limits.items()
    ]


def text(sending: Sender, *, seen: int) -> table.Operation:
    """The text once more today, if it was sent as often as was `seen`: else the verdict went by another number."""
    one_more = table.Change(
        sets={"expires_at": (sending.at + _TEXT_KEPT) // SECOND},
        adds={"number": 1},
        only_if={"number": seen or None},
    )
    return one_more.at(sending.same_text)
