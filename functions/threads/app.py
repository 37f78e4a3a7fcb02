"""Readers read comments. This function's role reaches the public indexes and the tallies, and nothing else."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel

from functions.threads import top_lists
from functions.threads.html import PageRequest, refusal_as_html, thread_as_html
from functions.threads.openapi import description
from functions.threads.pages import Replies, Sort, Thread, replies_page, thread_page
from functions.threads.top_lists import Discussed, Shared
from shared.domain.articles.top_lists import Window
from shared.domain.identifiers import ArticleId, CommentId, is_article_id
from shared.domain.refusals import FieldError, InvalidRequest
from shared.storage.articles import public_threads
from shared.web.api import Api
from shared.web.cursors import LONGEST
from shared.web.possible_answers import possible_answers

MOST_COUNTS = 100

handler = api = Api()

Article = Annotated[ArticleId, Path()]
Limit = Annotated[int, Query(ge=1, le=50)]
Cursor = Annotated[str | None, Query(max_length=LONGEST)]
Span = Annotated[Window, Query()]
Comment = Annotated[CommentId | None, Query()]


class CommentsAndShares(BaseModel):
    """The numbers of one article."""

    comments: int
    shares: int


class CountsByArticle(BaseModel):
    """The numbers of several articles, by article id."""

    counts: dict[str, CommentsAndShares]


class Health(BaseModel):
    """The function answers."""

    status: str


@api.get("/v1/articles/<article_id>/comments", responses=possible_answers("invalid-cursor"))
def thread(
    article_id: Article, sort: Annotated[Sort, Query()] = Sort.NEWEST, limit: Limit = 20, cursor: Cursor = None
) -> Thread:
    """A page of the thread: top-level comments, each with its first replies."""
    return thread_page(article_id, sort, limit, cursor, at=api.now)


@api.get("/v1/articles/<article_id>/comments/<comment_id>/replies", responses=possible_answers("invalid-cursor"))
def replies(
    article_id: Article, comment_id: Annotated[CommentId, Path()], limit: Limit = 20, cursor: Cursor = None
) -> Replies:
    """A page of the replies to one comment, oldest first."""
    return replies_page(article_id, comment_id, limit, cursor)


@api.get("/v1/articles/<article_id>/thread.html", responses=possible_answers("invalid-cursor", media="text/html"))
def thread_html(  # noqa: PLR0913, PLR0917  (the parameters of a page's address)
    article_id: Article,
    sort: Annotated[Sort, Query()] = Sort.NEWEST,
    cursor: Cursor = None,
    before: Comment = None,
    replies_to: Comment = None,
    under: Comment = None,
    postbag: Annotated[str, Query(max_length=20)] = "",
) -> Response[str]:
    """The thread as a page without JavaScript, or the replies to one comment.

    `before` is a comment: the page ends just before it. `under` is the parent of the comment `replies_to`, if it has
    one. The form redirects to this page with `postbag=held`.
    """
    asked = PageRequest(
        at=api.now,
        sort=sort,
        cursor=cursor,
        before=before,
        replies_to=replies_to,
        under=under,
        held=postbag == "held",
    )
    return thread_as_html(article_id, asked)


api.for_people("GET /v1/articles/{article_id}/thread.html", refusal_as_html)


@api.get("/v1/counts")
def counts(article_ids: Annotated[str, Query(max_length=13_000)]) -> CountsByArticle:
    """Comments and shares of up to 100 articles, whose ids are separated by commas."""
    found = public_threads.counts(_article_ids(article_ids))
    return CountsByArticle(
        counts={article_id: CommentsAndShares(**count._asdict()) for article_id, count in found.items()}
    )


@api.get("/v1/most-shared")
def most_shared(window: Span = Window.DAY, limit: Limit = 10) -> Shared:
    """The articles with the most share clicks: those of this day or week (UTC), with the visits by shared links."""
    return top_lists.most_shared(window, limit, at=api.now)


@api.get("/v1/most-discussed")
def most_discussed(window: Span = Window.DAY, limit: Limit = 10) -> Discussed:
    """The articles with the most comments: those written this day or week (UTC) that readers see."""
    return top_lists.most_discussed(window, limit, at=api.now)


@api.get("/v1/openapi.json")
def openapi() -> Response[str]:
    """This API's description: every route, its parameters, and all its answers (OpenAPI 3.1)."""
    return Response(status_code=HTTPStatus.OK, content_type="application/json", body=description())


@api.get("/v1/health")
def health() -> Health:
    """Says that the function starts and answers; it does not read the table."""
    return Health(status="ok")


def _article_ids(text: str) -> list[str]:
    listed = list(dict.fromkeys(text.split(",")))
    wrong = [name for name in listed if not is_article_id(name)]
    if wrong or len(listed) > MOST_COUNTS:
        raise InvalidRequest(
            f"Send 1 to {MOST_COUNTS} article ids in article_ids, separated by commas.",
            [
                FieldError(
                    pointer="/article_ids",
                    code="article-ids",
                    detail=f"{len(listed)} ids were sent; {len(wrong)} of them cannot be an article's.",
                )
            ],
        )
    return listed
