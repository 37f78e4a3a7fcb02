"""Moderators decide."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.moderation.api import CallingModerator, api, log_stamp
from shared.domain.comments.comment import Status
from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.moderation.decisions import ProposedDecision
from shared.domain.people.moderator import Moderator
from shared.domain.refusals import CommentNotFound, Refusal, StatusChanged
from shared.storage.moderation import decisions as stored
from shared.storage.moderation.decisions import DecisionFacts
from shared.web import problems
from shared.web.possible_answers import possible_answers
from shared.web.problems import Problem


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


@api.post(
    "/v1/moderation/decisions",
    responses=possible_answers(
        within=("another-moderator", "cannot-pin", "cannot-undo", "comment-not-found", "status-changed")
    ),
)
def decide(proposed: Decisions, moderator: CallingModerator) -> Results:
    """Decide about up to 25 comments; each decision stands for itself and is put on record."""
    subjects = stored.subjects(proposed.decisions)
    pinned: dict[str, tuple[str, ...]] = {}
    changed: set[str] = set()
    results: list[Decided | Undecided] = []
    for decision, read in zip(proposed.decisions, subjects, strict=True):
        # What an earlier one of these decisions has pinned is not what was read.
        on_top = pinned.get(decision.article_id, read.article.pinned)
        subject = read._replace(article=read.article.model_copy(update={"pinned": on_top}))
        result, after = _decide(decision, subject, moderator, late=decision.comment_id in changed)
        pinned[decision.article_id] = after.article.pinned
        if after.comment != read.comment:
            changed.add(decision.comment_id)
        results.append(result)
    return Results(results=results)


def _decide(
    decision: ProposedDecision, subject: DecisionFacts, moderator: Moderator, *, late: bool
) -> tuple[Decided | Undecided, DecisionFacts]:
    try:
        if late:
            raise StatusChanged("An earlier decision of this request has changed the comment. Look at it again.")
        after = stored.decide(decision, subject, log_stamp(moderator))
    except Refusal as refusal:
        problem = problems.of(refusal, instance=api.instance)
        return Undecided(article_id=decision.article_id, comment_id=decision.comment_id, problem=problem), subject
    if after.comment is None:
        raise CommentNotFound("There is no such comment on this article.")
    status = after.comment.status
    return Decided(article_id=decision.article_id, comment_id=decision.comment_id, status=status), after
