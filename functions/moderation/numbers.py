"""How the last days went."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from functions.moderation.api import CallingModerator, api
from shared.domain.identifiers import ArticleId
from shared.domain.numbers import DayNumbers, of_day
from shared.domain.times import DAY, day
from shared.storage import numbers

MOST_DAYS = 92
"""A quarter of a year."""


class Numbers(BaseModel):
    """The last days, today's numbers so far first."""

    days: list[DayNumbers]


@api.get("/v1/moderation/numbers")
def last_days(
    _: CallingModerator,
    days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 7,
    article_id: Annotated[ArticleId | None, Query()] = None,
) -> Numbers:
    """How each of the last days went (UTC), on the whole site or one article, today's numbers so far first."""
    listed = [day(api.now - back * DAY) for back in range(days)]
    found = numbers.of_days(listed, article_id=article_id)
    return Numbers(days=[of_day(on, found[on]) for on in listed])
