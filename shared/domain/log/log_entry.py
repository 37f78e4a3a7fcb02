"""The entries of the moderators' log."""

from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from shared.domain.comments.reasons import Reason
from shared.domain.comments.ruling import Ruling, Statement
from shared.domain.identifiers import ArticleId, CommentId, ReaderId
from shared.domain.times import Instant


class LoggedAction(StrEnum):
    """The action of a log entry: on a comment, a thread, the policy, a ban or a reader."""

    APPROVE = "approve"
    REJECT = "reject"
    SPAM = "spam"
    PIN = "pin"
    UNPIN = "unpin"
    UNDO = "undo"
    THREAD = "thread"
    """A thread was closed or reopened, or its moderation, title or address was changed."""
    POLICY = "policy"
    BAN = "ban"
    UNBAN = "unban"
    NOTE = "note"


class Earlier(BaseModel):
    """The state that a decision found. Undoing the decision restores it."""

    model_config = ConfigDict(frozen=True)

    status: str
    statement: Statement | None = None
    appealed: bool = False
    reports_settled: int = 0
    decided: Ruling | None = None


class LogEntry(BaseModel):
    """One entry of the log: who did what, when and why, and the state before and after.

    It is written once, in the transaction of the action that it records. Later the followups function adds the link to
    the entry before. Nothing else ever changes.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    """A ULID of `at`. An entry's key follows from its id."""
    at: Instant
    moderator: str
    action: LoggedAction
    article_id: ArticleId | None = None
    comment_id: CommentId | None = None
    reader_id: ReaderId | None = None
    """The author of the comment, or the reader of the ban or the note."""
    ban: str | None = None
    """The id of the ban that it is about, or that caused it."""
    was: str | None = None
    became: str | None = None
    reason: Reason | None = None
    note: str | None = None
    rule: str | None = None
    """The rule that called for a moderator, if one did."""
    automated: bool = False
    appeal: bool = False
    """True if it decides an appeal."""
    waited: int | None = None
    """Time for which the appeal had waited, in ms, if it decides one."""
    reports: int = 0
    """Reports of the comment that no moderator had settled before."""
    undoes: str | None = None
    previous: str | None = None
    """The id of the entry before about the same comment."""
    earlier: Earlier | None = None
    """The state that a decision found, if it can be undone."""
    in_force: Ruling | None = None
    """The decision about the comment that is in force from now on."""


class LogStamp(NamedTuple):
    """The moderator (`by`) and time (`at`, ms since the epoch) of an action, and the number of its log entry."""

    by: str
    at: int
    number: str

    def entry(self, action: LoggedAction, **content: Any) -> LogEntry:
        """The log entry of the action; `content` are its other fields. Nothing else makes entries."""
        return LogEntry(id=self.number, at=self.at, moderator=self.by, action=action, **content)
