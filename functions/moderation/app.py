"""Moderators look at queues and numbers, and decide."""

import secrets
from typing import Annotated, Literal, get_args

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from functions.moderation import numbers
from functions.moderation.numbers import MOST_DAYS, Numbers
from shared.domain.articles import Article
from shared.domain.comments import Appeal, Comment, Status
from shared.domain.identifiers import RANDOM_BYTES, ArticleId, CommentId, ulid
from shared.domain.judging import Verdict
from shared.domain.markup import to_html
from shared.domain.moderation import Moderator, ProposedDecision, Statement
from shared.domain.readers import Badge
from shared.domain.refusals import Refusal
from shared.domain.times import Instant
from shared.storage import moderation
from shared.web import problems
from shared.web.answers import answers
from shared.web.api import Api
from shared.web.callers import calling_moderator
from shared.web.cursors import LONGEST, position
from shared.web.cursors import cursor as sealed_cursor
from shared.web.problems import Problem

handler = api = Api()

Queue = Literal["pending", "reported", "appealed", "approved", "rejected"]
CallingModerator = Annotated[Moderator, Depends(calling_moderator)]


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
    reports: int
    pinned: bool

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


@api.get("/v1/moderation/numbers")
def last_days(
    _: CallingModerator,
    days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 7,
    article_id: Annotated[ArticleId | None, Query()] = None,
) -> Numbers:
    """How each of the last days went (UTC), on the whole site or one article, today's numbers so far first."""
    return numbers.of_last_days(days, article_id, at=api.now)


@api.post("/v1/moderation/decisions")
def decide(proposed: Decisions, moderator: CallingModerator) -> Results:
    """Decide about up to 25 comments; each decision stands for itself and is put on record."""
    subjects = moderation.subjects(proposed.decisions)
    return Results(
        results=[
            _decide(decision, subject, moderator)
            for decision, subject in zip(proposed.decisions, subjects, strict=True)
        ]
    )


def _decide(decision: ProposedDecision, subject: moderation.Subject, moderator: Moderator) -> Decided | Undecided:
    try:
        entry_id = ulid(api.now, secrets.token_bytes(RANDOM_BYTES))
        status = moderation.decide(decision, subject, by=moderator, at=api.now, entry_id=entry_id)
    except Refusal as refusal:
        problem = problems.of(refusal, instance=api.instance)
        return Undecided(article_id=decision.article_id, comment_id=decision.comment_id, problem=problem)
    return Decided(article_id=decision.article_id, comment_id=decision.comment_id, status=status)
