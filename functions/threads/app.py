"""Readers read. This function's role reaches the public indexes and the tallies, and nothing else."""

from enum import StrEnum
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel

from shared.domain.articles import PublicArticle
from shared.domain.comments import PREVIEWED, PublicComment, VisibleComment
from shared.domain.identifiers import ArticleId, CommentId, is_article_id
from shared.domain.refusals import FieldError, InvalidRequest
from shared.storage import threads
from shared.web.api import Api
from shared.web.cursors import cursor as sealed_cursor
from shared.web.cursors import position

MOST_COUNTS = 100

handler = api = Api()

Article = Annotated[ArticleId, Path()]
Limit = Annotated[int, Query(ge=1, le=50)]
Cursor = Annotated[str | None, Query(max_length=500)]


class Sort(StrEnum):
    """The order of a thread."""

    NEWEST = "newest"
    OLDEST = "oldest"


class Thread(BaseModel):
    """A page of a thread."""

    article: PublicArticle
    comments: list[PublicComment]
    next_cursor: str | None


class Replies(BaseModel):
    """A page of the replies to one comment."""

    comments: list[PublicComment]
    next_cursor: str | None


class Count(BaseModel):
    """What one article has."""

    comments: int
    shares: int


class Counts(BaseModel):
    """What several articles have."""

    counts: dict[str, Count]


class Health(BaseModel):
    """The function answers."""

    status: str


@api.get("/v1/articles/<article_id>/comments")
def page(
    article_id: Article, sort: Annotated[Sort, Query()] = Sort.NEWEST, limit: Limit = 20, cursor: Cursor = None
) -> Thread:
    """A page of the thread: top-level comments, each with its first replies."""
    list_name = f"{article_id} {sort}"
    head = threads.head(article_id)
    comments, more = threads.top_level(
        article_id, newest_first=sort is Sort.NEWEST, after=position(cursor, list_name), limit=limit
    )
    previews = threads.previews(article_id, comments, most=PREVIEWED * len(comments))
    return Thread(
        article=PublicArticle.of(head.article, comment_count=head.comment_count),
        comments=[_with_replies(comment, previews.get(comment.id, [])) for comment in comments],
        next_cursor=_next(list_name, comments, more=more),
    )


@api.get("/v1/articles/<article_id>/comments/<comment_id>/replies")
def replies(
    article_id: Article, comment_id: Annotated[CommentId, Path()], limit: Limit = 20, cursor: Cursor = None
) -> Replies:
    """A page of the replies to one comment, oldest first."""
    list_name = _replies_to(article_id, comment_id)
    comments, more = threads.replies(article_id, comment_id, after=position(cursor, list_name), limit=limit)
    return Replies(
        comments=[_with_replies(comment, []) for comment in comments],
        next_cursor=_next(list_name, comments, more=more),
    )


@api.get("/v1/counts")
def counts(article_ids: Annotated[str, Query(max_length=13_000)]) -> Counts:
    """Comments and shares of up to 100 articles, named with commas between."""
    found = threads.counts(_article_ids(article_ids))
    return Counts(counts={article_id: Count(**count._asdict()) for article_id, count in found.items()})


@api.get("/v1/health")
def health() -> Health:
    """Says that the function starts and answers; asks nothing of the table."""
    return Health(status="ok")


def _with_replies(comment: VisibleComment, previewed: list[VisibleComment]) -> PublicComment:
    """`comment` with the replies at hand, and a cursor to the others: to all of them if none is at hand."""
    more = comment.replies > len(previewed)
    last = previewed[-1].id if previewed else None
    return PublicComment.of(
        comment,
        replies=[_with_replies(reply, []) for reply in previewed],
        replies_cursor=sealed_cursor(_replies_to(comment.article_id, comment.id), last) if more else None,
    )


def _replies_to(article_id: str, comment_id: str) -> str:
    return f"{article_id} replies {comment_id}"


def _next(list_name: str, comments: list[VisibleComment], *, more: bool) -> str | None:
    return sealed_cursor(list_name, comments[-1].id) if more else None


def _article_ids(text: str) -> list[str]:
    listed = list(dict.fromkeys(text.split(",")))
    wrong = [name for name in listed if not is_article_id(name)]
    if wrong or len(listed) > MOST_COUNTS:
        raise InvalidRequest(
            f"article_ids names 1 to {MOST_COUNTS} articles with commas between.",
            [
                FieldError(
                    pointer="/article_ids",
                    code="article-ids",
                    detail=f"{len(listed)} named, {len(wrong)} not an article id.",
                )
            ],
        )
    return listed
