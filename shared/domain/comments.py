"""Comments: what a reader sends, what a comment is, and what other readers see of it."""

import hashlib
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator

from shared.domain.articles import ArticleAbout
from shared.domain.identifiers import ArticleId, CommentId, ReaderId, ulid
from shared.domain.judging import Decision, Verdict
from shared.domain.moderation import Statement
from shared.domain.readers import Badge, Reader
from shared.domain.text import clean_body, clean_line, to_html
from shared.domain.times import MINUTE, Instant

EDIT_WINDOW = 15 * MINUTE
"""How long an author may edit, in ms."""
DEEPEST = 3
"""Replies nest this deep below a top-level comment (depth 0); deeper ones hang under their ancestor of this depth."""
PREVIEWED = 3
"""How many replies are shown with their parent before somebody asks for more."""


class Status(StrEnum):
    """Where a comment stands. Readers see approved ones only."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class Answered(BaseModel):
    """Whom a reply answers."""

    model_config = ConfigDict(frozen=True)

    id: CommentId
    name: str


class Draft(BaseModel):
    """A comment as a reader sends it. Lengths are capped here, before anything is normalised."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    author_name: Annotated[str, StringConstraints(max_length=60)]
    body: Annotated[str, StringConstraints(max_length=10_000)]
    parent_id: CommentId | None = None
    article: ArticleAbout | None = None
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


class VisibleComment(BaseModel):
    """The public attributes of a comment: all that the public indexes hold."""

    model_config = ConfigDict(frozen=True)

    id: CommentId
    article_id: ArticleId
    parent_id: CommentId | None = None
    answers: Answered | None = None
    author_name: str
    badge: Badge | None = None
    body_html: str
    status: Status
    created_at: Instant
    edited_at: Instant | None = None
    up: int = 0
    down: int = 0
    replies: int = 0
    pinned: bool = False
    withdrawn: bool = False


class Comment(VisibleComment):
    """A comment whole."""

    depth: int = 0
    reader_id: ReaderId
    body: str
    fingerprint: str
    verdict: Verdict
    statement: Statement | None = None
    first_replies: tuple[CommentId, ...] = ()
    """The replies previewed with this comment; chosen by the tallies function."""

    @property
    def visible(self) -> bool:
        """Do readers see it?"""
        return self.status is Status.APPROVED

    @property
    def editable_until(self) -> int:
        """When its author can no longer edit it, in ms since the epoch."""
        return self.created_at + EDIT_WINDOW


class Author(BaseModel):
    """Who wrote a comment, as far as others may know."""

    name: str
    badge: Badge | None


class Votes(BaseModel):
    """How readers voted on a comment."""

    up: int
    down: int


class PublicComment(BaseModel):
    """A comment as readers see it."""

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
        cls, comment: VisibleComment, *, replies: "list[PublicComment] | None" = None, replies_cursor: str | None = None
    ) -> "PublicComment":
        """The reader's view of `comment`, with `replies` already at hand and a cursor to the rest."""
        return cls(**_seen(comment), replies=replies or [], replies_cursor=replies_cursor)


class OwnComment(PublicComment):
    """A comment as its author sees it: with the reasons, if it was rejected."""

    statement: Statement | None = None

    @classmethod
    def mine(cls, comment: Comment) -> "OwnComment":
        """The author's view of `comment`."""
        return cls(**_seen(comment), statement=comment.statement)


def compose(  # noqa: PLR0913  (facts in, decision out: these are the facts)
    draft: Draft,
    *,
    by: Reader,
    on: str,
    under: Comment | None,
    verdict: Verdict,
    at: int,
    randomness: bytes,
) -> Comment:
    """The comment that `draft` becomes: published or held, as `verdict` says.

    `on` is the article's id, `under` the comment it answers, `at` ms since the epoch, `randomness` 10 bytes.
    A verdict that refuses makes no comment: see `judging.refusal`.
    """
    return Comment(
        id=ulid(at, randomness),
        article_id=on,
        parent_id=_hangs_under(under),
        answers=Answered(id=under.id, name=under.author_name) if under else None,
        depth=min(under.depth, DEEPEST) + 1 if under else 0,
        reader_id=by.id,
        author_name=draft.author_name,
        badge=by.badge,
        body=draft.body,
        body_html=to_html(draft.body),
        status=Status.APPROVED if verdict.decision is Decision.PUBLISH else Status.PENDING,
        created_at=at,
        fingerprint=draft.fingerprint,
        verdict=verdict,
    )


def _hangs_under(answered: Comment | None) -> str | None:
    if answered is None:
        return None
    return answered.id if answered.depth <= DEEPEST else answered.parent_id


def _seen(comment: VisibleComment) -> dict[str, object]:
    return {
        "id": comment.id,
        "article_id": comment.article_id,
        "parent_id": comment.parent_id,
        "answers": comment.answers,
        "author": Author(name=comment.author_name, badge=comment.badge),
        "body_html": comment.body_html,
        "created_at": comment.created_at,
        "edited_at": comment.edited_at,
        "status": comment.status,
        "votes": Votes(up=comment.up, down=comment.down),
        "reply_count": comment.replies,
        "pinned": comment.pinned,
        "withdrawn": comment.withdrawn,
    }


def _something(text: str, otherwise: str) -> str:
    if not text:
        raise ValueError(otherwise)
    return text
