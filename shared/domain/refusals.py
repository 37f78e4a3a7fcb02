"""Every way Postbag says no, by name. `web/problems.py` gives each code its HTTP status and title.

Refusal
├── InvalidRequest          the request itself cannot be understood
│   ├── MalformedBody       not JSON, not UTF-8, not an object
│   ├── UnsupportedBody     not application/json
│   └── InvalidCursor       a cursor that this service did not make for this question
├── PassRequired            no reader pass, or one that is forged or expired
├── RoleRequired            a login without the role the route asks for
├── ChallengeFailed         the proof of work does not hold
├── ChallengeUsed           the proof of work was used before
├── CommentNotFound
├── NotYours                somebody else's comment
├── OwnComment              one's own, where only others' will do
├── EditWindowClosed        too late to edit, or in the moderators' hands
├── CannotPin               what it is, or how many are pinned already, forbids it
├── AnotherModerator        who rejected a comment does not decide its appeal
├── CannotUndo              what a decision made of the comment is not there any more
├── BanNotFound
├── ReaderNotFound
├── BannedFromWriting       a moderator has barred the reader, the address or the mail domain
├── NotRejected             nothing to appeal against
├── AlreadyAppealed
├── TryLater                wait, and how long
│   ├── TooManyComments
│   ├── Busy                the table does not answer now; the same request again is safe
│   ├── ReadOnly            the site takes no writing for the time being
│   └── LoginUnavailable    the newspaper's login cannot be checked now
├── UnknownArticle          nobody registered it
├── CommentRefused          what was written cannot be accepted as it is
│   └── ThreadClosed
├── IdempotencyConflict     the same Idempotency-Key came with something else
└── ChangedMeanwhile        somebody else was faster; it says what is there now
    ├── PolicyChanged       somebody else has changed the rules
    └── StatusChanged       somebody else has decided, or changed something else
"""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from pydantic import BaseModel

from shared.domain.times import Instant


class FieldError(BaseModel):
    """What is wrong with one field: a JSON pointer (RFC 6901) into the body, or the parameter's name behind a slash."""

    pointer: str
    code: str
    detail: str


class CurrentComment(BaseModel):
    """A comment as it is now."""

    status: str
    """Its status; the author sees it as well."""
    version: str | None = None
    """For moderators: what to send as `if_version`."""


class CurrentBan(BaseModel):
    """A ban as it is now."""

    in_force: bool
    """False if there is none, or it has ended or was lifted."""
    number: str | None = None
    """The log entry that records it as it is now."""
    until: Instant | None = None
    """When it ends; left out for good."""
    lifted_at: Instant | None = None
    """When it was lifted."""


class CurrentThread(BaseModel):
    """A thread and its article as they are now."""

    state: str
    """`open` or `closed`."""
    moderation: str
    """How the thread is moderated."""
    title: str | None = None
    url: str | None = None
    closes_at: Instant | None = None
    """When the thread closes by itself."""


class CurrentPolicy(BaseModel):
    """The rules in force now."""

    hash: str
    """What to send as `if_hash`."""
    version: int
    """Their number."""


CurrentState = CurrentComment | CurrentBan | CurrentThread | CurrentPolicy


class Fault(NamedTuple):
    """A rule broke while a comment was judged. The comment was held, and somebody should mend the rule."""

    rule: str
    error: Exception


class Refusal(Exception):  # noqa: N818  (a refusal is an answer, not a fault)
    """Postbag's answer is no. `detail` says what happened and what to do next, for a person to read."""

    code: ClassVar[str]
    faults: tuple[Fault, ...] = ()
    """The rules that broke, although others refused. They are reported with the refusal."""

    def __init__(self, detail: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)


class InvalidRequest(Refusal):
    code = "invalid-request"


class MalformedBody(InvalidRequest):
    code = "malformed-body"


class UnsupportedBody(InvalidRequest):
    code = "unsupported-media-type"


class InvalidCursor(InvalidRequest):
    code = "invalid-cursor"


class PassRequired(Refusal):
    code = "pass-required"


class RoleRequired(Refusal):
    code = "role-required"


class ChallengeFailed(Refusal):
    code = "challenge-failed"


class ChallengeUsed(Refusal):
    code = "challenge-used"


class CommentNotFound(Refusal):
    code = "comment-not-found"


class NotYours(Refusal):
    code = "not-yours"


class NotOnOwnComment(Refusal):
    code = "own-comment"


class EditWindowClosed(Refusal):
    code = "edit-window-closed"


class CannotPin(Refusal):
    code = "cannot-pin"


class AnotherModerator(Refusal):
    code = "another-moderator"


class CannotUndo(Refusal):
    code = "cannot-undo"


class BanNotFound(Refusal):
    code = "ban-not-found"


class ReaderNotFound(Refusal):
    code = "reader-not-found"


class ChangedMeanwhile(Refusal):
    """Somebody else was faster. `current` is the present state, as far as the caller may see it."""

    def __init__(self, detail: str, *, current: CurrentState | None = None) -> None:
        super().__init__(detail)
        self.current = current


class PolicyChanged(ChangedMeanwhile):
    code = "policy-changed"


class BannedFromWriting(Refusal):
    code = "banned"


class NotRejected(Refusal):
    code = "not-rejected"


class AlreadyAppealed(Refusal):
    code = "already-appealed"


class TryLater(Refusal):
    """`retry_after` is in seconds."""

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Busy(TryLater):
    code = "busy"


class TooManyComments(TryLater):
    code = "too-many-comments"


class ReadOnly(TryLater):
    code = "read-only"


class LoginUnavailable(TryLater):
    code = "login-unavailable"


class UnknownArticle(Refusal):
    code = "unknown-article"


class CommentRefused(Refusal):
    code = "comment-refused"


class ThreadClosed(CommentRefused):
    code = "thread-closed"


class IdempotencyConflict(Refusal):
    code = "idempotency-conflict"


class StatusChanged(ChangedMeanwhile):
    code = "status-changed"
