"""Moderators look for comments."""

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
"""So far back from its end a search goes that says neither how far nor for what."""

_DAY_OR_MOMENT = WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}(T.+)?$"})
Since = Annotated[int, BeforeValidator(lambda text: spanned(text)[0]), _DAY_OR_MOMENT]
Until = Annotated[int, BeforeValidator(lambda text: spanned(text)[1]), _DAY_OR_MOMENT]
Rule = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,59}$")]
Words = Annotated[str, StringConstraints(max_length=200)]


class SearchPage(BaseModel):
    """Comments that were found: fewer than asked for, or none, where the work of one request was done before."""

    comments: list[QueuedComment]
    examined: int
    """How many comments this request has looked at; at most 400."""
    progress: Annotated[float, Field(ge=0, le=1)] | None
    """How far the search is, by time; null where it does not go by time, or has no beginning."""
    next_cursor: str | None
    """Where the search goes on, even if this page is empty; null when it is over."""


@api.get("/v1/moderation/search", responses=possible_answers("invalid-cursor"))
def search(  # noqa: PLR0913, PLR0917  (what may be asked for)
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
    """Past comments that match every filter, newest first; those of a reader by article.

    One request looks at 400 comments at the most. A page may therefore be short, or empty, and still have a
    `next_cursor`: ask on until that is null. What was withdrawn has no text and is found only by that status. Without
    reader, article, status and `from`, it is the 30 days until `to`, or until now.
    """
    asked = (reader_id, article_id, status, since, until, reason, rule, words)
    if since is None and not (reader_id or article_id or status):
        since = max((api.now if until is None else until) - RECENT, 0)
    of = f"search {hashlib.sha256(repr(asked).encode()).hexdigest()[:16]}"
    span, behind = stop(cursor, of, first=_span(since, until))
    wanted = SearchedFor(status, reason, rule, _words(words), since=span.since or 0, until=span.until)
    walk = Walk(_past(reader_id, article_id, status, span), behind=behind)
    found = []
    for comment in walk:
        if wanted.fits(comment):
            found.append(comment)
        if len(found) == limit:
            break
    return SearchPage(
        comments=queued(found),
        examined=walk.examined,
        progress=walk.progress(),
        next_cursor=next_cursor(of, span, walk),
    )


def _past(reader_id: str | None, article_id: str | None, status: SearchedStatus | None, span: TimeSpan) -> Past:
    """Where to look: the fewest comments among which are all that is asked for."""
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
        raise _unusable("/words", "There is no word in this. Give whole words; all of them are looked for.")
    return words


def _unusable(pointer: str, detail: str) -> InvalidRequest:
    error = FieldError(pointer=pointer, code="unusable", detail=detail)
    return InvalidRequest("Some of what was sent cannot be used. Correct what is listed and send it again.", [error])
