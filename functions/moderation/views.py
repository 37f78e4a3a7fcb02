"""The moderators' view of a comment, in every answer that contains one."""

from collections.abc import Sequence

from pydantic import BaseModel

from shared.domain.articles.article import Article
from shared.domain.comments.comment import Appeal, Comment, Status
from shared.domain.comments.markdown import to_html
from shared.domain.comments.ruling import Ruling, Statement
from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.judging.verdict import Verdict
from shared.domain.people.reader import Badge
from shared.domain.times import Instant
from shared.storage.moderation import queues


class OnArticle(BaseModel):
    """The article of a comment; both fields are null if nobody has registered it."""

    title: str | None = None
    url: str | None = None


class QueuedComment(BaseModel):
    """A comment as moderators see it: its text as typed, with the whole verdict."""

    id: CommentId
    article_id: ArticleId
    article: OnArticle
    parent_id: CommentId | None
    answers: CommentId | None
    reader_id: str
    author_name: str
    badge: Badge | None
    body: str
    body_html: str
    status: Status
    created_at: Instant
    edited_at: Instant | None
    verdict: Verdict
    statement: Statement | None
    appeal: Appeal | None
    awaiting: tuple[str, ...]
    reports: int
    pinned: bool
    decided: Ruling | None
    version: str

    @classmethod
    def of(cls, comment: Comment, article: Article | None) -> "QueuedComment":
        """The moderators' view of `comment`."""
        derived = {
            "article": OnArticle(title=article.title, url=article.url) if article else OnArticle(),
            "author_name": comment.name,
            "body_html": to_html(comment.body),
        }
        return cls(**{name: getattr(comment, name) for name in cls.model_fields if name not in derived}, **derived)


def queued(comments: Sequence[Comment]) -> list[QueuedComment]:
    """The moderators' view of `comments`. Their articles are read in one batch."""
    articles = queues.articles({comment.article_id for comment in comments})
    return [QueuedComment.of(comment, articles.get(comment.article_id)) for comment in comments]
