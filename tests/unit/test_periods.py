"""Days and weeks of the lists, and the facts that count for them."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.articles.top_lists import Period, Window, span
from shared.domain.times import DAY, rfc3339


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000)


def test_a_day_ends_at_midnight_utc() -> None:
    assert span(Window.DAY, at("2026-11-22 23:59:59.999")) == Period("2026-11-22", at("2026-11-23"))
    assert span(Window.DAY, at("2026-11-23")) == Period("2026-11-23", at("2026-11-24"))


def test_a_week_ends_on_sunday_at_midnight_utc() -> None:
    assert span(Window.WEEK, at("2026-11-22 23:59:59.999")) == Period("2026-W47", at("2026-11-23"))
    assert span(Window.WEEK, at("2026-11-23")) == Period("2026-W48", at("2026-11-30"))


def test_the_week_of_new_year_is_one_week_in_both_years() -> None:
    week = Period("2026-W53", at("2027-01-04"))
    assert span(Window.WEEK, at("2026-12-27 23:59:59.999")) == Period("2026-W52", at("2026-12-28"))
    assert span(Window.WEEK, at("2026-12-28")) == span(Window.WEEK, at("2026-12-31 23:59:59.999")) == week
    assert span(Window.WEEK, at("2027-01-01")) == span(Window.WEEK, at("2027-01-03 23:59:59.999")) == week
    assert span(Window.WEEK, at("2027-01-04")) == Period("2027-W01", at("2027-01-11"))


@given(st.dates(date(1971, 1, 1), date(2100, 1, 1)), st.integers(0, DAY - 1))
def test_a_moment_is_in_the_span_that_ends_next(on: date, into: int) -> None:
    """The calendar of Python's standard library is the oracle, also for the names."""
    moment = at(on.isoformat()) + into
    today, week = span(Window.DAY, moment), span(Window.WEEK, moment)
    assert (today.name, today.ends) == (on.isoformat(), at((on + timedelta(days=1)).isoformat()))
    assert moment < week.ends <= moment + 7 * DAY
    assert date.fromisoformat(rfc3339(week.ends)[:10]).isoweekday() == 1
    assert date.fromisoformat(week.name) == date.fromisoformat(rfc3339(week.ends - 7 * DAY)[:10])
