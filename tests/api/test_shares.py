"""Share clicks count once per reader, article, network and day; the counts are exact."""

import json
from typing import Any

import httpx
import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from tests.support.api_people import ARTICLE
from tests.support.stacks import on_both

pytestmark = on_both

FIREFOX, CHROME = "Mozilla/5.0 Firefox/140.0", "Mozilla/5.0 Chrome/156.0"
DAY = 24 * 60 * 60 * 1_000


class Page:
    """An article page where readers share the article."""

    def __init__(self, api: LocalClient, stack: Stack) -> None:
        self.api, self.stack = api, stack

    def click(self, network: str, *, address: str = "203.0.113.7", agent: str = FIREFOX, **body: Any) -> bool:
        answer = self.send({"network": network, **body}, address=address, agent=agent)
        assert answer.status_code == 202, answer.text
        counted: bool = answer.json()["counted"]
        return counted

    def send(self, body: Any, *, address: str = "203.0.113.7", agent: str = FIREFOX) -> httpx.Response:
        self.api.address = address
        answer = self.api.post("/v1/articles/ferries/shares", json=body, headers={"user-agent": agent})
        self.stack.pump()
        return answer

    def counts(self, article: str = "ferries") -> dict[str, Any]:
        counts: dict[str, Any] = self.api.get(f"/v1/articles/{article}/shares").json()
        return counts


@pytest.fixture
def page(api: LocalClient, stack: Stack) -> Page:
    return Page(api, stack)


def test_the_second_click_of_a_reader_on_a_day_does_not_count(page: Page) -> None:
    assert [page.click(network) for network in ("facebook", "copy", "facebook", "copy")] == [True, True, False, False]
    assert page.counts() == {"article_id": "ferries", "total": 2, "networks": {"copy": 1, "facebook": 1}}


def test_another_address_or_browser_is_another_reader(page: Page) -> None:
    assert [
        page.click("x"),
        page.click("x", address="203.0.113.8"),
        page.click("x", agent=CHROME),
        page.click("x", agent=CHROME),
    ] == [True, True, True, False]
    assert page.counts()["networks"] == {"x": 3}


def test_on_another_day_the_same_reader_counts_again(page: Page, api: LocalClient) -> None:
    page.click("x")
    api.clock += DAY
    assert page.click("x")
    assert page.counts()["total"] == 2


def test_headers_do_not_make_another_reader(page: Page, api: LocalClient) -> None:
    page.click("x")
    answer = api.post(
        "/v1/articles/ferries/shares",
        json={"network": "x"},
        headers={"user-agent": FIREFOX, "x-forwarded-for": "198.51.100.1", "forwarded": "for=198.51.100.1"},
    )
    assert answer.json() == {"counted": False}


@pytest.mark.parametrize("agent", ["", "GPTBot/1.2 (+https://openai.com/gptbot)", "WhatsApp/2.23.20.0", "curl/8.5.0"])
def test_what_is_no_browser_does_not_count(page: Page, agent: str) -> None:
    assert not page.click("x", agent=agent)
    assert page.counts()["total"] == 0


def test_a_share_click_is_accepted_as_a_beacon_sends_it(page: Page, api: LocalClient) -> None:
    answer = api.post(
        "/v1/articles/ferries/shares",
        content=json.dumps({"network": "whatsapp", "article": ARTICLE}),
        headers={"content-type": "text/plain;charset=UTF-8"},
    )
    assert (answer.status_code, answer.json()) == (202, {"counted": True})
    page.stack.pump()
    assert page.counts()["networks"] == {"whatsapp": 1}


def test_an_article_is_registered_by_its_first_share(page: Page, api: LocalClient) -> None:
    about = {"url": "http://127.0.0.1:8000/shared-first", "title": "Shared before anybody commented"}
    api.post("/v1/articles/shared-first/shares", json={"network": "x", "article": about})
    article = api.get("/v1/articles/shared-first/comments").json()["article"]
    assert (article["url"], article["title"]) == (about["url"], about["title"])
    assert page.counts("shared-first")["article_id"] == "shared-first"


def test_a_foreign_address_is_refused_and_the_click_not_counted(page: Page) -> None:
    answer = page.send({"network": "x", "article": {"url": "https://evil.example/", "title": "Evil"}})
    assert answer.status_code == 422
    assert page.counts()["total"] == 0


@pytest.mark.parametrize("body", [{"network": "myspace"}, {}, {"network": "x", "count": 1_000}, {"network": ["x"]}])
def test_what_is_no_share_click_is_refused(page: Page, body: dict[str, Any]) -> None:
    answer = page.send(body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_an_article_nobody_shared_has_zeros(page: Page) -> None:
    assert page.counts("quiet") == {"article_id": "quiet", "total": 0, "networks": {}}


def test_an_address_is_not_stored(page: Page, stack: Stack) -> None:
    page.click("x")
    table = stack.system.table.name
    assert "203.0.113.7" not in json.dumps(stack.dynamodb.scan(TableName=table)["Items"], default=str)


def test_counts_of_many_articles_are_one_batch_read(page: Page, api: LocalClient, calls: list[str]) -> None:
    page.click("x")
    page.click("copy")
    others = [f"article-{number}" for number in range(99)]
    calls.clear()
    answer = api.get("/v1/counts", params={"article_ids": ",".join(["ferries", *others])}).json()["counts"]
    assert calls == ["BatchGetItem"]
    assert answer["ferries"] == {"comments": 0, "shares": 2}
    assert {tuple(answer[other].values()) for other in others} == {(0, 0)}


@pytest.mark.parametrize("listed", ["", ",", "a,,b", "a b", ",".join(f"a{n}" for n in range(101)), "x" * 200])
def test_a_list_that_does_not_name_1_to_100_articles_is_refused(api: LocalClient, listed: str) -> None:
    answer = api.get("/v1/counts", params={"article_ids": listed})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
