"""Visits by shared links, and comments by such visitors, are counted without naming any reader."""

from itertools import count
from typing import Any

import httpx
import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from tests.support.api_people import Desk, Reader

FIREFOX, CHROME = "Mozilla/5.0 Firefox/140.0", "Mozilla/5.0 Chrome/156.0"
DAY = 24 * 60 * 60 * 1_000
ARTICLES = count()
"""A new article for each test, since a running function remembers registered articles."""


class Page:
    """An article page that readers share, and visit by shared links."""

    def __init__(self, api: LocalClient, stack: Stack, desk: Desk) -> None:
        self.api, self.stack, self.desk = api, stack, desk
        self.article = f"visited-{next(ARTICLES)}"
        self.about = {"url": f"http://127.0.0.1:8000/{self.article}", "title": "The ferries"}

    def visit(self, via: str, *, address: str = "203.0.113.7", agent: str = FIREFOX) -> bool:
        self.api.address = address
        answer = self.send({"via": via}, agent=agent)
        assert answer.status_code == 202, answer.text
        counted: bool = answer.json()["counted"]
        return counted

    def send(self, body: Any, *, agent: str = FIREFOX) -> httpx.Response:
        return self.api.post(f"/v1/articles/{self.article}/visits", json=body, headers={"user-agent": agent})

    def share(self, network: str, *, readers: int = 1) -> None:
        for number in range(readers):
            self.api.address = f"203.0.113.{number}"
            body = {"network": network, "article": self.about}
            assert self.api.post(f"/v1/articles/{self.article}/shares", json=body).json() == {"counted": True}

    def comment(self, by: Reader, **fields: Any) -> httpx.Response:
        """Send a reader's comment, under the same Idempotency-Key each time."""
        draft = {"author_name": by.name, "body": "A fair point.", "article": self.about, **fields}
        headers = by.headers | {"idempotency-key": "k-1"}
        return self.api.post(f"/v1/articles/{self.article}/comments", json=draft, headers=headers)

    def numbers(self, **query: Any) -> dict[str, Any]:
        """Today's numbers of the article."""
        self.stack.pump()
        asked = {"article_id": self.article, "days": 1, **query}
        answer = self.api.get("/v1/moderation/numbers", params=asked, headers=self.desk.headers)
        assert answer.status_code == 200, answer.text
        [today] = answer.json()["days"]
        return today

    def facts(self) -> list[dict[str, Any]]:
        """The stored visits."""
        items = self.stack.dynamodb.scan(TableName=self.stack.system.table.name)["Items"]
        return [item for item in items if item["pk"]["S"].startswith(f"VISIT#{self.article}#")]


@pytest.fixture
def page(api: LocalClient, stack: Stack, desk: Desk) -> Page:
    return Page(api, stack, desk)


def test_a_reader_who_comes_by_a_shared_link_counts_once_a_day_and_network(page: Page, api: LocalClient) -> None:
    assert [page.visit("n8"), page.visit("n8"), page.visit("k3")] == [True, False, True]
    assert [page.visit("n8", agent=CHROME), page.visit("n8", address="203.0.113.9")] == [True, True]
    today = page.numbers()
    assert today["visits"] == 4
    assert {network: one["visits"] for network, one in today["networks"].items()} == {"facebook": 3, "x": 1}
    api.clock += DAY
    assert page.visit("n8")
    assert page.numbers()["visits"] == 1
    assert page.numbers(days=1, article_id="another")["visits"] == 0


