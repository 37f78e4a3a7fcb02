"""A permalink gives one comment with its ancestors."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from local.http_client import LocalClient
from tests.support.api_people import Desk, Reader, bodies, thread

NewReader = Callable[[str], Reader]


def permalink(api: LocalClient, comment: dict[str, Any]) -> httpx.Response:
    return api.get(f"/v1/articles/{comment['article_id']}/comments/{comment['id']}")


@pytest.fixture
def deep(api: LocalClient, known_reader: Reader) -> list[dict[str, Any]]:
    """A comment and five replies, each to the comment before."""
    [first] = thread(api)["comments"]
    chain = [first]
    for number in range(1, 6):
        api.clock = (api.clock or 0) + 1_000
        chain.append(known_reader.comment(f"Reply {number}.", parent_id=chain[-1]["id"]))
    return chain


def test_a_comment_comes_with_the_comments_it_answers_from_the_top(
    api: LocalClient, deep: list[dict[str, Any]]
) -> None:
    answer = permalink(api, deep[3])
    assert answer.status_code == 200
    page = answer.json()
    assert bodies([*page["ancestors"], page["comment"]]) == ["The first.", "Reply 1.", "Reply 2.", "Reply 3."]
    assert page["comment"]["author"] == {"name": "Regular", "badge": "guest"}
    assert page["comment"]["reply_count"] == 2
    assert permalink(api, deep[0]).json()["ancestors"] == []


def test_a_reply_deeper_than_threads_nest_says_whom_it_answers(api: LocalClient, deep: list[dict[str, Any]]) -> None:
    page = permalink(api, deep[5]).json()
    assert bodies(page["ancestors"]) == ["The first.", "Reply 1.", "Reply 2.", "Reply 3."]
    assert page["comment"]["answers"] == {"id": deep[4]["id"], "name": "Regular"}
    assert page["comment"]["parent_id"] == deep[3]["id"]


def test_the_replies_of_a_permalink_are_listed_without_a_cursor(api: LocalClient, deep: list[dict[str, Any]]) -> None:
    comment = permalink(api, deep[0]).json()["comment"]
    assert (comment["replies"], comment["replies_cursor"], comment["reply_count"]) == ([], None, 1)
    listed = api.get(f"/v1/articles/ferries/comments/{deep[0]['id']}/replies").json()["comments"]
    assert bodies(listed) == ["Reply 1."]


def test_an_ancestor_that_is_out_of_sight_is_a_tombstone_without_name_and_text(
    api: LocalClient, known_reader: Reader, desk: Desk, deep: list[dict[str, Any]]
) -> None:
    api.delete(f"/v1/articles/ferries/comments/{deep[0]['id']}", headers=known_reader.headers)
    desk.reject(deep[1])
    answer = permalink(api, deep[2])
    top, second = answer.json()["ancestors"]
    assert (top["withdrawn"], top["status"], second["status"]) == (True, "withdrawn", "rejected")
    for tombstone in (top, second):
        assert (tombstone["author"], tombstone["body_html"]) == ({"name": "", "badge": None}, "")
    assert answer.json()["comment"]["answers"] == {"id": deep[1]["id"], "name": None}
    assert "The first" not in answer.text
    assert "Reply 1" not in answer.text


def test_a_withdrawn_comment_is_gone_from_its_permalink_with_the_answer_to_its_author(
    api: LocalClient, known_reader: Reader
) -> None:
    comment = known_reader.comment("Mine alone.")
    assert "Mine alone." in permalink(api, comment).text
    api.delete(f"/v1/articles/ferries/comments/{comment['id']}", headers=known_reader.headers)
    answer = permalink(api, comment)
    assert answer.status_code == 200
    assert (answer.json()["comment"]["withdrawn"], answer.json()["comment"]["author"]["name"]) == (True, "")
    assert "Mine alone." not in answer.text


def test_what_readers_never_saw_is_not_found(api: LocalClient, reader: NewReader, desk: Desk) -> None:
    held = reader("Ann").comment("Held.")
    rejected = reader("Bob").comment("Rejected.")
    desk.reject(rejected)
    unknown = {**held, "id": "01m81b5y00a3v9f2k7q4x8w6zt"}
    elsewhere = {**held, "article_id": "others"}
    other_time = {**held, "id": "00000000000000000000000000"[:10] + held["id"][10:]}
    for comment in (held, rejected, unknown, elsewhere, other_time):
        answer = permalink(api, comment)
        assert (answer.status_code, answer.json()["code"]) == (404, "comment-not-found")
        assert answer.headers["cache-control"] == "no-store"


def test_a_readers_own_comments_are_no_permalink(api: LocalClient, known_reader: Reader) -> None:
    assert api.get("/v1/articles/ferries/comments/mine").status_code == 401
    assert len(known_reader.mine()) == 1


def test_a_permalink_may_be_cached_and_costs_two_batched_reads(
    api: LocalClient, deep: list[dict[str, Any]], calls: list[str]
) -> None:
    calls.clear()
    first = permalink(api, deep[5])
    assert calls == ["BatchGetItem", "BatchGetItem"]
    assert first.headers["cache-control"].startswith("public, max-age=")
    again = api.get(str(first.request.url), headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    calls.clear()
    permalink(api, deep[0])
    assert calls == ["BatchGetItem"]
