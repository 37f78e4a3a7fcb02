"""A comment as readers see it, and as its author sees it."""

from pydantic import BaseModel

from shared.domain.comments.comment import TURNED_DOWN, Comment, Status, VisibleComment
from shared.domain.comments.ruling import Statement
from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.people.reader import Badge
from shared.domain.times import Instant


class Author(BaseModel):
    """The author of a comment, as far as others may know."""

    name: str
    badge: Badge | None


class Answered(BaseModel):
    """The comment that a reply answers. The name is null if that comment was not read, or is not visible."""

    id: CommentId
    name: str | None


class Votes(BaseModel):
    """The votes of readers on a comment."""

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
        """The readers' view of `comment`, with the `replies` that were read and a cursor to the rest."""
        return cls(
            **_seen(comment, name=comment.author_name, html=comment.body_html),
            answers=answers,
            replies=replies or [],
            replies_cursor=replies_cursor,
        )


class OwnStatement(Statement):
    """A statement of reasons as the author reads it."""

    how_to_appeal: str | None
    """The request that makes an appeal; null after an appeal, or if the comment is no longer rejected."""


class OwnComment(PublicComment):
    """A comment as its author sees it: in any status, with a statement of reasons if it was rejected."""

    statement: OwnStatement | None
    appealed: bool
    editable_until: Instant

    @classmethod
    def mine(cls, comment: Comment, *, html: str) -> "OwnComment":
        """The author's view of `comment`, with its text as `html`."""
        gone = comment.status is Status.WITHDRAWN
        return cls(
            **_seen(comment, name="" if gone else comment.name, html="" if gone else html),
            answers=Answered(id=comment.answers, name=None) if comment.answers else None,
            statement=_own_statement(comment),
            appealed=comment.appeal is not None,
            editable_until=comment.editable_until,
        )


def _own_statement(comment: Comment) -> OwnStatement | None:
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
