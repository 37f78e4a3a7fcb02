"""How the last days went."""

from pydantic import BaseModel

from shared.domain.numbers import DayNumbers, of_day
from shared.domain.times import DAY, day
from shared.storage import numbers

MOST_DAYS = 92
"""A quarter of a year."""


class Numbers(BaseModel):
    """The last days, today's numbers so far first."""

    days: list[DayNumbers]


def of_last_days(count: int, article_id: str | None, *, at: int) -> Numbers:
    """The numbers of today and the days before it, `count` in all; `at` is in ms since the epoch."""
    days = [day(at - back * DAY) for back in range(count)]
    found = numbers.of_days(days, article_id=article_id)
    return Numbers(days=[of_day(on, found[on]) for on in days])
