"""Moderators look at queues."""

from typing import Annotated, Literal, get_args

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel

from functions.moderation.api import CallingModerator, api
from shared.domain.articles import Article
from shared.domain.comments import Appeal, Comment, Status
from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.markup import to_html
from shared.domain.moderation import Ruling, Statement
from shared.domain.readers import Badge
from shared.domain.times import Instant
from shared.domain.verdicts import Verdict
from shared.storage import moderation
from shared.web.answers import answers
from shared.web.cursors import LONGEST, position
from shared.web.cursors import cursor as sealed_cursor

Queue = Literal["pending", "reported", "appealed", "approved", "rejected", "spam"]


class Waiting(BaseModel):
    """How many comments are in a queue, and since when the oldest of them."""

    count: int
    oldest: Instant | None


class Queues(BaseModel):
    """The queues."""

    queues: dict[Queue, Waiting]


class OnArticle(BaseModel):
    """The article a comment is on; nulls if nobody has registered it."""

    title: str | None = None
    url: str | None = None


class QueuedComment(BaseModel):
    """A comment as moderators see it: as typed, with the whole verdict."""

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
        told = {
            "article": OnArticle(title=article.title, url=article.url) if article else OnArticle(),
            "author_name": comment.name,
            "body_html": to_html(comment.body),
        }
        return cls(**{name: getattr(comment, name) for name in cls.model_fields if name not in told}, **told)


class QueuePage(BaseModel):
    """A page of a queue."""

    comments: list[QueuedComment]
    next_cursor: str | None


@api.get("/v1/moderation/queues")
def queues(_: CallingModerator) -> Queues:
    """How many comments are in each queue, and since when the oldest."""
    counts = moderation.counts()
    return Queues(
        queues={queue: Waiting(count=counts[queue], oldest=moderation.oldest(queue)) for queue in get_args(Queue)}
    )


@api.get("/v1/moderation/queues/<queue>", responses=answers("invalid-cursor"))
def page(
    queue: Annotated[Queue, Path()],
    _: CallingModerator,
    article_id: Annotated[ArticleId | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=LONGEST)] = None,
) -> QueuePage:
    """A page of a queue: pending comments oldest first, approved ones newest first."""
    list_name = f"queue {queue} {article_id or ''}"
    comments, more = moderation.queue(
        queue, article_id=article_id, after=position(cursor, list_name).after, limit=limit
    )
    articles = moderation.articles({comment.article_id for comment in comments})
    return QueuePage(
        comments=[QueuedComment.of(comment, articles.get(comment.article_id)) for comment in comments],
        next_cursor=sealed_cursor(list_name, after=comments[-1].id) if more else None,
    )
