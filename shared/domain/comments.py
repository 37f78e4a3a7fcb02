"""Comments: what a reader sends, what a comment is, and what other readers see of it."""

import hashlib
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from shared.domain.articles import ArticleAbout
from shared.domain.identifiers import ArticleId, CommentId, ReaderId
from shared.domain.moderation import Ruling, Statement
from shared.domain.readers import Badge
from shared.domain.text import clean_body, clean_line
from shared.domain.times import MINUTE, Instant
from shared.domain.verdicts import Circumstances, Verdict
from shared.domain.visits import Code

EDIT_WINDOW = 15 * MINUTE
"""How long an author may edit, in ms."""
PREVIEWED = 3
"""How many replies are shown with their parent before somebody asks for more."""
MOST_PINNED = 3
"""How many comments of a thread may stand on top of it."""

Name = Annotated[str, StringConstraints(max_length=60)]
Body = Annotated[str, StringConstraints(max_length=10_000)]


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


class Draft(BaseModel):
    """A comment as a reader sends it. Lengths are capped here, before anything is normalised."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    author_name: Name
    body: Body
    parent_id: CommentId | None = None
    article: ArticleAbout | None = None
    via: Code | None = None
    """The code of the shared link by which the page was opened that it is written on."""
    seconds: Annotated[int, Field(ge=0, le=2**31)] | None = None
    """How long the page has been open."""
    website: Annotated[str, StringConstraints(max_length=2_000)] = ""
    """The honeypot: people do not see this field, form-filling robots do."""

    @field_validator("author_name")
    @classmethod
    def _one_clean_line(cls, name: str) -> str:
        return _something(clean_line(name), "Write a name; it may be a pseudonym.")

    @field_validator("body")
    @classmethod
    def _clean_text(cls, body: str) -> str:
        return _something(clean_body(body), "Write something first.")

    @property
    def fingerprint(self) -> str:
        """16 hex digits of what the comment says: equal for a repeated request, different for another comment."""
        said = "\0".join((self.author_name, self.body, self.parent_id or ""))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


class Revision(BaseModel):
    """What its author changes a comment to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    body: Body

    @field_validator("body")
    @classmethod
    def _clean_text(cls, body: str) -> str:
        return _something(clean_body(body), "Write something first, or withdraw the comment.")


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


def hidden(comment: Comment, status: Status) -> Comment:
    """`comment` with a status in which readers see neither its name nor its text."""
    return comment.model_copy(update={"status": status, "author_name": "", "body_html": ""})


class Author(BaseModel):
    """Who wrote a comment, as far as others may know."""

    name: str
    badge: Badge | None


class Answered(BaseModel):
    """Whom a reply answers. The name is null where the answered comment is not at hand, or not visible."""

    id: CommentId
    name: str | None


class Votes(BaseModel):
    """How readers voted on a comment."""

    up: int
    down: int


class PublicComment(BaseModel):
    """A comment as readers see it. A tombstone has neither name nor text."""

    id: CommentId
    article_id: ArticleId
    parent_id: CommentId | None
    answers: Answered | None
    author: Author
    body_html: str
    created_at: Instant
    edited_at: Instant | None
    status: Status
    votes: Votes
    reply_count: int
    replies: list["PublicComment"] = []
    replies_cursor: str | None = None
    pinned: bool
    withdrawn: bool

    @classmethod
    def of(
        cls,
        comment: VisibleComment,
        *,
        answers: Answered | None = None,
        replies: "list[PublicComment] | None" = None,
        replies_cursor: str | None = None,
    ) -> "PublicComment":
        """The reader's view of `comment`, with `replies` already at hand and a cursor to the rest."""
        return cls(
            **_seen(comment, name=comment.author_name, html=comment.body_html),
            answers=answers,
            replies=replies or [],
            replies_cursor=replies_cursor,
        )


class OwnStatement(Statement):
    """A statement of reasons as the author reads it."""

    how_to_appeal: str | None
    """What to do to have another moderator look at it; null if that was done, or is of no use any more."""


class OwnComment(PublicComment):
    """A comment as its author sees it: whatever its status, with the reasons if it was rejected."""

    statement: OwnStatement | None
    appealed: bool
    editable_until: Instant

    @classmethod
    def mine(cls, comment: Comment, *, html: str) -> "OwnComment":
        """The author's view of `comment`, whose text is `html`."""
        gone = comment.status is Status.WITHDRAWN
        return cls(
            **_seen(comment, name="" if gone else comment.name, html="" if gone else html),
            answers=Answered(id=comment.answers, name=None) if comment.answers else None,
            statement=_told(comment),
            appealed=comment.appeal is not None,
            editable_until=comment.editable_until,
        )


def _told(comment: Comment) -> OwnStatement | None:
    if comment.statement is None:
        return None
    appeals = comment.status in TURNED_DOWN and comment.appeal is None
    how = f"Send your reasons to POST /v1/articles/{comment.article_id}/comments/{comment.id}/appeal, once."
    return OwnStatement(**comment.statement.model_dump(), how_to_appeal=how if appeals else None)


def _seen(comment: VisibleComment, *, name: str, html: str) -> dict[str, object]:
    return {
        "id": comment.id,
        "article_id": comment.article_id,
        "parent_id": comment.parent_id,
        "author": Author(name=name, badge=comment.badge if name else None),
        "body_html": html,
        "created_at": comment.created_at,
        "edited_at": comment.edited_at,
        "status": comment.status,
        "votes": Votes(up=comment.up, down=comment.down),
        "reply_count": comment.replies,
        "pinned": comment.pinned,
        "withdrawn": comment.status is Status.WITHDRAWN,
    }


def _something(text: str, otherwise: str) -> str:
    if not text:
        raise ValueError(otherwise)
    return text
