"""Moderators look at queues and decide."""

import secrets
from typing import Annotated, Literal, get_args

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from shared.domain.comments import Answered, Comment, Status
from shared.domain.identifiers import RANDOM_BYTES, ArticleId, CommentId, ulid
from shared.domain.judging import Verdict
from shared.domain.moderation import Moderator, ProposedDecision, Statement
from shared.domain.readers import Badge
from shared.domain.refusals import Refusal
from shared.domain.times import Instant
from shared.storage import moderation
from shared.web import problems
from shared.web.api import Api
from shared.web.callers import calling_moderator
from shared.web.cursors import cursor as sealed_cursor
from shared.web.cursors import position
from shared.web.problems import Problem

handler = api = Api()

Queue = Literal[Status.PENDING, Status.APPROVED]
CallingModerator = Annotated[Moderator, Depends(calling_moderator)]


class Waiting(BaseModel):
    """How many comments are in a queue, and since when the oldest of them."""

    count: int
    oldest: Instant | None


class Queues(BaseModel):
    """The queues."""

    queues: dict[Queue, Waiting]


class QueuedComment(BaseModel):
    """A comment as moderators see it: as typed, with the whole verdict."""

    id: CommentId
    article_id: ArticleId
    parent_id: CommentId | None
    answers: Answered | None
    reader_id: str
    author_name: str
    badge: Badge | None
    body: str
    body_html: str
    status: Status
    created_at: Instant
    verdict: Verdict
    statement: Statement | None


class QueuePage(BaseModel):
    """A page of a queue."""

    comments: list[QueuedComment]
    next_cursor: str | None


class Decisions(BaseModel):
    """Up to 25 decisions; each stands for itself."""

    model_config = ConfigDict(extra="forbid")

    decisions: Annotated[list[ProposedDecision], Field(min_length=1, max_length=25)]


class Decided(BaseModel):
    """A decision that was carried out, and the comment's status from now on."""

    article_id: ArticleId
    comment_id: CommentId
    ok: Literal[True] = True
    status: Status


class Undecided(BaseModel):
    """A decision that was not carried out, and why."""

    article_id: ArticleId
    comment_id: CommentId
    ok: Literal[False] = False
    problem: Problem


class Results(BaseModel):
    """What became of the decisions, in their order."""

    results: list[Decided | Undecided]


@api.get("/v1/moderation/queues")
def queues(_: CallingModerator) -> Queues:
    """How many comments are in each queue, and since when the oldest."""
    counts = moderation.counts()
    return Queues(
        queues={queue: Waiting(count=counts[queue], oldest=moderation.oldest(queue)) for queue in get_args(Queue)}
    )


@api.get("/v1/moderation/queues/<queue>")
def page(
    queue: Annotated[Queue, Path()],
    _: CallingModerator,
    article_id: Annotated[ArticleId | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
) -> QueuePage:
    """A page of a queue: pending comments oldest first, approved ones newest first."""
    list_name = f"queue {queue} {article_id or ''}"
    comments, more = moderation.queue(queue, article_id=article_id, after=position(cursor, list_name), limit=limit)
    return QueuePage(
        comments=[QueuedComment.model_validate(comment, from_attributes=True) for comment in comments],
        next_cursor=sealed_cursor(list_name, comments[-1].id) if more else None,
    )


@api.post("/v1/moderation/decisions")
def decide(proposed: Decisions, moderator: CallingModerator) -> Results:
    """Decide about up to 25 comments; each decision stands for itself and is put on record."""
    comments = moderation.comments(proposed.decisions)
    return Results(
        results=[
            _decide(decision, comments.get((decision.article_id, decision.comment_id)), moderator)
            for decision in proposed.decisions
        ]
    )


def _decide(decision: ProposedDecision, comment: Comment | None, moderator: Moderator) -> Decided | Undecided:
    try:
        entry_id = ulid(api.now, secrets.token_bytes(RANDOM_BYTES))
        status = moderation.decide(decision, comment, by=moderator, at=api.now, entry_id=entry_id)
    except Refusal as refusal:
        problem = problems.of(refusal, instance=api.instance)
        return Undecided(article_id=decision.article_id, comment_id=decision.comment_id, problem=problem)
    return Decided(article_id=decision.article_id, comment_id=decision.comment_id, status=status)
