"""thread.html: the whole thread for browsers without JavaScript."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest

from functions.threads.html import refusal_as_html
from local.http_client import LocalClient
from shared.web.problems import problem
from tests.api.contract import operations
from tests.api.markup import comments, document, fields, links, outline, own, text, texts
from tests.support.api_people import ARTICLE, Chief, Desk, Reader

PAGE = "/v1/articles/ferries/thread.html"
NASTY = """<script>alert(1)</script>"><img src=x onerror='alert(2)'>&amp;"""
NewReader = Callable[[str], Reader]


def follow(api: LocalClient, link: str) -> httpx.Response:
    """The answer when a browser follows a link of the page."""
    return api.get(urljoin(PAGE, link).partition("#")[0])


def post(known: Reader, api: LocalClient, *bodies: str, parent: str | None = None) -> list[dict[str, Any]]:
    posted = []
    for body in bodies:
        api.clock = (api.clock or 0) + 1_000
        posted.append(known.comment(body, **({"parent_id": parent} if parent else {})))
    return posted


@pytest.mark.usefixtures("known_reader")
def test_the_page_has_one_heading_a_language_and_a_way_back_to_the_article(api: LocalClient) -> None:
    root = document(api.get(PAGE))
    assert root.get("lang") == "en"
    assert [text(heading) for heading in root.iter("h1")] == [f"Comments on {ARTICLE['title']}"]
    assert text(root.find(".//title")) == f"Comments on {ARTICLE['title']}"
    assert links(root, beginning="Back to") == [ARTICLE["url"]]
    assert texts(root) == ["The first."]
    levels = outline(root)
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.usefixtures("known_reader")
def test_a_comment_says_who_when_and_how_readers_voted(api: LocalClient) -> None:
    [comment] = comments(document(api.get(PAGE)))
    assert text(own(comment, "bdi", itemprop="name")) == "Regular"
    time = own(comment, "time", itemprop="dateCreated")
    assert time is not None
    assert (time.get("datetime"), text(time)) == ("2026-11-22T10:00:00.000Z", "22 November 2026, 10:00 UTC")
    assert text(own(comment, "span", itemprop="upvoteCount")) == "0"
    link = own(comment, "a", itemprop="url")
    assert link is not None
    assert link.get("href") == f"#{comment.get('id')}"


def test_replies_stand_inside_the_comment_they_answer(api: LocalClient, known_reader: Reader) -> None:
    [top] = comments(document(api.get(PAGE)))
    post(known_reader, api, "A reply.", parent=(top.get("id") or "").removeprefix("comment-"))
    [shown, _] = comments(document(api.get(PAGE)))
    [reply] = shown.findall("ol/li/article")
    assert text(own(reply, "div", itemprop="text")) == "A reply."
    assert reply.find("h3") is not None


def test_names_texts_and_titles_are_never_markup(api: LocalClient, reader: NewReader, desk: Desk) -> None:
    article = {"url": "http://127.0.0.1:8000/ferries?a=1&b='2'", "title": NASTY}
    author = reader(NASTY[:60])
    first = author.comment(NASTY, article=article)
    desk.approve(first)
    author.comment(f"{NASTY} Again.", article=article, parent_id=first["id"])
    answer = api.get(PAGE)
    root = document(answer)
    assert "<script" not in answer.text.lower()
    assert text(root.find(".//h1")) == f"Comments on {NASTY}"
    assert text(root.find(".//title")) == f"Comments on {NASTY}"
    assert {text(own(comment, "bdi", itemprop="name")) for comment in comments(root)} == {NASTY[:60].strip()}
    assert len(comments(root)) == 2
    assert links(root, beginning="Back to") == [article["url"]]
    answer = api.get(PAGE, params={"replies_to": first["id"]})
    assert text(document(answer).find(".//title")).startswith(f"Replies to {NASTY[:60].strip()}: ")


