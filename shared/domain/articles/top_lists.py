"""Lists of articles: the most shared and the most discussed of a day or a week.

A day is a UTC day, a week an ISO week (ISO 8601: Monday to Sunday, named after the year of its Thursday) in UTC.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel

from shared.domain.identifiers import ArticleId
from shared.domain.times import DAY, SECOND, day


class TopList(StrEnum):
    """The kind of a list: by share clicks or by comments."""

    MOST_SHARED = "most-shared"
    MOST_DISCUSSED = "most-discussed"


class Window(StrEnum):
    """The time that a list covers: this day or this week, up to now."""

    DAY = "day"
    WEEK = "week"


class Period(NamedTuple):
    """One day or week: its name (`2026-11-22`, `2026-W47`) and its end, in ms since the epoch."""

    name: str
    ends: int


class ListedArticle(BaseModel):
    """An article in a list, with its share clicks or comments."""

    article_id: ArticleId
    title: str
    url: str
    count: int


class ListedWithVisits(ListedArticle):
    """An article in a list of the most shared, with the visits that the shared links brought."""

    visits: int
    visits_per_share: float | None
    """Rounded to two decimals."""


def span(window: Window, at: int) -> Period:
    """The day or week that `at` (ms since the epoch) is in."""
    today = at // DAY
    if window is Window.DAY:
        return Period(day(at), (today + 1) * DAY)
    year, week, weekday = datetime.fromtimestamp(at // SECOND, UTC).isocalendar()
    return Period(f"{year}-W{week:02}", (today - weekday + 8) * DAY)


def spans(at: int) -> tuple[Period, ...]:
    """The day and the week that `at` (ms since the epoch) is in."""
    return tuple(span(window, at) for window in Window)
