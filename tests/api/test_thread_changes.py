"""Moderators close threads, open them again, and make every comment wait."""

from itertools import count
from typing import Any

import httpx
import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from tests.support.api_people import ARTICLE, Chief, Desk, Reader, bodies, decision, thread
from tests.support.stacks import MORNING, on_both

MINUTE, DAY = 60_000, 24 * 60 * 60_000
_articles = count()
OTHER = {"url": "http://127.0.0.1:8000/ferries-2", "title": "The day ferries leave"}


@pytest.fixture
def fresh() -> str:
    """A new article for each test, since a running function remembers registered articles."""
    return f"thread-{next(_articles)}"


def page(api: LocalClient, article: str) -> str:
    return api.get(f"/v1/articles/{article}/thread.html").text


def shares(api: LocalClient, article: str, about: dict[str, str] = ARTICLE) -> None:
    answer = api.post(f"/v1/articles/{article}/shares", json={"network": "x", "article": about})
    assert answer.status_code == 202, answer.text


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@on_both
def test_a_thread_that_is_closed_before_anybody_wrote_stays_so_when_its_article_is_registered(
    api: LocalClient, chief: Chief, known_reader: Reader, fresh: str
) -> None:
    nothing = {"title": None, "url": None, "registered_at": None, "closes_at": None, "pinned": [], "comment_count": 0}
    assert chief.thread(fresh) == {"id": fresh, "state": "open", "moderation": "post", **nothing}
    assert chief.changes(fresh, state="closed", moderation="pre", note="Court case.")["state"] == "closed"
    assert api.get(f"/v1/articles/{fresh}/share/x").status_code == 404
    shares(api, fresh)
    assert chief.thread(fresh) | {"registered_at": None} == {
        "id": fresh,
        "state": "closed",
        "moderation": "pre",
        **nothing,
        **ARTICLE,
    }
    shown = api.get(f"/v1/articles/{fresh}/comments").json()["article"]
    assert (shown["state"], shown["title"]) == ("closed", ARTICLE["title"])
    assert "Comments on this article are closed." in page(api, fresh)
    assert "<form" not in page(api, fresh)
    sent = {"author_name": "Bo", "body": "Is anybody here?"}
    answer = api.post(f"/v1/articles/{fresh}/comments", json=sent, headers=known_reader.headers)
    assert refusal(answer) == (403, "thread-closed")
    form = api.post(f"/v1/articles/{fresh}/form", data=sent)
    assert (form.status_code, "Is anybody here?" in form.text) == (403, True)

    api.clock += MINUTE
    chief.changes(fresh, state="open")
    answer = api.post(f"/v1/articles/{fresh}/comments", json=sent, headers=known_reader.headers)
    assert answer.json()["comment"]["status"] == "pending"
    assert [
        (line["action"]["S"], line["was"]["S"], line["became"]["S"], line.get("note", {}).get("S"))
        for line in chief.record()
        if line["article_id"]["S"] == fresh
    ] == [
        ("thread", "state: open; moderation: post", "state: closed; moderation: pre", "Court case."),
        ("thread", "state: closed", "state: open", None),
    ]


@on_both
def test_an_article_that_is_moderated_first_is_registered_by_its_first_comment(
    api: LocalClient, chief: Chief, known_reader: Reader, fresh: str
) -> None:
    chief.changes(fresh, moderation="pre")
    draft = {"author_name": "Bo", "body": "The first here.", "article": ARTICLE}
    answer = api.post(f"/v1/articles/{fresh}/comments", json=draft, headers=known_reader.headers)
    assert (answer.status_code, answer.json()["comment"]["status"]) == (201, "pending")
    described = chief.thread(fresh)
    assert (described["title"], described["url"], described["moderation"]) == (ARTICLE["title"], ARTICLE["url"], "pre")
    assert described["registered_at"] == "2026-11-22T10:00:01.000Z"
    chief.changes(fresh, moderation="post")
    answer = api.post(
        f"/v1/articles/{fresh}/comments", json={**draft, "body": "Another."}, headers=known_reader.headers
    )
    assert answer.json()["comment"]["status"] == "approved"


def test_a_site_that_is_moderated_first_holds_comments_on_every_article(chief: Chief, known_reader: Reader) -> None:
    assert known_reader.comment("Before.")["status"] == "approved"
    chief.sets(moderation="pre")
    assert known_reader.comment("Meanwhile.")["status"] == "pending"
    chief.sets()
    assert known_reader.comment("After.")["status"] == "approved"


def test_a_thread_closes_by_the_clock_and_who_opens_it_again_takes_the_hour_away(
    api: LocalClient, chief: Chief, known_reader: Reader
) -> None:
    assert chief.changes(closes_at="2026-11-22T12:00:00+01:00")["closes_at"] == "2026-11-22T11:00:00.000Z"
    api.clock = MORNING + 60 * MINUTE - 1
    early = known_reader.comment("Just in time.")
    api.clock += 1
    assert refusal(known_reader.send("Too late.")) == (403, "thread-closed")
    place = f"/v1/articles/ferries/comments/{early['id']}"
    assert refusal(api.patch(place, json={"body": "Better words."}, headers=known_reader.headers)) == (
        403,
        "thread-closed",
    )
    assert thread(api)["article"]["state"] == "closed"
    assert chief.thread()["state"] == "closed"
    assert (chief.changes(state="open")["closes_at"], known_reader.send("Again.").status_code) == (None, 201)
    assert [(line["was"]["S"], line["became"]["S"]) for line in chief.record()[-2:]] == [
        ("closes_at: never", "closes_at: 2026-11-22T11:00:00.000Z"),
        ("state: closed; closes_at: 2026-11-22T11:00:00.000Z", "state: open; closes_at: never"),
    ]


