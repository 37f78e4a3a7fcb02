"""Moderators search past comments."""

import hashlib
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, WithJsonSchema

from functions.moderation.api import CallingModerator, api
from functions.moderation.continuation import next_cursor, stop
from functions.moderation.views import QueuedComment, queued
from shared.domain.comments.reasons import Reason
from shared.domain.identifiers import ArticleId, ReaderId
from shared.domain.moderation.search import SearchedFor, SearchedStatus, queues_of, spanned, words_of
from shared.domain.refusals import FieldError, InvalidRequest
from shared.domain.times import DAY
from shared.storage.moderation import past_comments
from shared.storage.moderation.past_comments import Past, TimeSpan, Walk
from shared.web.cursors import LONGEST
from shared.web.possible_answers import possible_answers

RECENT = 30 * DAY
"""Time that a search covers if it names no beginning, reader, article or status, in ms."""

_DAY_OR_MOMENT = WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(T.+)?$"})
Since = Annotated[int, BeforeValidator(lambda text: spanned(text)[0]), _DAY_OR_MOMENT]
Until = Annotated[int, BeforeValidator(lambda text: spanned(text)[1]), _DAY_OR_MOMENT]
Rule = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
Words = Annotated[str, StringConstraints(max_length=200)]


class SearchPage(BaseModel):
    """A page of matching comments. It may be short or empty if the request reached its limit of work."""

    comments: list[QueuedComment]
    examined: int
    """Number of comments that this request examined; at most 400."""
    progress: Annotated[float, Field(ge=0, le=1)] | None
    """The part of the time span that is done, from 0 to 1; null if the search has no beginning or no order by time."""
    next_cursor: str | None
    """The `cursor` of the next request, even if this page is empty; null when the search is over."""


@api.get("/v1/moderation/search", responses=possible_answers("invalid-cursor"))
def search(  # noqa: PLR0913, PLR0917  (the filters of a search)
    _: CallingModerator,
    reader_id: Annotated[ReaderId | None, Query()] = None,
    article_id: Annotated[ArticleId | None, Query()] = None,
    status: Annotated[SearchedStatus | None, Query()] = None,
    since: Annotated[Since | None, Query(alias="from")] = None,
    until: Annotated[Until | None, Query(alias="to")] = None,
    reason: Annotated[Reason | None, Query()] = None,
    rule: Annotated[Rule | None, Query()] = None,
    words: Annotated[Words | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=LONGEST)] = None,
) -> SearchPage:
    """Past comments that match every filter, newest first; a reader's comments come by article.

    One request examines at most 400 comments. So a page may be short or empty and still have a `next_cursor`: continue
    until it is null. Withdrawn comments have no text and are found only by their status. Without reader, article,
    status and `from`, the search covers the 30 days until `to`, or until now.
    """
    asked = (reader_id, article_id, status, since, until, reason, rule, words)
    if since is None and not (reader_id or article_id or status):
        since = max((api.now if until is None else until) - RECENT, 0)
    of = f"search {hashlib.sha256(repr(asked).encode()).hexdigest()[:16]}"
    span, behind = stop(cursor, of, first=_span(since, until))
    wanted = SearchedFor(status, reason, rule, _words(words), since=span.since or 0, until=span.until)
    walk = Walk(_past(reader_id, article_id, status, span), behind=behind)
    matching = []
    for comment in walk:
        if wanted.fits(comment):
            matching.append(comment)
        if len(matching) == limit:
            break
    return SearchPage(
        comments=queued(matching),
        examined=walk.examined,
        progress=walk.progress(),
        next_cursor=next_cursor(of, span, walk),
    )


def _past(reader_id: str | None, article_id: str | None, status: SearchedStatus | None, span: TimeSpan) -> Past:
    """The smallest set of past comments that contains every match."""
    if reader_id:
        return past_comments.of_reader(reader_id, article_id, span)
    if article_id:
        return past_comments.of_article(article_id, queues_of(status), span)
    return past_comments.of_site(queues_of(status), span)


def _span(since: int | None, until: int | None) -> TimeSpan:
    if since is not None and until is not None and until < since:
        raise _unusable("/to", "This is before `from`. Exchange the two.")
    return TimeSpan(since, max(api.now, since or 0) if until is None else until)


def _words(text: str | None) -> frozenset[str]:
    words = words_of(text or "")
    if text is not None and not words:
        raise _unusable("/words", "This contains no word. Give whole words; a comment must have all of them.")
    return words


def _unusable(pointer: str, fault: str) -> InvalidRequest:
    error = FieldError(pointer=pointer, code="unusable", detail=fault)
    detail = "Some fields or parameters are wrong. Correct the listed ones and send the request again."
    return InvalidRequest(detail, [error])
