"""The numbers of the last days, and of the spam filter."""

from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from functions.moderation.api import CallingModerator, api
from shared.domain.identifiers import ArticleId
from shared.domain.moderation.numbers import DayNumbers, of_day
from shared.domain.spam.model import Label, UnreadableModel
from shared.domain.times import DAY, day
from shared.storage.judging import policy_in_force, spam_filter
from shared.storage.moderation import numbers

MOST_DAYS = 92
"""The most days of one answer: a quarter of a year."""


class Filter(BaseModel):
    """The state and the quality of the spam filter, which learns from the moderators' decisions."""

    in_use: bool
    """True if it has learned enough of both kinds and the policy switches it on."""
    decisions: int
    """Number of decisions that it has processed."""
    learned_spam: int
    learned_fine: int
    held_back: int
    """Number of comments that it judged without learning them, to measure its quality: at most the last thousand."""
    precision: float | None
    """Share of spam among the comments that it would hold at the policy's threshold; null if there are none."""
    recall: float | None
    """Share of all spam that it would hold; null if there was no spam."""


class Numbers(BaseModel):
    """The numbers of the last days, today first, and those of the spam filter."""

    days: list[DayNumbers]
    spam_filter: Filter | Literal["unreadable"] | None
    """Null if it has learned nothing yet. `unreadable` if it is damaged: then every comment is held."""


@api.get("/v1/moderation/numbers")
def last_days(
    _: CallingModerator,
    days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 7,
    article_id: Annotated[ArticleId | None, Query()] = None,
) -> Numbers:
    """The numbers of the last days (UTC), of the site or one article; today's numbers so far come first."""
    listed = [day(api.now - back * DAY) for back in range(days)]
    found = numbers.of_days(listed, article_id=article_id)
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
