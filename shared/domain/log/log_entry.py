"""One entry of the moderators' log: who did what to what, when, and why."""

from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict

from shared.domain.comments.reasons import Reason
from shared.domain.comments.ruling import Ruling, Statement
from shared.domain.identifiers import ArticleId, CommentId, ReaderId
from shared.domain.times import Instant


class LoggedAction(StrEnum):
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

    Written once, with what it records, in one transaction. Later the followups function adds the link to the entry
    before, which changes nothing of what is said here.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    """A ULID of `at`: an entry's key follows from its id."""
    at: Instant
    moderator: str
    action: LoggedAction
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


class LogStamp(NamedTuple):
    """Who does something, when (ms since the epoch), and the number of its entry in the log."""

    by: str
    at: int
    number: str

    def entry(self, action: LoggedAction, **content: Any) -> LogEntry:
        """The entry of the log that says so; `content` are its other fields. Nothing else makes entries."""
        return LogEntry(id=self.number, at=self.at, moderator=self.by, action=action, **content)
