"""Moderation: decisions, and what their author is told."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.times import Instant


class Role(StrEnum):
    """What a moderator's login may do."""

    MODERATOR = "moderator"
    ADMIN = "admin"


class Action(StrEnum):
    """What a moderator does with a comment."""

    APPROVE = "approve"
    REJECT = "reject"
    PIN = "pin"
    UNPIN = "unpin"


class Reason(StrEnum):
    """Why a comment is rejected."""

    OFFENSIVE = "offensive"
    ABUSE = "abuse"
    SPAM = "spam"
    BANNED_WORD = "banned-word"
    ADVERTISING = "advertising"
    ILLEGAL = "illegal"
    HARASSMENT = "harassment"
    MISINFORMATION = "misinformation"
    HATE = "hate"
    OFF_TOPIC = "off-topic"
    PERSONAL_DATA = "personal-data"
    OTHER = "other"


class Moderator(BaseModel):
    """Somebody who signed in and may decide."""

    model_config = ConfigDict(frozen=True)

    id: str
    roles: frozenset[Role]


class Statement(BaseModel):
    """Why a comment was rejected, as its author is told: a statement of reasons (Regulation (EU) 2022/2065, 17)."""

    model_config = ConfigDict(frozen=True)

    number: str
    """The id of the log entry that records the decision."""
    reason: Reason
    note: str | None = None
    rule: str | None = None
    automated: bool = False
    decided_at: Instant


class ProposedDecision(BaseModel):
    """What a moderator asks for, for one comment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article_id: ArticleId
    comment_id: CommentId
    action: Action
    reason: Reason | None = None
    note: Annotated[str, StringConstraints(max_length=1_000, strip_whitespace=True)] | None = None
    if_status: Annotated[str, StringConstraints(max_length=20)] | None = None
    """The status the moderator saw. If the comment has another one by now, nothing is decided."""


class LogEntry(BaseModel):
    """One line of the record: who did what to which comment, when, from what to what, and why."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: Instant
    moderator: str
    action: Action
    article_id: ArticleId
    comment_id: CommentId
    from_status: str
    to_status: str
    reason: Reason | None = None
    note: str | None = None
