"""A share link counts like a click in the widget, then redirects to the network."""

import json
from itertools import count
from typing import Any

import httpx
import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
DAY = 24 * 60 * 60 * 1_000
EDITIONS = count()
"""A new article for each test, since a running function remembers registered articles."""
NETWORKS = (
    *("bluesky", "copy", "email", "facebook", "linkedin", "mastodon", "native", "pinterest", "reddit", "telegram"),
    *("threads", "whatsapp", "x"),
)


class Page:
    """An article page without JavaScript. A reader with JavaScript may register its article."""

    def __init__(self, api: LocalClient, stack: Stack) -> None:
        self.api, self.stack = api, stack
        self.article = f"harbour-{next(EDITIONS)}"
        self.url = f"http://127.0.0.1:8000/{self.article}?page=1&print"
        self.encoded_url = f"http%3A%2F%2F127.0.0.1%3A8000%2F{self.article}%3Fpage%3D1%26print"

    def register(self, title: str = "The night ferries come back") -> None:
        """Register the article by a share click of another reader, from another address."""
        self.click("x", address="198.51.100.1", article={"url": self.url, "title": title})

    def click(self, network: str, *, address: str = "203.0.113.7", agent: str = FIREFOX, **body: Any) -> httpx.Response:
        """Share by a button with JavaScript."""
        self.api.address = address
        draft = {"network": network, **body}
        answer = self.api.post(f"/v1/articles/{self.article}/shares", json=draft, headers={"user-agent": agent})
        self.stack.pump()
        return answer

    def follow(self, network: str, *, agent: str = FIREFOX, **headers: str) -> httpx.Response:
        """Share by the plain link."""
        self.api.address = "203.0.113.7"
        answer = self.api.get(f"/v1/articles/{self.article}/share/{network}", headers={"user-agent": agent, **headers})
        self.stack.pump()
        return answer

    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = self.api.get(f"/v1/articles/{self.article}/shares").json()["networks"]
        return counts


@pytest.fixture
def page(api: LocalClient, stack: Stack) -> Page:
    page = Page(api, stack)
    page.register()
    return page


def test_a_link_leads_on_to_the_network_with_the_registered_address_and_title(page: Page) -> None:
    answer = page.follow("telegram")
    assert answer.status_code == 303
    assert answer.headers["location"] == (
        f"https://t.me/share/url?url={page.encoded_url}%26via%3Dd2&text=The%20night%20ferries%20come%20back"
    )


@pytest.mark.parametrize("network", NETWORKS)
def test_every_network_of_the_contract_has_a_link_that_counts(page: Page, network: str) -> None:
    answer = page.follow(network)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(("https://", "mailto:?subject=The%20night", page.url))
    assert page.counts()[network] == (2 if network == "x" else 1)


def test_copying_and_the_devices_own_sheet_lead_back_to_the_article(
    page: Page,
) -> None:
    assert {page.follow(network).headers["location"] for network in ("copy", "native")} == {
        f"{page.url}&via=q2",
        f"{page.url}&via=t9",
    }


def test_a_share_by_link_and_by_widget_count_once_together(page: Page) -> None:
    for _ in range(2):
        assert page.follow("reddit").status_code == 303
        assert page.click("reddit").json() == {"counted": False}
    assert page.counts() == {"reddit": 1, "x": 1}
    assert page.click("copy").json() == {"counted": True}
    page.follow("copy")
    assert page.counts() == {"copy": 1, "reddit": 1, "x": 1}


def test_on_another_day_the_same_link_counts_again(page: Page, api: LocalClient) -> None:
    page.follow("reddit")
    api.clock = (api.clock or 0) + DAY
    page.follow("reddit")
    assert page.counts()["reddit"] == 2


def test_the_link_of_an_article_that_nobody_registered_leads_nowhere(api: LocalClient, stack: Stack) -> None:
    unknown = Page(api, stack)
    unknown.click("x")  # counted, but does not register an address
    answer = unknown.follow("facebook")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown-article")
    assert "location" not in answer.headers
    assert unknown.counts() == {"x": 1}


def test_nothing_of_the_request_gets_into_the_address(page: Page, api: LocalClient) -> None:
    answer = api.get(
        f"/v1/articles/{page.article}/share/facebook?url=https://evil.example&u=https://evil.example&title=Evil",
        headers={"user-agent": FIREFOX, "host": "evil.example", "referer": "https://evil.example/"},
    )
    assert answer.headers["location"] == (f"https://www.facebook.com/sharer/sharer.php?u={page.encoded_url}%26via%3Dn8")


@pytest.mark.parametrize("title", ['A & B #1 = "50 %"?', "Zwei\r\nSet-Cookie: x=y", "מעבורות הלילה", "Fähren 🚢"])
def test_a_title_stays_in_its_place(api: LocalClient, stack: Stack, title: str) -> None:
    page = Page(api, stack)
    page.register(title=title)
    location = httpx.URL(page.follow("x").headers["location"])
    assert dict(location.params) == {"text": " ".join(title.split()), "url": f"{page.url}&via=k3"}
    assert (location.host, location.fragment) == ("x.com", "")


@pytest.mark.parametrize(
    "headers",
    [{"sec-purpose": "prefetch"}, {"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}],
    ids=["prefetch", "prerender", "older"],
)
def test_a_browser_that_looks_ahead_is_led_on_but_not_counted(page: Page, headers: dict[str, str]) -> None:
    assert page.follow("reddit", **headers).status_code == 303
    assert page.counts() == {"x": 1}
    page.follow("reddit")
    assert page.counts() == {"reddit": 1, "x": 1}


@pytest.mark.parametrize(
    "robot",
    [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "WhatsApp/2.23.20.0 A",
        "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    ],
    ids=["crawler", "preview", "messenger", "phone", "spider"],
)
def test_robots_are_not_counted_by_link_or_by_click(page: Page, robot: str) -> None:
    assert page.follow("reddit", agent=robot).status_code == 303
    answer = page.click("reddit", agent=robot)
    assert (answer.status_code, answer.json()) == (202, {"counted": False})
    assert page.counts() == {"x": 1}


def test_a_telephone_named_like_a_robot_is_a_reader(page: Page) -> None:
    page.follow("reddit", agent="Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG 9) Chrome/146.0 Mobile Safari/537.36")
    assert page.counts() == {"reddit": 1, "x": 1}


def test_a_look_at_the_headers_alone_does_not_count(page: Page) -> None:
    answer = page.api.head(f"/v1/articles/{page.article}/share/reddit", headers={"user-agent": FIREFOX})
    page.stack.pump()
    assert answer.status_code == 404  # from the gateway: no route has this method
    assert page.counts() == {"x": 1}


def test_neither_caches_nor_search_engines_keep_the_link(page: Page) -> None:
    headers = page.follow("reddit").headers
    assert (headers["cache-control"], headers["x-robots-tag"]) == ("no-store", "noindex, nofollow")
    assert "etag" not in headers


def test_a_network_that_does_not_exist_is_refused(page: Page) -> None:
    answer = page.follow("myspace")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_a_link_costs_one_read_and_one_conditional_write(page: Page, calls: list[str]) -> None:
    calls.clear()
    page.api.get(f"/v1/articles/{page.article}/share/reddit", headers={"user-agent": FIREFOX})
    assert calls == ["BatchGetItem", "PutItem"]


def test_an_address_is_not_stored(page: Page, stack: Stack) -> None:
    page.follow("reddit")
    items = stack.dynamodb.scan(TableName=stack.system.table.name)["Items"]
    assert "203.0.113.7" not in json.dumps(items, default=str)