def test_threads_close_so_many_days_after_their_articles_are_registered_from_now_on(
    api: LocalClient, chief: Chief, known_reader: Reader, fresh: str
) -> None:
    api.clock = MORNING + 100 * DAY  # a running function remembers the rules for ten seconds
    chief.sets(close_after_days=14)
    assert chief.thread()["closes_at"] is None
    shares(api, fresh)
    chief.changes(f"{fresh}.c", moderation="pre")
    draft = {"author_name": "Bo", "body": "The first here.", "article": ARTICLE}
    api.post(f"/v1/articles/{fresh}.c/comments", json=draft, headers=known_reader.headers)
    chief.changes(f"{fresh}.m", **ARTICLE)
    chief.changes(f"{fresh}.k", closes_at="2027-06-01T00:00:00Z")
    shares(api, f"{fresh}.k")
    assert {name: chief.thread(fresh + name)["closes_at"] for name in ("", ".c", ".m", ".k")} == {
        "": "2027-03-16T10:00:00.000Z",
        ".c": "2027-03-16T10:00:00.000Z",
        ".m": "2027-03-16T10:00:00.000Z",
        ".k": "2027-06-01T00:00:00.000Z",
    }
    api.clock += 14 * DAY
    states = {
        name: api.get(f"/v1/articles/{fresh}{name}/comments").json()["article"]["state"] for name in ("", ".c", ".k")
    }
    assert states == {"": "closed", ".c": "closed", ".k": "open"}


def test_an_article_is_described_by_moderators_before_or_after_it_is_registered(
    api: LocalClient, chief: Chief, fresh: str
) -> None:
    described = chief.changes(fresh, **ARTICLE)
    assert (described["url"], described["registered_at"]) == (ARTICLE["url"], "2026-11-22T10:00:00.000Z")
    shares(api, fresh, OTHER)
    assert chief.thread(fresh)["title"] == ARTICLE["title"]
    api.clock = MORNING + MINUTE
    described = chief.changes(fresh, title="  The night  ferries stay ", url=f"{OTHER['url']}?via=x4#top")
    assert (described["title"], described["url"]) == ("The night ferries stay", OTHER["url"])
    assert "ferries-2" in api.get(f"/v1/articles/{fresh}/share/x").headers["location"]
    assert [line["became"]["S"] for line in chief.record()] == [
        f"title: {ARTICLE['title']}; url: {ARTICLE['url']}",
        f"title: The night ferries stay; url: {OTHER['url']}",
    ]


def test_what_changes_nothing_is_not_written(chief: Chief, calls: list[str]) -> None:
    before = chief.changes(state="closed")
    calls.clear()
    assert chief.changes(state="closed", note="Again.") == before
    assert chief.changes() == before
    assert {*calls} == {"BatchGetItem"}
    assert len(chief.record()) == 1


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"state": "shut"}, "/state", "enum"),
        ({"moderation": "none"}, "/moderation", "enum"),
        ({"pinned": []}, "/pinned", "extra-forbidden"),
        ({"url": "https://evil.example/a", "title": "A"}, "/url", "foreign-url"),
        ({"url": "http://127.0.0.1:8000/a"}, "/title", "missing"),
        ({"title": "A headline"}, "/url", "missing"),
        ({"url": "http://127.0.0.1:8000/a", "title": " \u200b "}, "/title", "empty"),
        ({"closes_at": "2026-11-22T10:00:00Z"}, "/closes_at", "past"),
        ({"closes_at": "2026-11-23T10:00:00"}, "/closes_at", "value-error"),
        ({"closes_at": "2026-02-31T10:00:00Z"}, "/closes_at", "value-error"),
        ({"closes_at": 1_795_341_600_000}, "/closes_at", "value-error"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_changes_nothing(
    chief: Chief, change: dict[str, Any], pointer: str, code: str
) -> None:
    answer = chief.asks_of("nobody-registered", **change)
    assert refusal(answer) == (422, "invalid-request")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [(pointer, code)]
    assert chief.thread("nobody-registered")["state"] == "open"
    assert chief.record() == []


def test_threads_are_for_moderators(api: LocalClient, desk: Desk) -> None:
    assert api.get("/v1/moderation/articles/ferries").status_code == 401
    assert api.patch("/v1/moderation/articles/ferries", json={"state": "closed"}).status_code == 401
    answer = api.patch("/v1/moderation/articles/ferries", json={"state": "closed"}, headers=desk.headers)
    assert answer.json()["article"]["state"] == "closed"


@on_both
def test_three_comments_are_pinned_at_the_most_and_several_by_one_request(
    api: LocalClient, stack: Stack, chief: Chief, known_reader: Reader
) -> None:
    comments = [known_reader.comment(f"Comment {number}.") for number in range(5)]
    results = chief.decide(*(decision(comment, "pin") for comment in comments[:4]))
    assert [result["ok"] for result in results] == [True, True, True, False]
    assert (results[3]["problem"]["code"], results[3]["problem"]["status"]) == ("cannot-pin", 409)
    assert sorted(chief.thread()["pinned"]) == sorted(comment["id"] for comment in comments[:3])
    results = chief.decide(decision(comments[0], "unpin"), decision(comments[4], "pin"), decision(comments[3], "pin"))
    assert [result["ok"] for result in results] == [True, True, False]
    stack.pump()
    first = thread(api, sort="oldest")["comments"]
    assert sorted(bodies(first[:3])) == ["Comment 1.", "Comment 2.", "Comment 4."]
    assert [comment["pinned"] for comment in first] == [True] * 3 + [False] * 3
