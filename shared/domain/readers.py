"""Readers: who may comment, and what is known of them."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.domain.identifiers import ReaderId
from shared.domain.times import DAY

PASS_LIFETIME = 365 * DAY
"""How long a reader pass is good for, in ms."""


class Badge(StrEnum):
    """What stands beside a reader's name."""

    GUEST = "guest"
    VERIFIED = "verified"
    STAFF = "staff"


class Reader(BaseModel):
    """Somebody who proved with a reader pass which pseudonym is theirs."""

    model_config = ConfigDict(frozen=True)

    id: ReaderId
    badge: Badge = Badge.GUEST


class ReaderRecord(BaseModel):
    """What moderators decided about a reader's comments so far, as the tallies count it."""

    model_config = ConfigDict(frozen=True)

    approved: int = 0
    rejected: int = 0
