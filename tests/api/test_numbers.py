"""The numbers of the last days: comments by status, reports, shares."""

from collections.abc import Callable
from typing import Any

import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from tests.support.api_people import Desk, Reader, decision
from tests.support.logged_lines import LoggedLines

DAY = 24 * 60 * 60 * 1_000
NOTHING = dict.fromkeys(
    ("posted", "approved", "held", "reported", "rejected", "spam", "withdrawn", "decided", "reports"), 0
)


@pytest.fixture
def writer(reader: Callable[[], Reader]) -> Reader:
    return reader()


def days(api: LocalClient, stack: Stack, desk: Desk, **query: Any) -> list[dict[str, Any]]:
    stack.pump()
    answer = api.get("/v1/moderation/numbers", params=query, headers=desk.headers)
    assert answer.status_code == 200, answer.text
    numbers: list[dict[str, Any]] = answer.json()["days"]
    return numbers


def comments(numbers: dict[str, Any]) -> dict[str, int]:
    """A day's numbers of comments, without zeros."""
    return {name: numbers[name] for name in NOTHING if numbers[name]}


def test_a_day_counts_its_comments_by_what_became_of_them(
    api: LocalClient, stack: Stack, desk: Desk, writer: Reader, known_reader: Reader
) -> None:
    before = comments(days(api, stack, desk, days=1)[0])
    held = writer.comment("First.")
    known_reader.comment("At once.")
    taken_back = known_reader.comment("Sorry.")
    api.delete(f"/v1/articles/ferries/comments/{taken_back['id']}", headers=known_reader.headers)
    now = comments(days(api, stack, desk, days=1)[0])
    assert now == {
        **before,
        "posted": before["posted"] + 3,
        "approved": before["approved"] + 1,
        "held": 1,
        "withdrawn": 1,
    }
    desk.reject(held, reason="off-topic")
    now = comments(days(api, stack, desk, days=1)[0])
    assert "held" not in now
    assert now["rejected"] == 1
    assert now["decided"] == before["decided"] + 1
    desk.decide(decision(held, "spam"))
    now = comments(days(api, stack, desk, days=1)[0])
    assert "rejected" not in now
    assert (now["spam"], now["decided"]) == (1, before["decided"] + 1)


def test_a_day_says_how_long_its_comments_waited_for_their_first_decision(
    api: LocalClient, stack: Stack, desk: Desk, writer: Reader
) -> None:
    first, second = writer.comment("First."), writer.comment("Second.")
    assert days(api, stack, desk, days=1)[0]["minutes_to_decision"] is None
    api.clock += 60_000
    desk.approve(first)
    api.clock += 120_000
    desk.reject(first, second)
    desk.undo(first)
    [today] = days(api, stack, desk, days=1)
    assert (today["decided"], today["minutes_to_decision"]) == (2, 2.0)


def test_a_comment_counts_for_the_day_it_was_written_whenever_it_is_decided(
    api: LocalClient, stack: Stack, desk: Desk, writer: Reader
) -> None:
    held = writer.comment()
    api.clock += DAY
    desk.approve(held)
    today, yesterday = days(api, stack, desk, days=2)
    assert (today["day"], yesterday["day"]) == ("2026-11-23", "2026-11-22")
    assert comments(today) == {}
    assert comments(yesterday) == {"posted": 1, "approved": 1, "decided": 1}


def test_a_report_counts_for_the_day_it_was_made(
    api: LocalClient, stack: Stack, desk: Desk, writer: Reader, known_reader: Reader
) -> None:
    comment = known_reader.comment()
    api.clock += DAY
    place = f"/v1/articles/ferries/comments/{comment['id']}/reports"
    assert api.post(place, json={"reason": "spam"}, headers=writer.headers).status_code == 202
    assert api.post(place, json={"reason": "abuse"}, headers=writer.headers).status_code == 202
    today, yesterday = days(api, stack, desk, days=2)
    assert (today["reports"], yesterday["reports"]) == (1, 0)


def test_the_site_is_the_sum_of_its_articles(api: LocalClient, stack: Stack, desk: Desk, known_reader: Reader) -> None:
    known_reader.comment()
    for number, article in enumerate(("numbers-a", "numbers-b", "numbers-b")):
        api.address = f"203.0.113.{number}"
        api.post(f"/v1/articles/{article}/shares", json={"network": "x"})
    [site] = days(api, stack, desk, days=1)
    [ferries] = days(api, stack, desk, days=1, article_id="ferries")
    [one], [other] = (days(api, stack, desk, days=1, article_id=name) for name in ("numbers-a", "numbers-b"))
    assert (one["shares"], other["shares"], site["shares"]) == (1, 2, 3)
    assert site["networks"] == {
        "x": {"shares": 3, "visits": 0, "comments_by_visitors": 0, "visits_per_share": 0.0}
    }  # fmt: skip
    assert comments(site) == comments(ferries)


def test_a_day_on_which_nothing_happened_is_all_zeros(api: LocalClient, stack: Stack, desk: Desk) -> None:
    numbers = days(api, stack, desk)
    assert [one["day"] for one in numbers] == [f"2026-11-{day}" for day in range(22, 15, -1)]
    empty = {"shares": 0, "visits": 0, "comments_by_visitors": 0, "visits_per_share": None, "networks": {}}
    assert all(one == NOTHING | empty | {"day": one["day"], "minutes_to_decision": None} for one in numbers)


@pytest.mark.parametrize("count", [0, 93])
def test_at_most_a_quarter_of_a_year_is_told(api: LocalClient, desk: Desk, count: int) -> None:
    answer = api.get("/v1/moderation/numbers", params={"days": count}, headers=desk.headers)
    assert answer.status_code == 422
    assert len(api.get("/v1/moderation/numbers", params={"days": 92}, headers=desk.headers).json()["days"]) == 92


def test_the_numbers_are_for_moderators(api: LocalClient) -> None:
    assert api.get("/v1/moderation/numbers").status_code == 401


def test_a_spam_filter_that_cannot_be_read_is_no_filter_that_has_seen_nothing(
    api: LocalClient, stack: Stack, desk: Desk, logged: LoggedLines
) -> None:
    assert api.get("/v1/moderation/numbers", headers=desk.headers).json()["spam_filter"] is None
    damaged = {"pk": {"S": "FILTER#SPAM"}, "sk": {"S": "FILTER"}, "model": {"B": b"damaged"}, "version": {"N": "7"}}
    stack.dynamodb.put_item(TableName=stack.system.table.name, Item=damaged)
    assert api.get("/v1/moderation/numbers", headers=desk.headers).json()["spam_filter"] == "unreadable"
    [(function, line)] = logged.of("UnreadableFilter")
    assert (function, line["level"]) == ("moderation", "ERROR")
