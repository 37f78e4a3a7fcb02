"""Moderators decide about comments."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from functions.moderation.api import CallingModerator, api, log_stamp
from shared.domain.comments.comment import Status
from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.moderation import decisions as rules
from shared.domain.moderation.decisions import DecisionOutcome, ProposedDecision
from shared.domain.refusals import Busy, Refusal
from shared.storage.moderation import decisions as stored
from shared.web import problems
from shared.web.possible_answers import possible_answers
from shared.web.problems import Problem


class Decisions(BaseModel):
    """Up to 25 decisions; each is carried out or refused on its own."""

    model_config = ConfigDict(extra="forbid")

    decisions: Annotated[list[ProposedDecision], Field(min_length=1, max_length=25)]


class Decided(BaseModel):
    """A decision that was carried out, and the comment's new status."""

    article_id: ArticleId
    comment_id: CommentId
    ok: Literal[True] = True
    status: Status


class Undecided(BaseModel):
    """A decision that was refused, and the reason."""

    article_id: ArticleId
    comment_id: CommentId
    ok: Literal[False] = False
    problem: Problem


class Results(BaseModel):
    """The results of the decisions, in the order of the request."""

    results: list[Decided | Undecided]


@api.post(
    "/v1/moderation/decisions",
    responses=possible_answers(
        within=("another-moderator", "cannot-pin", "cannot-undo", "comment-not-found", "status-changed")
    ),
)
def decide(proposed: Decisions, moderator: CallingModerator) -> Results:
    """Decide about up to 25 comments. Each decision is carried out or refused on its own, and is logged."""
    earlier: list[DecisionOutcome] = []
    results: list[Decided | Undecided] = []
    for decision, read in zip(proposed.decisions, stored.facts(proposed.decisions), strict=True):
        place = {"article_id": decision.article_id, "comment_id": decision.comment_id}
        facts = rules.in_turn(read, earlier)
        try:
            outcome = rules.decide(facts, decision, log_stamp(moderator))
            stored.write(facts, outcome)
        except Busy:  # the whole request may be sent again: no decision is made twice
            raise
        except Refusal as refusal:
            results.append(Undecided(**place, problem=problems.of(refusal, instance=api.instance)))
        else:
            earlier.append(outcome)
            results.append(Decided(**place, status=outcome.comment.status))
    return Results(results=results)
