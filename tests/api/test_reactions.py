"""Readers vote on others' comments and report them."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from local.http_client import LocalClient
from tests.support.api_people import Desk, Reader, bodies, decision, thread

NewReader = Callable[[str], Reader]


def vote(reader: Reader, comment: dict[str, Any], value: Any) -> httpx.Response:
    path = f"/v1/articles/ferries/comments/{comment['id']}/vote"
    answer = reader.api.put(path, json={"value": value}, headers=reader.headers)
    reader.stack.pump()
    return answer


def report(reader: Reader, comment: dict[str, Any], reason: str = "spam", **more: Any) -> httpx.Response:
    path = f"/v1/articles/ferries/comments/{comment['id']}/reports"
    answer = reader.api.post(path, json={"reason": reason, **more}, headers=reader.headers)
    reader.stack.pump()
    return answer


def votes(api: LocalClient) -> list[tuple[int, int]]:
    return [(comment["votes"]["up"], comment["votes"]["down"]) for comment in thread(api)["comments"]]


@pytest.mark.usefixtures("known_reader")
def test_a_reader_has_one_vote_and_may_change_it_or_take_it_back(api: LocalClient, reader: NewReader) -> None:
    [comment] = thread(api)["comments"]
    eve = reader("Eve")
    for value, counted in ((1, (1, 0)), (1, (1, 0)), (-1, (0, 1)), (0, (0, 0)), (0, (0, 0)), (1, (1, 0))):
        answer = vote(eve, comment, value)
        assert (answer.status_code, answer.json()) == (200, {"value": value})
        assert votes(api) == [counted]


@pytest.mark.usefixtures("known_reader")
def test_votes_of_several_readers_add_up(api: LocalClient, reader: NewReader) -> None:
    [comment] = thread(api)["comments"]
    for name, value in (("Eve", 1), ("Bob", 1), ("Kim", -1)):
        vote(reader(name), comment, value)
    assert votes(api) == [(2, 1)]


def test_nobody_votes_on_their_own_comment(api: LocalClient, known_reader: Reader) -> None:
    [comment] = thread(api)["comments"]
    answer = vote(known_reader, comment, 1)
    assert (answer.status_code, answer.json()["code"]) == (403, "own-comment")
    assert votes(api) == [(0, 0)]


@pytest.mark.usefixtures("known_reader")
@pytest.mark.parametrize("value", [2, -2, 0.5, "1", None, True])
def test_a_vote_is_minus_one_zero_or_one(api: LocalClient, reader: NewReader, value: Any) -> None:
    [comment] = thread(api)["comments"]
    assert vote(reader("Eve"), comment, value).status_code == 422


def test_what_readers_do_not_see_they_cannot_vote_on_or_report(known_reader: Reader, reader: NewReader) -> None:
    held = known_reader.comment("Casino")
    eve = reader("Eve")
    for comment in (held, {"id": "01m81b5y00a3v9f2k7q4x8w6zt"}):
        assert vote(eve, comment, 1).json()["code"] == "comment-not-found"
        assert report(eve, comment).json()["code"] == "comment-not-found"


@pytest.mark.usefixtures("known_reader")
def test_a_vote_is_one_read_and_one_conditional_write(api: LocalClient, reader: NewReader, calls: list[str]) -> None:
    [comment] = thread(api)["comments"]
    eve = reader("Eve")
    calls.clear()
    api.put(f"/v1/articles/ferries/comments/{comment['id']}/vote", json={"value": 1}, headers=eve.headers)
    assert calls == ["BatchGetItem", "PutItem"]


def test_best_is_what_readers_agree_on(api: LocalClient, known_reader: Reader, reader: NewReader) -> None:
    good, odd = known_reader.comment("Good"), known_reader.comment("Odd")
    for name, value in (("Eve", 1), ("Bob", 1)):
        someone = reader(name)
        vote(someone, good, value)
        vote(someone, odd, -value)
    assert bodies(thread(api, sort="best")["comments"])[0] == "Good"
    assert bodies(thread(api, sort="best", limit=1)["comments"]) == ["Good"]


def test_replies_come_with_the_best_comments_too(api: LocalClient, known_reader: Reader, reader: NewReader) -> None:
    good = known_reader.comment("Good")
    reply = known_reader.comment("Reply to good", parent_id=good["id"])
    vote(reader("Eve"), good, 1)
    assert bodies(thread(api, sort="best")["comments"][0]["replies"]) == ["Reply to good"]
    vote(reader("Bob"), good, 1)
    first = thread(api, sort="best")["comments"][0]
    assert ([one["id"] for one in first["replies"]], first["replies_cursor"]) == ([reply["id"]], None)


def test_three_reports_take_a_comment_out_of_sight_until_a_moderator_decides(
    api: LocalClient, known_reader: Reader, reader: NewReader, desk: Desk
) -> None:
    comment = known_reader.comment("Buy my boat")
    for name in ("Eve", "Bob"):
        assert report(reader(name), comment, "spam", note="An advertisement").status_code == 202
    assert len(thread(api)["comments"]) == 2
    report(reader("Kim"), comment)
    assert bodies(thread(api)["comments"]) == ["The first."]
    assert thread(api)["article"]["comment_count"] == 1
    [queued] = desk.queue("reported")["comments"]
    assert (queued["id"], queued["reports"], queued["status"]) == (comment["id"], 3, "reported")
    assert (desk.queues()["reported"]["count"], desk.queues()["approved"]["count"]) == (1, 1)


def test_reports_a_moderator_has_looked_at_do_not_count_again(
    api: LocalClient, known_reader: Reader, reader: NewReader, desk: Desk
) -> None:
    comment = known_reader.comment("Buy my boat")
    for name in ("Eve", "Bob", "Kim"):
        report(reader(name), comment)
    desk.decide(decision(comment, "approve", if_status="reported"))
    assert bodies(thread(api)["comments"]) == ["Buy my boat", "The first."]
    report(reader("Pat"), comment)
    assert len(thread(api)["comments"]) == 2


def test_a_reader_reports_a_comment_once(api: LocalClient, known_reader: Reader, reader: NewReader) -> None:
    comment, eve = known_reader.comment("Buy my boat"), reader("Eve")
    assert [report(eve, comment).status_code for _ in range(4)] == [202] * 4
    assert len(thread(api)["comments"]) == 2


def test_nobody_reports_their_own_comment(known_reader: Reader) -> None:
    assert report(known_reader, known_reader.comment()).json()["code"] == "own-comment"


@pytest.mark.parametrize("reason", ["boring", "", None, 7])
def test_a_report_names_a_reason_of_the_contract(known_reader: Reader, reader: NewReader, reason: Any) -> None:
    assert report(reader("Eve"), known_reader.comment(), reason).status_code == 422


def test_pinned_comments_stand_on_top_of_the_first_page_and_are_not_repeated(
    api: LocalClient, known_reader: Reader, desk: Desk
) -> None:
    comments = []
    for number in range(4):
        api.clock += 1_000
        comments.append(known_reader.comment(f"Number {number}"))
    desk.decide(decision(comments[1], "pin"))
    for sort in ("newest", "oldest", "best"):
        first = thread(api, sort=sort, limit=2)
        rest = thread(api, sort=sort, limit=50, cursor=first["next_cursor"])
        assert first["comments"][0]["id"] == comments[1]["id"]
        assert first["comments"][0]["pinned"]
        ids = [comment["id"] for comment in first["comments"] + rest["comments"]]
        assert len(ids) == len(set(ids)) == 5
    desk.decide(decision(comments[1], "unpin"))
    assert bodies(thread(api)["comments"])[0] == "Number 3"


def test_at_most_three_comments_are_pinned(known_reader: Reader, desk: Desk) -> None:
    comments = [known_reader.comment(f"Number {number}") for number in range(4)]
    for comment in comments[:3]:
        assert desk.decide(decision(comment, "pin"))[0]["ok"]
    [refused] = desk.decide(decision(comments[3], "pin"))
    assert refused["problem"]["code"] == "cannot-pin"
    reply = known_reader.comment("Reply", parent_id=comments[0]["id"])
    assert desk.decide(decision(reply, "pin"))[0]["problem"]["code"] == "cannot-pin"
    desk.decide(decision(comments[0], "unpin"))
    assert desk.decide(decision(comments[3], "pin"))[0]["ok"]


def test_a_pinned_comment_that_goes_out_of_sight_is_on_top_no_more(
    api: LocalClient, known_reader: Reader, desk: Desk
) -> None:
    comment = known_reader.comment("Pinned")
    desk.decide(decision(comment, "pin"))
    desk.reject(comment)
    assert bodies(thread(api)["comments"]) == ["The first."]


def test_a_pinned_comment_that_its_author_withdraws_can_be_unpinned_to_make_room(
    known_reader: Reader, desk: Desk
) -> None:
    comments = [known_reader.comment(f"Number {number}") for number in range(4)]
    for comment in comments[:3]:
        assert desk.decide(decision(comment, "pin"))[0]["ok"]
    known_reader.api.delete(f"/v1/articles/ferries/comments/{comments[0]['id']}", headers=known_reader.headers)
    assert desk.decide(decision(comments[3], "pin"))[0]["problem"]["code"] == "cannot-pin"
    assert desk.decide(decision(comments[0], "unpin"))[0] == {
        "article_id": "ferries",
        "comment_id": comments[0]["id"],
        "ok": True,
        "status": "withdrawn",
    }
    assert desk.decide(decision(comments[3], "pin"))[0]["ok"]