def test_a_robot_that_follows_shared_links_does_not_count(page: Page) -> None:
    assert not page.visit("n8", agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")
    assert page.facts() == []


def test_a_beacon_is_taken_as_browsers_send_it(page: Page) -> None:
    headers = {"content-type": "text/plain;charset=UTF-8"}
    answer = page.api.post(f"/v1/articles/{page.article}/visits", content=b'{"via": "u5"}', headers=headers)
    assert (answer.status_code, answer.json()) == (202, {"counted": True})
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("body", [{"via": "facebook"}, {"via": "N8"}, {}, {"via": "n8", "reader": "Ann"}, []])
def test_what_is_no_code_is_refused(page: Page, body: Any) -> None:
    assert page.send(body).status_code in (400, 422)
    assert page.facts() == []


def test_visits_per_share_say_what_sharing_brings(page: Page) -> None:
    page.share("facebook", readers=3)
    page.share("x")
    for number in range(4):
        page.visit("n8", address=f"198.51.100.{number}")
    today = page.numbers()
    assert (today["shares"], today["visits"], today["visits_per_share"]) == (4, 4, 1.0)
    assert today["networks"]["facebook"] == {
        "shares": 3, "visits": 4, "comments_by_visitors": 0, "visits_per_share": 1.33,
    }  # fmt: skip
    assert today["networks"]["x"]["visits_per_share"] == 0.0
    listed = page.api.get("/v1/most-shared", params={"limit": 50}).json()["articles"]
    [entry] = [one for one in listed if one["article_id"] == page.article]
    assert (entry["count"], entry["visits"], entry["visits_per_share"]) == (4, 4, 1.0)


def test_visits_without_shares_have_no_ratio_and_put_no_article_on_the_list(page: Page) -> None:
    page.visit("n8")
    assert page.numbers()["visits_per_share"] is None
    listed = page.api.get("/v1/most-shared", params={"limit": 50}).json()["articles"]
    assert page.article not in [one["article_id"] for one in listed]


def test_a_comment_by_a_visitor_is_counted_with_it_or_not_at_all(page: Page, known_reader: Reader) -> None:
    answers = [
        page.comment(known_reader, via="u5"),
        page.comment(known_reader, via="u5"),
        page.comment(known_reader, via="u5", body="No."),
    ]
    assert [answer.status_code for answer in answers] == [201, 201, 409]
    today = page.numbers()
    assert (today["posted"], today["comments_by_visitors"]) == (1, 1)
    assert today["networks"]["whatsapp"]["comments_by_visitors"] == 1


def test_a_comment_that_no_link_led_to_is_no_visitors(page: Page, known_reader: Reader) -> None:
    assert page.comment(known_reader).status_code == 201
    assert page.numbers()["comments_by_visitors"] == 0
    assert page.facts() == []


def test_nothing_that_is_stored_ties_a_visit_to_a_person(page: Page, known_reader: Reader) -> None:
    page.visit("u5")
    comment = page.comment(known_reader, via="u5").json()["comment"]
    stored = page.facts()
    assert len(stored) == 2
    [mine] = page.stack.dynamodb.query(
        TableName=page.stack.system.table.name,
        KeyConditionExpression="pk = :thread",
        ExpressionAttributeValues={":thread": {"S": f"THREAD#{page.article}"}},
    )["Items"]
    for secret in ("203.0.113", "Firefox", comment["id"], mine["reader_id"]["S"], known_reader.name):
        assert secret not in str(stored)
    assert "via" not in mine
    assert "whatsapp" not in str(mine)


def test_a_visit_is_forgotten_after_35_days_and_stays_counted(page: Page, api: LocalClient) -> None:
    page.visit("n8")
    [fact] = page.facts()
    assert int(fact["expires_at"]["N"]) == api.clock // 1_000 + 35 * 24 * 60 * 60


def test_a_share_link_leads_to_an_address_with_the_networks_code(page: Page) -> None:
    page.share("copy")
    places = {
        network: page.api.get(f"/v1/articles/{page.article}/share/{network}").headers["location"]
        for network in ("facebook", "copy")
    }
    assert places["copy"] == f"{page.about['url']}?via=q2"
    assert places["facebook"].endswith("%3Fvia%3Dn8")


def test_an_article_is_registered_without_the_code_it_was_reached_by(page: Page) -> None:
    page.about["url"] += "?id=4&via=n8"
    page.share("x")
    location = page.api.get(f"/v1/articles/{page.article}/share/copy").headers["location"]
    assert location == f"http://127.0.0.1:8000/{page.article}?id=4&via=q2"