def test_turning_pages_by_links_reaches_every_comment_once_and_leads_back(
    api: LocalClient, known_reader: Reader, chief: Chief
) -> None:
    chief.sets(comments_per_hour=100)
    written = ["The first.", *(f"Number {number}." for number in range(2, 46))]
    post(known_reader, api, *written[1:])
    pages, link = [], PAGE
    while link:
        root = document(follow(api, link))
        pages.append(texts(root))
        [link] = links(root, relation="next") or [""]
    assert [comment for page in pages for comment in page] == written[::-1]
    assert [len(page) for page in pages] == [20, 20, 5]
    [link] = links(root, relation="prev")
    back = document(follow(api, link))
    assert texts(back) == pages[1]
    assert texts(document(follow(api, links(back, relation="next")[0]))) == pages[2]
    [link] = links(back, relation="prev")
    first = document(follow(api, link))
    assert (texts(first), links(first, relation="prev")) == (pages[0], [])
    assert texts(document(follow(api, links(back, beginning="First page")[0]))) == pages[0]


@pytest.mark.parametrize("order", ["Oldest first", "Best first"])
def test_every_order_reaches_every_comment_by_links(api: LocalClient, known_reader: Reader, order: str) -> None:
    written = ["The first.", *(f"Number {number}." for number in range(2, 24))]
    post(known_reader, api, *written[1:])
    [link] = links(document(api.get(PAGE)), beginning=order)
    root = document(follow(api, link))
    [following] = links(root, relation="next")
    rest = document(follow(api, following))
    assert sorted(texts(root) + texts(rest)) == sorted(written)
    assert order != "Oldest first" or texts(root) + texts(rest) == written


def test_further_replies_and_replies_to_replies_are_reached_by_links(api: LocalClient, known_reader: Reader) -> None:
    [top] = [comment["id"] for comment in api.get("/v1/articles/ferries/comments").json()["comments"]]
    replies = post(known_reader, api, *(f"Reply {number}." for number in range(1, 26)), parent=top)
    post(known_reader, api, "Deeper.", parent=replies[0]["id"])
    root = document(api.get(PAGE))
    assert texts(root) == ["The first.", "Reply 1.", "Reply 2.", "Reply 3."]
    [further] = links(root, beginning="22 more replies")
    second = document(follow(api, further))
    [following] = links(second, relation="next")
    third = document(follow(api, following))
    # Each page of replies begins with the answered comment.
    assert texts(second)[0] == texts(third)[0] == "The first."
    assert texts(second)[1:] + texts(third)[1:] == [f"Reply {number}." for number in range(4, 26)]
    [deeper] = links(root, beginning="1 reply")
    assert texts(document(follow(api, deeper))) == ["Reply 1.", "Deeper."]


@pytest.mark.usefixtures("known_reader")
def test_the_link_to_reply_leads_to_a_form_that_answers_that_comment(api: LocalClient) -> None:
    [top] = [comment["id"] for comment in api.get("/v1/articles/ferries/comments").json()["comments"]]
    [link] = links(document(api.get(PAGE)), beginning="Reply")
    assert link.endswith("#write")
    root = document(follow(api, link))
    assert fields(root) == {"author_name": "", "body": "", "website": "", "parent_id": top}
    assert text(root.find(".//h2[@id='write']")) == "Reply to Regular"


def test_the_form_says_that_a_comment_waits_and_hides_the_honeypot_from_people(api: LocalClient) -> None:
    root = document(api.get(PAGE))
    form = root.find(".//form")
    assert form is not None
    assert (form.get("method"), urljoin(PAGE, form.get("action", ""))) == ("post", "/v1/articles/ferries/form")
    assert "always waits for a moderator" in text(root.find(".//p[@id='waits']"))
    assert fields(root) == {"author_name": "", "body": "", "website": ""}
    labels = {label.get("for") for label in form.iter("label")}
    assert labels == {"author_name", "body", "website"}
    assert form.find("div[@class='website']/input[@name='website']") is not None
    assert ".website{display:none}" in text(root.find(".//style"))


def test_a_thread_that_is_withdrawn_or_removed_keeps_its_replies_and_says_what_happened(
    api: LocalClient, known_reader: Reader, desk: Desk
) -> None:
    first, second = post(known_reader, api, "Mine.", "Mine too.")
    post(known_reader, api, "A reply.", parent=first["id"])
    post(known_reader, api, "Another.", parent=second["id"])
    known_reader.api.delete(f"/v1/articles/ferries/comments/{first['id']}", headers=known_reader.headers)
    desk.reject(second, reason="abuse")
    root = document(api.get(PAGE))
    assert texts(root) == [
        "Removed by a moderator",
        "Another.",
        "Withdrawn by its author",
        "A reply.",
        "The first.",
    ]
    assert "Mine" not in text(root.find(".//main"))


