"""Comments: what a reader sends, what a comment is, and what other readers see of it."""

import hashlib
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from shared.domain.comments.ruling import Ruling, Statement
from shared.domain.comments.sender import SentText
from shared.domain.identifiers import ArticleId, CommentId, ReaderId
from shared.domain.judging.verdict import Circumstances, Verdict
from shared.domain.people.reader import Badge
from shared.domain.times import MINUTE, Instant

EDIT_WINDOW = 15 * MINUTE
"""How long an author may edit, in ms."""


class Status(StrEnum):
    """Where a comment stands. Readers see approved ones only."""

    PENDING = "pending"
    APPROVED = "approved"
    REPORTED = "reported"
    REJECTED = "rejected"
    SPAM = "spam"
    WITHDRAWN = "withdrawn"


TURNED_DOWN = frozenset({Status.REJECTED, Status.SPAM})
"""What a moderator has decided against: its author is told why, and may appeal."""
APPEALED = "appealed"
"""The queue of the comments that were turned down and whose authors ask for another look."""


class Appeal(BaseModel):
    """An author's objection to a rejection."""

    model_config = ConfigDict(frozen=True)

    text: str
    at: Instant


class VisibleComment(BaseModel):
    """The public attributes of a comment: all that the public indexes hold.

    A comment that was approved once keeps its place in them. Its name and text are there only while it is approved:
    without them it is a tombstone, and shown only if it has replies.
    """

    model_config = ConfigDict(frozen=True)

    id: CommentId
    article_id: ArticleId
    parent_id: CommentId | None = None
    answers: CommentId | None = None
    """Whom it answers, if that is not its parent: the comment deep in the thread that it was a reply to."""
    author_name: str = ""
    badge: Badge | None = None
    body_html: str = ""
    status: Status
    created_at: Instant
    edited_at: Instant | None = None
    up: int = 0
    down: int = 0
    replies: int = 0
    """How many replies readers see."""
    published_replies: int = 0
    """How many replies were approved at some time; it only grows."""
    first_replies: tuple[CommentId, ...] = ()
    """The first replies that were approved at some time; they are previewed with it. Chosen by the tallies function."""
    score: int = 0
    """Millionths: see `ranking.py`."""
    pinned: bool = False

    @property
    def visible(self) -> bool:
        """Do readers see it?"""
        return self.status is Status.APPROVED

    @property
    def worth_showing(self) -> bool:
        """Do readers see it, or at least where it was, because there are replies to it?"""
        return self.visible or self.published_replies > 0


class Comment(VisibleComment):
    """A comment whole."""

    ancestors: tuple[CommentId, ...] = ()
    """The comments above it in the thread, from the top."""
    reader_id: ReaderId
    name: str
    body: str
    fingerprint: str
    verdict: Verdict
    circumstances: Circumstances | None = None
    """What the verdict went by."""
    awaiting: tuple[str, ...] = ()
    """The slow judges that have not answered yet; only a moderator publishes it before they have."""
    published: bool = False
    """Was it approved at some time?"""
    statement: Statement | None = None
    appeal: Appeal | None = None
    appealed: bool = False
    """Does an appeal wait for a moderator?"""
    reports: int = 0
    reports_settled: int = 0
    """How many of the reports a moderator knew of who approved it all the same."""
    decided: Ruling | None = None
    """The moderator's decision that is in force."""
    logged: str | None = None
    """The last line of the moderators' log about it."""
    first_decided_at: Instant | None = None
    """When a moderator decided about it for the first time; kept whatever is decided later."""

    @property
    def depth(self) -> int:
        """0 for a top-level comment."""
        return len(self.ancestors)

    @property
    def vouches(self) -> bool:
        """Does it speak for its reader? It was approved, and neither readers nor moderators have objected since."""
        return self.published and self.status not in {*TURNED_DOWN, Status.REPORTED}

    @property
    def queue(self) -> str:
        """The moderators' queue it is in."""
        return APPEALED if self.appealed else self.status.value

    @property
    def version(self) -> str:
        """8 hex digits that change whenever what a moderator looks at does.

        That is its name and text, what rules and judges said, where it stands, its reports, appeal and pin, and the
        decision in force. Votes and replies change it not.
        """
        number = self.decided.number if self.decided else None
        trace = [(finding.rule, finding.outcome, finding.evidence) for finding in self.verdict.findings]
        said = (self.name, self.body, self.edited_at, self.verdict.decision, trace, self.awaiting)
        looked_at = (*said, self.status, self.reports, self.appealed, self.pinned, number)
        return hashlib.sha256(repr(looked_at).encode()).hexdigest()[:8]

    @property
    def editable_until(self) -> int:
        """When its author can no longer edit it, in ms since the epoch."""
        return self.created_at + EDIT_WINDOW


class CommentChange(NamedTuple):
    """A comment before and after something was decided about it."""

    before: Comment
    after: Comment
    keep_text_at: int | None = None
    """If set, moderators may still read the text as it was until this moment (ms since the epoch)."""
    text: SentText | None = None
    """The new text, if it counts as one more text that is sent today."""
