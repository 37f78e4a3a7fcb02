"""Pages of a thread: they have every comment once and in order, for every sort and page size."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.http_client import LocalClient
from tests.support.api_people import Desk, Reader, bodies, thread


def walk(api: LocalClient, path: str, **query: Any) -> Iterator[dict[str, Any]]:
    cursor: str | None = None
    while True:
        answer = api.get(path, params={**query, **({"cursor": cursor} if cursor else {})})
        assert answer.status_code == 200, answer.text
        yield from answer.json()["comments"]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return


@pytest.fixture
def seven(known_reader: Reader, api: LocalClient) -> list[str]:
    """A thread of seven top-level comments, three of them in one millisecond."""
    for number in range(2, 8):
        known_reader.comment(f"Number {number}")
        api.clock += 0 if number in (3, 4) else 1_000
    return ["The first.", *(f"Number {number}" for number in range(2, 8))]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50])
def test_walking_a_thread_shows_every_comment_once_in_order(api: LocalClient, seven: list[str], limit: int) -> None:
    path = "/v1/articles/ferries/comments"
    oldest = list(walk(api, path, sort="oldest", limit=limit))
    newest = list(walk(api, path, sort="newest", limit=limit))
    assert oldest == newest[::-1]
    assert sorted(bodies(oldest)) == sorted(seven)
    assert [comment["created_at"] for comment in oldest] == sorted(comment["created_at"] for comment in oldest)


def test_newest_comes_first_unless_asked_otherwise(api: LocalClient, seven: list[str]) -> None:
    assert bodies(thread(api)["comments"])[-1] == seven[0]
    assert bodies(thread(api, sort="oldest")["comments"])[0] == seven[0]


@pytest.mark.usefixtures("seven")
def test_a_comment_posted_meanwhile_moves_nothing(api: LocalClient, known_reader: Reader) -> None:
    page = thread(api, limit=3)
    known_reader.comment("Breaking in.")
    rest = thread(api, limit=50, cursor=page["next_cursor"])
    walked = bodies(page["comments"] + rest["comments"])
    assert len(walked) == len(set(walked)) == 7
    assert "Breaking in." not in walked


def test_the_first_three_replies_come_with_their_parent_and_the_rest_by_cursor(
    api: LocalClient, known_reader: Reader
) -> None:
    [parent] = thread(api)["comments"]
    for number in range(1, 7):
        api.clock += 1_000
        known_reader.comment(f"Reply {number}", parent_id=parent["id"])
    [shown] = thread(api)["comments"]
    assert shown["reply_count"] == 6
    assert bodies(shown["replies"]) == ["Reply 1", "Reply 2", "Reply 3"]
    path = f"/v1/articles/ferries/comments/{parent['id']}/replies"
    rest = api.get(path, params={"cursor": shown["replies_cursor"], "limit": 2}).json()
    assert bodies(rest["comments"]) == ["Reply 4", "Reply 5"]
    last = api.get(path, params={"cursor": rest["next_cursor"], "limit": 2}).json()
    assert (bodies(last["comments"]), last["next_cursor"]) == (["Reply 6"], None)
    assert bodies(list(walk(api, path, limit=4))) == [f"Reply {number}" for number in range(1, 7)]


def test_a_previewed_reply_that_is_rejected_leaves_no_gap_in_the_list(
    api: LocalClient, known_reader: Reader, desk: Desk
) -> None:
    [parent] = thread(api)["comments"]
    replies = []
    for number in range(1, 6):
        api.clock += 1_000
        replies.append(known_reader.comment(f"Reply {number}", parent_id=parent["id"]))
    desk.reject(replies[1])
    [shown] = thread(api)["comments"]
    path = f"/v1/articles/ferries/comments/{parent['id']}/replies"
    rest = api.get(path, params={"cursor": shown["replies_cursor"]}).json()["comments"]
    assert bodies(shown["replies"] + rest) == ["Reply 1", "Reply 3", "Reply 4", "Reply 5"]
    desk.approve(replies[1])
    [shown] = thread(api)["comments"]
    rest = api.get(path, params={"cursor": shown["replies_cursor"]}).json()["comments"]
    assert bodies(shown["replies"] + rest) == ["Reply 1", "Reply 2", "Reply 3", "Reply 4", "Reply 5"]


def test_a_reply_to_a_reply_is_counted_by_its_parent_and_listed_under_it(
    api: LocalClient, known_reader: Reader
) -> None:
    [top] = thread(api)["comments"]
    reply = known_reader.comment("Reply", parent_id=top["id"])
    deeper = known_reader.comment("Deeper", parent_id=reply["id"])
    [shown] = thread(api)["comments"]
    assert (shown["reply_count"], shown["replies"][0]["reply_count"], shown["replies"][0]["replies"]) == (1, 1, [])
    answer = api.get(
        f"/v1/articles/ferries/comments/{reply['id']}/replies",
        params={"cursor": shown["replies"][0]["replies_cursor"]},
    )
    assert [comment["id"] for comment in answer.json()["comments"]] == [deeper["id"]]


def test_replies_to_replies_take_no_room_from_the_previews_of_other_comments(
    api: LocalClient, known_reader: Reader
) -> None:
    [top] = thread(api)["comments"]
    replies = [known_reader.comment(f"Reply {number}", parent_id=top["id"]) for number in range(3)]
    for number in range(3):
        known_reader.comment(f"Deeper {number}", parent_id=replies[0]["id"])
    api.clock += 1_000
    last = known_reader.comment("Another top-level comment")
    known_reader.comment("Its reply", parent_id=last["id"])
    shown = thread(api)["comments"][0]
    assert (shown["id"], bodies(shown["replies"])) == (last["id"], ["Its reply"])


def test_an_article_nobody_commented_on_has_an_empty_thread(api: LocalClient) -> None:
    assert api.get("/v1/articles/quiet/comments").json() == {
        "article": {
            "id": "quiet",
            "title": None,
            "url": None,
            "comment_count": 0,
            "state": "open",
            "moderation": "post",
        },
        "comments": [],
        "next_cursor": None,
    }


@pytest.mark.usefixtures("seven")
def test_a_cursor_is_good_for_its_own_list_only(api: LocalClient) -> None:
    cursor = thread(api, limit=2)["next_cursor"]
    foreign = [
        ("/v1/articles/ferries/comments", {"sort": "oldest"}),
        ("/v1/articles/other/comments", {}),
        ("/v1/articles/ferries/comments/01m81b5y00a3v9f2k7q4x8w6zt/replies", {}),
    ]
    for path, query in foreign:
        answer = api.get(path, params={**query, "cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")


@pytest.mark.usefixtures("seven")
def test_a_forged_cursor_is_refused(api: LocalClient) -> None:
    cursor = thread(api, limit=2)["next_cursor"]
    # The last character of base64 may have unused bits; the character before it has none.
    changed = cursor[:-2] + ("A" if cursor[-2] != "A" else "B") + cursor[-1]
    for forged in (changed, "x" + cursor, "nonsense", "é.é", "."):
        answer = api.get("/v1/articles/ferries/comments", params={"cursor": forged})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor"), forged


def test_a_page_is_three_requests_however_many_comments_it_has(
    api: LocalClient, known_reader: Reader, calls: list[str]
) -> None:
    for number in range(3):
        parent = known_reader.comment(f"Thread {number}")
        for _ in range(4):
            known_reader.comment("Reply", parent_id=parent["id"])
    calls.clear()
    thread(api, limit=50)
    assert calls == ["BatchGetItem", "Query", "Query"]


def test_a_page_may_be_cached_and_is_not_sent_twice(api: LocalClient, known_reader: Reader) -> None:
    first = api.get("/v1/articles/ferries/comments")
    assert first.headers["cache-control"].startswith("public, max-age=")
    again = api.get("/v1/articles/ferries/comments", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    known_reader.comment("News.")
    changed = api.get("/v1/articles/ferries/comments", headers={"if-none-match": first.headers["etag"]})
    assert (changed.status_code, len(changed.json()["comments"])) == (200, 2)


def test_what_is_personal_is_never_stored_by_a_cache(api: LocalClient, known_reader: Reader, desk: Desk) -> None:
    answers = [
        api.get("/v1/challenge"),
        api.get("/v1/articles/ferries/comments/mine", headers=known_reader.headers),
        api.get("/v1/articles/ferries/comments/mine"),
        known_reader.send(),
        api.get("/v1/moderation/queues", headers=desk.headers),
    ]
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}
