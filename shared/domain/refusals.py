"""All refusals of Postbag. `shared/web/problems.py` gives each code its HTTP status and title.

Refusal
├── InvalidRequest          the request itself is wrong
│   ├── MalformedBody       not JSON, not UTF-8, not an object
│   ├── UnsupportedBody     not application/json
│   └── InvalidCursor       a cursor that Postbag did not make for this list
├── PassRequired            no reader pass, or one that is forged or expired
├── RoleRequired            a login without the role that the route requires
├── ChallengeFailed         the proof of work is wrong
├── ChallengeUsed           the proof of work was used before
├── CommentNotFound
├── NotYours                the comment is another reader's
├── NotOnOwnComment         readers may not vote on or report their own comment
├── EditWindowClosed        too late to edit, or a moderator has decided
├── CannotPin               the comment cannot be pinned, or too many are pinned
├── AnotherModerator        the moderator who rejected a comment may not decide its appeal
├── CannotUndo              no decision is in force, or the comment has changed since
├── BanNotFound
├── ReaderNotFound
├── BannedFromWriting       a moderator has barred the reader, the address or the mail domain
├── NotRejected             there is no rejection to appeal against
├── AlreadyAppealed
├── TryLater                the same request may succeed later
│   ├── TooManyComments
│   ├── Busy                the table does not answer now; repeating the request is safe
│   ├── ReadOnly            readers cannot write for now
│   └── LoginUnavailable    the newspaper's login cannot be checked now
├── UnknownArticle          nobody has registered the article
├── CommentRefused          the comment cannot be accepted as it is
│   └── ThreadClosed
├── IdempotencyConflict     the Idempotency-Key was used for another request
└── ChangedMeanwhile        somebody else was faster; `current` is the present state
    ├── PolicyChanged       somebody else has changed the rules
    └── StatusChanged       somebody else has changed the comment, ban or thread
"""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from pydantic import BaseModel

from shared.domain.times import Instant


class FieldError(BaseModel):
    """An error in one field. `pointer` is a JSON pointer (RFC 6901) into the body, or a slash and a parameter."""

    pointer: str
    code: str
    detail: str


class CurrentComment(BaseModel):
    """The present state of a comment."""

    status: str
    """Its status, which its author sees as well."""
    version: str | None = None
    """The value to send as `if_version`; only moderators get it."""


class CurrentBan(BaseModel):
    """The present state of a ban."""

    in_force: bool
    """False if there is no ban, or it has ended or was lifted."""
    number: str | None = None
    """The log entry of its latest change."""
    until: Instant | None = None
    """Time of its end; left out if it is for good."""
    lifted_at: Instant | None = None
    """Time at which it was lifted."""


class CurrentThread(BaseModel):
    """The present state of a thread and its article."""

    state: str
    """`open` or `closed`."""
    moderation: str
    """The thread's moderation: `pre` or `post`."""
    title: str | None = None
    url: str | None = None
    closes_at: Instant | None = None
    """Time at which the thread closes by itself."""


class CurrentPolicy(BaseModel):
    """The hash and the version of the rules in force."""

    hash: str
    """The value to send as `if_hash`."""
    version: int
    """The number of their version."""


CurrentState = CurrentComment | CurrentBan | CurrentThread | CurrentPolicy


class Fault(NamedTuple):
    """An error of a rule while it judged a comment. The comment was held; somebody should repair the rule."""

    rule: str
    error: Exception


class Refusal(Exception):  # noqa: N818  (a refusal is an answer, not a fault)
    """A refusal. Its `detail` tells a person what happened and what to do next."""

    code: ClassVar[str]
    faults: tuple[Fault, ...] = ()
    """The rules that broke while others refused the comment. They are reported with the refusal."""

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
    """Somebody else was faster. `current` is the part of the present state that the caller may see."""

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
