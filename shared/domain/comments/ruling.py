"""A moderator's decision about a comment: the action, the statement of reasons, and the ruling."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.domain.comments.reasons import Reason
from shared.domain.times import Instant


class Action(StrEnum):
    """A moderator's action on a comment."""

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    PIN = "pin"
    UNPIN = "unpin"
    UNDO = "undo"
    """Reverse the decision in force, if nothing has happened to the comment since."""


class Statement(BaseModel):
    """A statement of reasons for a rejection, as its author reads it (Regulation (EU) 2022/2065, article 17)."""

    model_config = ConfigDict(frozen=True)

    number: str
    """The id of the log entry that records the decision."""
    reason: Reason
    note: str | None = None
    """The moderator's words to the author."""
    rule: str | None = None
    """The rule that held the comment for a moderator, if one did."""
    automated: bool = False
    decided_at: Instant


class Ruling(BaseModel):
    """A moderator's decision that is or was in force."""

    model_config = ConfigDict(frozen=True)

    number: str
    """The id of the log entry that records it."""
    action: Action
    reason: Reason | None = None
    by: str
    at: Instant
    against: tuple[str, ...] = ()
    """The moderators who rejected the comment, in order, until its author appealed. Then only others may decide."""
    removal: str | None = None
    """The removal that this decision is part of, if any: see `removals.py`."""
