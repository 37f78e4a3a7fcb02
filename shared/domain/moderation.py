"""Moderation: decisions, what their author is told, and the record of all that moderators do."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.domain.identifiers import ArticleId, CommentId, ReaderId
from shared.domain.times import Instant


class Role(StrEnum):
    """What a moderator's login may do."""

    MODERATOR = "moderator"
    ADMIN = "admin"


class Action(StrEnum):
    """What a moderator does with a comment."""

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    PIN = "pin"
    UNPIN = "unpin"
    UNDO = "undo"
    """Take back the decision that is in force, as long as nothing has happened to the comment since."""


class Deed(StrEnum):
    """What a line of the log is about: an action on a comment, or something else that moderators do."""

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    PIN = "pin"
    UNPIN = "unpin"
    UNDO = "undo"
    THREAD = "thread"
    """A thread was closed, reopened, moderated otherwise, or described anew."""
    POLICY = "policy"
    BAN = "ban"
    UNBAN = "unban"
    NOTE = "note"


class Reason(StrEnum):
    """Why a comment is turned down."""

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
    if_version: Annotated[str, StringConstraints(max_length=20)] | None = None
    """The version the moderator saw. If anything about the comment is another by now, nothing is decided."""


class Earlier(BaseModel):
    """What a decision found, for whoever undoes it."""

    model_config = ConfigDict(frozen=True)

    status: str
    statement: Statement | None = None
    appealed: bool = False
    reports_settled: int = 0
    decided: Ruling | None = None


class LogEntry(BaseModel):
    """One line of the record: who did what to what, when, from what to what, and why.

    Written once, with what it records, in one transaction. Later the outbox function adds the link to the entry before,
    which changes nothing of what is said here.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    """A ULID of `at`: an entry's key follows from its id."""
    at: Instant
    moderator: str
    action: Deed
    article_id: ArticleId | None = None
    comment_id: CommentId | None = None
    reader_id: ReaderId | None = None
    """Whom it is about: the author of the comment, or the reader who is banned or noted."""
    ban: str | None = None
    """The id of the ban that it is about, or that it follows from."""
    was: str | None = None
    became: str | None = None
    reason: Reason | None = None
    note: str | None = None
    rule: str | None = None
    """The rule that called a moderator, if one did."""
    automated: bool = False
    appeal: bool = False
    """Does it decide an appeal?"""
    waited: int | None = None
    """How long the appeal had waited, in ms, if it decides one."""
    reports: int = 0
    """How many reports of the comment nobody had answered before."""
    undoes: str | None = None
    previous: str | None = None
    """The entry before about the same comment."""
    earlier: Earlier | None = None
    """Of a decision that can be undone: what it found."""
    in_force: Ruling | None = None
    """The decision about the comment that is in force from now on."""
