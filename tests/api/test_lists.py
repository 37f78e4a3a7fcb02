"""The most shared and the most discussed articles of a day and of a week, exact at every moment."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from tests.support.api_people import Desk, Reader

EDITIONS = count()
"""New articles for each test, since a running function remembers registered articles."""


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000)


class Paper:
    """A newspaper with its readers, and the lists on its front page."""

    def __init__(self, api: LocalClient, stack: Stack) -> None:
        self.api, self.stack = api, stack
        self.edition = f"-{next(EDITIONS)}"

    def about(self, article: str) -> dict[str, str]:
        return {"url": f"http://127.0.0.1:8000/{article}{self.edition}", "title": f"About {article}"}

    def share(self, article: str, times: int = 1, *, registered: bool = True) -> None:
        """Share an article by this many readers, the same readers each time."""
        body = {"network": "x", **({"article": self.about(article)} if registered else {})}
        for number in range(times):
            self.api.address = f"203.0.113.{number}"
            answer = self.api.post(f"/v1/articles/{article}{self.edition}/shares", json=body)
            assert answer.status_code == 202, answer.text
        self.stack.pump()

    def write(self, by: Reader, article: str = "ferries", **fields: Any) -> dict[str, Any]:
        """Comment on an article as a reader."""
        draft = {"author_name": by.name, "body": "A fair point.", "article": self.about(article), **fields}
        answer = self.api.post(f"/v1/articles/{article}{self.edition}/comments", json=draft, headers=by.headers)
        assert answer.status_code == 201, answer.text
        self.stack.pump()
        comment: dict[str, Any] = answer.json()["comment"]
        return comment

    def front_page(self, name: str, **query: Any) -> httpx.Response:
        return self.api.get(f"/v1/{name}", params=query)

    def shared(self, **query: Any) -> list[tuple[str, int]]:
        return self._listed("most-shared", query)

    def discussed(self, **query: Any) -> list[tuple[str, int]]:
        return self._listed("most-discussed", query)

    def _listed(self, name: str, query: dict[str, Any]) -> list[tuple[str, int]]:
        answer = self.front_page(name, **query)
        assert answer.status_code == 200, answer.text
        return [(entry["article_id"].removesuffix(self.edition), entry["count"]) for entry in answer.json()["articles"]]


@pytest.fixture
def paper(api: LocalClient, stack: Stack) -> Paper:
    return Paper(api, stack)


@pytest.fixture
def ann(paper: Paper, reader: Callable[[str], Reader], desk: Desk, api: LocalClient) -> Reader:
    """A reader whose first comment was approved long ago: the next ones appear at once."""
    now, api.clock = api.clock, at("2026-11-10 12:00")
    ann = reader("Ann")
    desk.approve(paper.write(ann, "introductions"))
    api.clock = now
    return ann


@pytest.mark.parametrize("window", ["day", "week"])
def test_before_anything_happens_the_lists_are_empty(paper: Paper, window: str) -> None:
    assert paper.shared(window=window) == paper.discussed(window=window) == []


def test_the_article_with_the_most_clicks_stands_first(paper: Paper, api: LocalClient) -> None:
    paper.share("trams", 1)
    paper.share("ferries", 3)
    paper.share("buses", 2)
    no_visits = {"visits": 0, "visits_per_share": 0.0}
    assert api.get("/v1/most-shared", params={"window": "day"}).json() == {
        "articles": [
            {"article_id": f"{name}{paper.edition}", "count": count, **paper.about(name), **no_visits}
            for name, count in (("ferries", 3), ("buses", 2), ("trams", 1))
        ]
    }
    assert paper.shared(limit=1) == [("ferries", 3)]


def test_ten_clicks_stand_above_nine(paper: Paper) -> None:
    paper.share("trams", 9)
    paper.share("ferries", 10)
    assert paper.shared() == [("ferries", 10), ("trams", 9)]


def test_equal_counts_stand_in_the_order_of_the_articles_ids(paper: Paper) -> None:
    for article in ("trams", "buses", "ferries"):
        paper.share(article, 2)
    assert paper.shared() == [("buses", 2), ("ferries", 2), ("trams", 2)]


def test_a_click_that_does_not_count_moves_nothing(paper: Paper) -> None:
    paper.share("ferries", 2)
    paper.share("ferries", 2)
    assert paper.shared() == paper.shared(window="week") == [("ferries", 2)]


def test_a_list_is_as_long_as_asked_for_and_ten_long_otherwise(paper: Paper) -> None:
    for number in range(12):
        paper.share(f"article-{number:02}", 1)
    paper.share("article-07")  # the same reader
    assert len(paper.shared()) == 10
    assert len(paper.shared(limit=50)) == 12
    assert len(paper.shared(limit=1)) == 1


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 51}, {"limit": "many"}, {"window": "month"}, {"window": ""}])
@pytest.mark.parametrize("name", ["most-shared", "most-discussed"])
def test_what_is_no_list_is_refused(api: LocalClient, name: str, query: dict[str, Any]) -> None:
    answer = api.get(f"/v1/{name}", params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_articles_that_nobody_registered_are_left_out_and_do_not_shorten_the_list(paper: Paper) -> None:
    paper.share("made-up", 3, registered=False)
    paper.share("ferries", 2)
    paper.share("trams", 1)
    assert paper.shared(limit=2) == [("ferries", 2), ("trams", 1)]
    paper.share("made-up", 1)
    assert paper.shared(limit=2) == [("made-up", 3), ("ferries", 2)]


def test_at_midnight_utc_a_new_day_begins_and_the_week_goes_on(paper: Paper, api: LocalClient) -> None:
    api.clock = at("2026-11-20 23:59:59.999")  # a Friday
    paper.share("ferries", 2)
    assert paper.shared() == [("ferries", 2)]
    api.clock = at("2026-11-21")
    assert paper.shared() == []
    paper.share("trams", 1)
    paper.share("ferries", 1)
    assert paper.shared(window="day") == [("ferries", 1), ("trams", 1)]
    assert paper.shared(window="week") == [("ferries", 3), ("trams", 1)]


@pytest.mark.parametrize(
    ("last_moment", "next_moment", "week"),
    [
        ("2026-11-22 23:59:59.999", "2026-11-23", "any week"),
        ("2026-12-27 23:59:59.999", "2026-12-28", "W52 to W53"),
        ("2027-01-03 23:59:59.999", "2027-01-04", "W53 to W01"),
    ],
)
def test_on_monday_a_new_week_begins(
    paper: Paper, api: LocalClient, last_moment: str, next_moment: str, week: str
) -> None:
    api.clock = at(last_moment)
    paper.share("ferries", 2)
    assert paper.shared(window="week") == [("ferries", 2)], week
    api.clock = at(next_moment)
    assert paper.shared(window="week") == []
    paper.share("trams", 1)
    assert paper.shared(window="week") == [("trams", 1)]


def test_the_week_of_new_year_spans_both_years(paper: Paper, api: LocalClient) -> None:
    for day in ("2026-12-28", "2026-12-31 23:59", "2027-01-01", "2027-01-03 23:59"):
        api.clock = at(day)
        paper.share("ferries", 1)
    assert paper.shared(window="week") == [("ferries", 4)]
    assert paper.shared(window="day") == [("ferries", 1)]


def test_comments_that_readers_see_make_an_article_discussed(
    paper: Paper, ann: Reader, reader: Callable[[str], Reader], desk: Desk
) -> None:
    paper.write(ann, "trams")
    waiting = [paper.write(reader("Newcomer")) for _ in range(2)]
    assert paper.discussed() == [("trams", 1)]
    desk.approve(*waiting)
    assert paper.discussed() == paper.discussed(window="week") == [("ferries", 2), ("trams", 1)]
    assert paper.shared() == []


def test_replies_count_as_comments_do(paper: Paper, ann: Reader) -> None:
    paper.write(ann, parent_id=paper.write(ann)["id"], body="An answer.")
    assert paper.discussed() == [("ferries", 2)]


def test_a_rejection_moves_an_article_down_and_an_approval_up_again(paper: Paper, ann: Reader, desk: Desk) -> None:
    first, second = paper.write(ann), paper.write(ann, body="And another.")
    paper.write(ann, "trams")
    assert paper.discussed() == [("ferries", 2), ("trams", 1)]
    desk.reject(first, second)
    assert paper.discussed() == paper.discussed(window="week") == [("trams", 1)]
    desk.approve(first, second)
    assert paper.discussed() == [("ferries", 2), ("trams", 1)]


def test_a_withdrawn_comment_does_not_count(paper: Paper, ann: Reader, api: LocalClient, stack: Stack) -> None:
    comment = paper.write(ann)
    api.delete(f"/v1/articles/{comment['article_id']}/comments/{comment['id']}", headers=ann.headers)
    stack.pump()
    assert paper.discussed() == paper.discussed(window="week") == []


def test_a_comment_counts_for_the_day_and_week_it_was_written_in(
    paper: Paper, ann: Reader, reader: Callable[[str], Reader], desk: Desk, api: LocalClient
) -> None:
    api.clock = at("2026-11-21 23:59")
    held = paper.write(reader("Newcomer"))
    shown = paper.write(ann)
    api.clock = at("2026-11-22 00:01")
    paper.write(ann, "trams")
    desk.approve(held)
    assert paper.discussed(window="day") == [("trams", 1)]
    assert paper.discussed(window="week") == [("ferries", 2), ("trams", 1)]
    desk.reject(shown)
    assert paper.discussed(window="day") == [("trams", 1)]
    assert paper.discussed(window="week") == [("ferries", 1), ("trams", 1)]


def test_a_place_in_a_list_expires_a_week_after_the_list(paper: Paper, stack: Stack) -> None:
    paper.share("ferries", 2)
    items = stack.dynamodb.scan(TableName=stack.system.table.name)["Items"]
    places = [item for item in items if item["pk"]["S"].startswith("TOP#")]
    assert {(item["pk"]["S"], item["top_count"]["N"], int(item["expires_at"]["N"])) for item in places} == {
        ("TOP#most-shared#2026-11-22", "2", at("2026-11-30") // 1_000),
        ("TOP#most-shared#2026-W47", "2", at("2026-11-30") // 1_000),
    }


def test_a_second_in_which_many_articles_are_shared_is_counted_whole(
    paper: Paper, api: LocalClient, stack: Stack
) -> None:
    """Thirty-six articles have 108 tallies, more than one transaction takes."""
    for number in range(36):
        body = {"network": "x", "article": paper.about(f"article-{number}")}
        api.post(f"/v1/articles/article-{number}{paper.edition}/shares", json=body)
    stack.pump()
    assert dict(paper.shared(limit=50)) == {f"article-{number}": 1 for number in range(36)}


@pytest.mark.parametrize("articles", [0, 3])
def test_a_list_costs_two_requests_at_most(paper: Paper, api: LocalClient, calls: list[str], articles: int) -> None:
    for number in range(articles):
        paper.share(f"article-{number}")
    calls.clear()
    api.get("/v1/most-shared", params={"limit": 50})
    assert calls == (["Query", "BatchGetItem"] if articles else ["Query"])


def test_lists_are_cached_for_everybody(paper: Paper, api: LocalClient) -> None:
    paper.share("ferries")
    for name in ("most-shared", "most-discussed"):
        answer = api.get(f"/v1/{name}")
        assert answer.headers["cache-control"] == "public, max-age=60, s-maxage=60, stale-while-revalidate=300"
        again = api.get(f"/v1/{name}", headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
