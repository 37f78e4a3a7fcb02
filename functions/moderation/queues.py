"""Moderators look at queues."""

from typing import Annotated, Literal, get_args

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel

from functions.moderation.api import CallingModerator, api
from functions.moderation.views import QueuedComment, queued
from shared.domain.identifiers import ArticleId
from shared.domain.times import Instant
from shared.storage.moderation import queues as stored
from shared.web.cursors import LONGEST, position
from shared.web.cursors import cursor as sealed_cursor
from shared.web.possible_answers import possible_answers

Queue = Literal["pending", "reported", "appealed", "approved", "rejected", "spam"]


class QueueLength(BaseModel):
    """Number of comments in a queue, and the time at which the oldest of them was written."""

    count: int
    oldest: Instant | None


class Queues(BaseModel):
    """All queues, by name."""

    queues: dict[Queue, QueueLength]


class QueuePage(BaseModel):
    """A page of a queue."""

    comments: list[QueuedComment]
    next_cursor: str | None


@api.get("/v1/moderation/queues")
def queues(_: CallingModerator) -> Queues:
    """The number of comments in each queue, and the time of the oldest."""
    found = stored.queues(get_args(Queue))
    return Queues(queues={name: QueueLength(count=of.comments, oldest=of.oldest) for name, of in found.items()})


@api.get("/v1/moderation/queues/<queue>", responses=possible_answers("invalid-cursor"))
def page(
    queue: Annotated[Queue, Path()],
    _: CallingModerator,
    article_id: Annotated[ArticleId | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=LONGEST)] = None,
) -> QueuePage:
    """A page of a queue. Pending and appealed comments come oldest first, all others newest first."""
    list_name = f"queue {queue} {article_id or ''}"
    comments, more = stored.queue(queue, article_id=article_id, after=position(cursor, list_name).after, limit=limit)
    return QueuePage(
        comments=queued(comments),
        next_cursor=sealed_cursor(list_name, after=comments[-1].id) if more else None,
    )
