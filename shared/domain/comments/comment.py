"""A comment: all its attributes, the public ones among them, and its status."""

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
"""Time for its author to edit a comment, in ms."""


class Status(StrEnum):
    """The status of a comment. Readers see approved comments only."""

    PENDING = "pending"
    APPROVED = "approved"
    REPORTED = "reported"
    REJECTED = "rejected"
    SPAM = "spam"
    WITHDRAWN = "withdrawn"


TURNED_DOWN = frozenset({Status.REJECTED, Status.SPAM})
"""The statuses of a rejected comment. Its author reads a statement of reasons, and may appeal."""
APPEALED = "appealed"
"""The queue of the rejected comments whose authors appealed."""


class Appeal(BaseModel):
    """An author's appeal against a rejection."""

    model_config = ConfigDict(frozen=True)

    text: str
    at: Instant


class VisibleComment(BaseModel):
    """The public attributes of a comment. The public indexes have these and no others.

    A comment stays in these indexes once it was approved. They have its name and text only while it is approved.
    Without name and text it is a tombstone, which readers see only if it has replies.
    """

    model_config = ConfigDict(frozen=True)

    id: CommentId
    article_id: ArticleId
    parent_id: CommentId | None = None
    answers: CommentId | None = None
    """The comment it answers. Deep in a thread, that is not its parent."""
    author_name: str = ""
    badge: Badge | None = None
    body_html: str = ""
    status: Status
    created_at: Instant
    edited_at: Instant | None = None
    up: int = 0
    down: int = 0
    replies: int = 0
    """Replies that readers see."""
    published_replies: int = 0
    """Replies that were ever approved. The number only grows."""
    first_replies: tuple[CommentId, ...] = ()
    """The first replies that were ever approved, which are previewed with it. The function `tallies` chooses them."""
    score: int = 0
    """The score of its votes, in millionths: see `ranking.py`."""
    pinned: bool = False

    @property
    def visible(self) -> bool:
        """Do readers see it?"""
        return self.status is Status.APPROVED

    @property
    def worth_showing(self) -> bool:
        """Do readers see it, or a tombstone because it has replies?"""
        return self.visible or self.published_replies > 0


class Comment(VisibleComment):
    """A comment with all its attributes."""

    ancestors: tuple[CommentId, ...] = ()
    """The comments above it in the thread, from the top."""
    reader_id: ReaderId
    name: str
    body: str
    fingerprint: str
    verdict: Verdict
    circumstances: Circumstances | None = None
    """The facts behind the verdict."""
    awaiting: tuple[str, ...] = ()
    """The slow judges that have not answered yet. Until they do, only a moderator can approve it."""
    published: bool = False
    """Was it ever approved?"""
    statement: Statement | None = None
    appeal: Appeal | None = None
    appealed: bool = False
    """Does an appeal wait for a moderator?"""
    reports: int = 0
    reports_settled: int = 0
    """Reports that a moderator knew of, and approved it nevertheless."""
    decided: Ruling | None = None
    """The moderator's decision that is in force."""
    logged: str | None = None
    """The id of the latest log entry about it."""
    first_decided_at: Instant | None = None
    """The time of a moderator's first decision about it. Later decisions do not change it."""

    @property
    def depth(self) -> int:
        """0 for a top-level comment."""
        return len(self.ancestors)

    @property
    def vouches(self) -> bool:
        """Does it count in its author's favour? It was approved, and neither readers nor moderators objected since."""
        return self.published and self.status not in {*TURNED_DOWN, Status.REPORTED}

    @property
    def queue(self) -> str:
        """The moderators' queue it is in."""
        return APPEALED if self.appealed else self.status.value

    @property
    def version(self) -> str:
        """8 hex digits that change with everything a moderator judges the comment by.

        They depend on name, text, findings, status, awaited judges, reports, appeal, pin and the decision in force.
        Votes and replies do not change them.
        """
        number = self.decided.number if self.decided else None
        trace = [(finding.rule, finding.outcome, finding.evidence) for finding in self.verdict.findings]
        judged = (self.name, self.body, self.edited_at, self.verdict.decision, trace, self.awaiting)
        seen = (*judged, self.status, self.reports, self.appealed, self.pinned, number)
        return hashlib.sha256(repr(seen).encode()).hexdigest()[:8]

    @property
    def editable_until(self) -> int:
        """The time from which its author can no longer edit it, in ms since the epoch."""
        return self.created_at + EDIT_WINDOW


class CommentChange(NamedTuple):
    """A comment before and after a change."""

    before: Comment
    after: Comment
    keep_text_at: int | None = None
    """If set, the text before the change is kept for moderators, as the text until this time (ms since the epoch)."""
    text: SentText | None = None
    """The new text, if it counts as one more text of today."""