def test_a_withdrawn_comment_is_gone_from_the_page_with_the_answer_to_its_author(
    api: LocalClient, known_reader: Reader
) -> None:
    [comment] = post(known_reader, api, "Mine alone.")
    assert "Mine alone." in api.get(PAGE).text
    withdrawn = api.delete(f"/v1/articles/ferries/comments/{comment['id']}", headers=known_reader.headers)
    assert withdrawn.status_code == 204  # the stream has not been pumped
    assert texts(document(api.get(PAGE))) == ["The first."]


def test_an_article_nobody_knows_has_a_page_to_begin_on(api: LocalClient) -> None:
    root = document(api.get("/v1/articles/quiet/thread.html"))
    assert (text(root.find(".//h1")), texts(root)) == ("Comments", [])
    assert links(root, beginning="Back to") == []


def test_after_the_form_the_page_says_that_the_comment_waits(api: LocalClient) -> None:
    assert "Thank you" not in api.get(PAGE).text
    root = document(api.get(PAGE, params={"postbag": "held"}))
    assert text(root.find(".//*[@role='status']")) == "Thank you: your comment waits for a moderator."


def test_the_page_is_cached_like_the_thread(api: LocalClient, known_reader: Reader) -> None:
    first = api.get(PAGE)
    assert first.headers["cache-control"] == api.get("/v1/articles/ferries/comments").headers["cache-control"]
    again = api.get(PAGE, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    known_reader.comment("News.")
    assert api.get(PAGE, headers={"if-none-match": first.headers["etag"]}).status_code == 200


def test_a_page_costs_what_the_thread_costs(api: LocalClient, known_reader: Reader, calls: list[str]) -> None:
    [top] = [comment["id"] for comment in api.get("/v1/articles/ferries/comments").json()["comments"]]
    post(known_reader, api, *(f"Reply {number}." for number in range(4)), parent=top)
    calls.clear()
    api.get(PAGE)
    assert calls == ["BatchGetItem", "Query", "Query"]
    calls.clear()
    api.get(PAGE, params={"replies_to": top})
    assert calls == ["BatchGetItem", "Query", "Query"]


@pytest.mark.parametrize(
    ("query", "status"), [({"cursor": NASTY}, 400), ({"before": "x"}, 422), ({"sort": NASTY}, 422)]
)
def test_a_wrong_address_is_answered_by_a_page_that_leads_on(
    api: LocalClient, query: dict[str, str], status: int
) -> None:
    answer = api.get(PAGE, params=query)
    assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store")
    root = document(answer)
    assert root.find(".//*[@role='alert']") is not None
    assert links(root, beginning="To the comments") == ["thread.html"]


def test_whatever_a_page_is_refused_for_stands_above_the_refusal() -> None:
    described = operations()["GET /v1/articles/{article_id}/thread.html"]["responses"].values()
    codes = {code for answer in described for code in re.findall("^- `([a-z-]+)`", answer["description"], re.MULTILINE)}
    assert "invalid-cursor" in codes
    for code in codes - {"not-found"}:  # no route answers with it, so no page does
        refused = problem(code, "Why.")
        page = str(refusal_as_html(refused, {"pathParameters": {"article_id": "ferries"}}).body)
        assert (f"<h2>{refused.title}</h2>" in page, f"<title>{refused.title}: Comments</title>" in page) == (
            True,
            True,
        )


def test_the_form_may_lead_back_to_the_articles_own_site_and_nowhere_else(api: LocalClient, reader: NewReader) -> None:
    """Chromium applies `form-action` also to the redirection after a form."""
    reader("Ann").comment(article={"url": "http://localhost:8443/ferries?x=;default-src", "title": "T"})
    policy = api.get(PAGE).headers["content-security-policy"]
    assert "form-action 'self' http://localhost:8443;" in policy
    assert parse_qs(urlsplit(links(document(api.get(PAGE)), beginning="Back to")[0]).query)
