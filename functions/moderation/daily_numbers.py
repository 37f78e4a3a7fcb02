"""How the last days went."""

from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from functions.moderation.api import CallingModerator, api
from shared.domain.counting.daily_numbers import DayNumbers, of_day
from shared.domain.identifiers import ArticleId
from shared.domain.spam.model import Label, UnreadableModel
from shared.domain.times import DAY, day
from shared.storage.counting import daily_numbers
from shared.storage.judging import policy_in_force, spam_filter

MOST_DAYS = 92
"""A quarter of a year."""


class Filter(BaseModel):
    """How the spam filter does that learns from the moderators' decisions."""

    in_use: bool
    """Has it seen enough of both kinds, and does the policy want it?"""
    decisions: int
    """How many decisions it has seen."""
    learned_spam: int
    learned_fine: int
    held_back: int
    """Of how many it has not learned, but was asked, so that they tell how good it is: the last thousand at most."""
    precision: float | None
    """The share of spam in what it would hold, at the policy's threshold; null while nothing says."""
    recall: float | None
    """The share of the spam that it would hold; null while nothing says."""


class Numbers(BaseModel):
    """The last days, today's numbers so far first; and how the spam filter does."""

    days: list[DayNumbers]
    spam_filter: Filter | Literal["unreadable"] | None
    """Null if it has seen nothing yet. `unreadable` if it was damaged: then every comment is held."""


@api.get("/v1/moderation/numbers")
def last_days(
    _: CallingModerator,
    days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 7,
    article_id: Annotated[ArticleId | None, Query()] = None,
) -> Numbers:
    """How each of the last days went (UTC), on the whole site or one article, today's numbers so far first."""
    listed = [day(api.now - back * DAY) for back in range(days)]
    found = daily_numbers.of_days(listed, article_id=article_id)
    return Numbers(days=[of_day(on, found[on]) for on in listed], spam_filter=_filter())


def _filter() -> Filter | Literal["unreadable"] | None:
    model, policy = spam_filter.current(), policy_in_force.in_force().policy
    if model is None:
        return None
    if isinstance(model, UnreadableModel):
        return "unreadable"
    held_back = model.held_back(policy.spam_threshold)
    return Filter(
        in_use=model.in_use and policy.spam_filter,
        decisions=model.version,
        learned_spam=model.seen[Label.SPAM],
        learned_fine=model.seen[Label.FINE],
        held_back=sum(held_back),
        precision=_rounded(held_back.precision),
        recall=_rounded(held_back.recall),
    )


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)
