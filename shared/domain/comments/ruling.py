"""Moderation: decisions, what their author is told, and the record of all that moderators do."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.domain.comments.reasons import Reason
from shared.domain.times import Instant


class Action(StrEnum):
    """What a moderator does with a comment."""

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    PIN = "pin"
    UNPIN = "unpin"
    UNDO = "undo"
    """Take back the decision that is in force, as long as nothing has happened to the comment since."""


class Statement(BaseModel):
    """Why a comment was turned down, as its author is told: a statement of reasons (Regulation (EU) 2022/2065, 17)."""

    model_config = ConfigDict(frozen=True)

    number: str
    """The id of the log entry that records the decision."""
    reason: Reason
    note: str | None = None
    """The moderator's words to the author."""
    rule: str | None = None
    """The rule that called a moderator, if one did."""
    automated: bool = False
    decided_at: Instant


class Ruling(BaseModel):
    """A moderator's decision that is, or was, in force."""

    model_config = ConfigDict(frozen=True)

    number: str
    """The id of the log entry that records it."""
    action: Action
    reason: Reason | None = None
    by: str
    at: Instant
    against: tuple[str, ...] = ()
    """Who has turned the comment down, one after another, until its author appealed: others decide from then on."""
    removal: str | None = None
    """The removal of all comments of somebody who was banned that it is part of: see `removals.py`."""
