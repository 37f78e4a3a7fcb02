"""Readers edit and withdraw their own comments, and appeal."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from local.http_client import LocalClient
from tests.support.api_people import Desk, Reader, bodies, thread

NewReader = Callable[[str], Reader]
MINUTES = 60_000


def at(comment: dict[str, Any], of: str = "") -> str:
    return f"/v1/articles/ferries/comments/{comment['id']}{of}"


def edit(author: Reader, comment: dict[str, Any], body: str) -> httpx.Response:
    answer = author.api.patch(at(comment), json={"body": body}, headers=author.headers)
    author.stack.pump()
    return answer


def withdraw(author: Reader, comment: dict[str, Any]) -> httpx.Response:
    answer = author.api.delete(at(comment), headers=author.headers)
    author.stack.pump()
    return answer


def appeal(author: Reader, comment: dict[str, Any], text: str = "It was a joke.") -> httpx.Response:
    answer = author.api.post(at(comment, "/appeal"), json={"text": text}, headers=author.headers)
    author.stack.pump()
    return answer


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def history(desk: Desk, comment: dict[str, Any]) -> list[str]:
    rows = desk.stack.dynamodb.query(
        TableName=desk.stack.system.table.name,
        KeyConditionExpression="pk = :history",
        ExpressionAttributeValues={":history": {"S": f"HISTORY#ferries#{comment['id']}"}},
    )["Items"]
    return [row["body"]["S"] for row in rows]


def test_a_comment_can_be_edited_for_15_minutes(api: LocalClient, known_reader: Reader, desk: Desk) -> None:
    comment = known_reader.comment("Teh ferry")
    api.clock += 15 * MINUTES - 1
    edited = edit(known_reader, comment, "The ferry").json()["comment"]
    assert (bodies([edited]), edited["edited_at"], edited["status"]) == (
        ["The ferry"],
        "2026-11-22T10:15:00.999Z",
        "approved",
    )
    assert bodies(thread(api)["comments"])[0] == "The ferry"
    assert history(desk, comment) == ["Teh ferry"]
    api.clock += 1
    assert code(edit(known_reader, comment, "Too late")) == (403, "edit-window-closed")
    assert bodies(thread(api)["comments"])[0] == "The ferry"


def test_an_edit_is_judged_as_a_new_comment_is(api: LocalClient, known_reader: Reader, desk: Desk) -> None:
    comment = known_reader.comment("A fair point")
    assert code(edit(known_reader, comment, "Cheap viagra")) == (422, "comment-refused")
    assert bodies(thread(api)["comments"])[0] == "A fair point"
    assert edit(known_reader, comment, "Come to my casino").json()["comment"]["status"] == "pending"
    assert bodies(thread(api)["comments"]) == ["The first."]
    [queued] = desk.queue("pending")["comments"]
    assert (queued["id"], queued["body"]) == (comment["id"], "Come to my casino")
    assert thread(api)["article"]["comment_count"] == 1


def test_editing_a_held_comment_does_not_publish_it(known_reader: Reader) -> None:
    held = known_reader.comment("Come to my casino")
    assert edit(known_reader, held, "A fair point").json()["comment"]["status"] == "pending"


def test_what_a_moderator_has_rejected_cannot_be_edited(known_reader: Reader, desk: Desk) -> None:
    comment = known_reader.comment()
    desk.reject(comment)
    assert code(edit(known_reader, comment, "Better now?")) == (403, "edit-window-closed")


@pytest.mark.parametrize("deed", [lambda reader, comment: edit(reader, comment, "Mine now"), withdraw, appeal])
def test_nobody_touches_a_comment_of_somebody_else(
    api: LocalClient, known_reader: Reader, reader: NewReader, deed: Callable[[Reader, dict[str, Any]], httpx.Response]
) -> None:
    comment = known_reader.comment("Not yours")
    assert code(deed(reader("Eve"), comment)) == (403, "not-yours")
    assert bodies(thread(api)["comments"])[0] == "Not yours"


def test_a_withdrawn_comment_without_replies_is_gone_at_once(
    api: LocalClient, known_reader: Reader, desk: Desk
) -> None:
    comment = known_reader.comment("I take this back")
    answer = api.delete(at(comment), headers=known_reader.headers)
    assert (answer.status_code, answer.content) == (204, b"")
    page = api.get("/v1/articles/ferries/comments")
    assert "I take this back" not in page.text
    assert bodies(page.json()["comments"]) == ["The first."]
    known_reader.stack.pump()
    assert thread(api)["article"]["comment_count"] == 1
    assert "I take this back" not in api.get("/v1/articles/ferries/comments/mine", headers=known_reader.headers).text
    assert history(desk, comment) == ["I take this back"]


def test_a_withdrawn_comment_with_replies_leaves_a_tombstone(api: LocalClient, known_reader: Reader) -> None:
    [top] = thread(api)["comments"]
    known_reader.comment("A reply stays", parent_id=top["id"])
    api.delete(at(top), headers=known_reader.headers)
    page = api.get("/v1/articles/ferries/comments")
    [tombstone] = page.json()["comments"]
    assert "The first." not in page.text
    assert (tombstone["withdrawn"], tombstone["status"], tombstone["body_html"]) == (True, "withdrawn", "")
    assert tombstone["author"] == {"name": "", "badge": None}
    [reply] = tombstone["replies"]
    assert bodies([reply]) == ["A reply stays"]
    assert reply["answers"] == {"id": top["id"], "name": None}


def test_the_name_of_whom_a_reply_answers_goes_with_the_comment(api: LocalClient, known_reader: Reader) -> None:
    [top] = thread(api)["comments"]
    reply = known_reader.comment("A reply", parent_id=top["id"])
    known_reader.comment("Deeper", parent_id=reply["id"])
    [shown] = thread(api)["comments"]
    assert shown["replies"][0]["answers"] == {"id": top["id"], "name": "Regular"}
    withdraw(known_reader, reply)
    listed = api.get(at(reply, "/replies")).json()["comments"]
    assert [one["answers"] for one in listed] == [{"id": reply["id"], "name": None}]


def test_a_comment_is_withdrawn_once(known_reader: Reader) -> None:
    comment = known_reader.comment()
    withdraw(known_reader, comment)
    assert code(withdraw(known_reader, comment)) == (404, "comment-not-found")
    assert code(edit(known_reader, comment, "Back again")) == (404, "comment-not-found")


def test_a_moderator_cannot_bring_back_what_its_author_withdrew(
    api: LocalClient, known_reader: Reader, desk: Desk
) -> None:
    comment = known_reader.comment("Gone")
    withdraw(known_reader, comment)
    [result] = desk.approve(comment)
    assert (result["ok"], result["problem"]["code"]) == (False, "comment-not-found")
    assert "Gone" not in api.get("/v1/articles/ferries/comments").text


def test_an_author_may_ask_once_for_another_look(known_reader: Reader, desk: Desk) -> None:
    comment = known_reader.comment("Satire")
    desk.reject(comment, reason="misinformation")
    assert appeal(known_reader, comment, "It is satire.").status_code == 202
    [queued] = desk.queue("appealed")["comments"]
    assert (queued["id"], queued["appeal"]["text"], queued["status"]) == (comment["id"], "It is satire.", "rejected")
    assert desk.queue("rejected")["comments"] == []
    assert {name: queue["count"] for name, queue in desk.queues().items()} == {
        "pending": 0,
        "reported": 0,
        "appealed": 1,
        "approved": 1,
        "rejected": 0,
        "spam": 0,
    }
    assert next(own["appealed"] for own in known_reader.mine())
    assert code(appeal(known_reader, comment)) == (409, "already-appealed")


def test_an_appeal_ends_with_the_next_decision(
    api: LocalClient, known_reader: Reader, desk: Desk, second_moderator: Desk
) -> None:
    won, lost = known_reader.comment("Satire"), known_reader.comment("Not satire")
    desk.reject(won, lost)
    appeal(known_reader, won), appeal(known_reader, lost)
    second_moderator.approve(won)
    second_moderator.reject(lost, note="Read again, and still no.")
    assert desk.queue("appealed")["comments"] == []
    assert bodies(thread(api)["comments"]) == ["Satire", "The first."]
    statements = {own["id"]: own["statement"] for own in known_reader.mine()}
    assert (statements[won["id"]], statements[lost["id"]]["note"]) == (None, "Read again, and still no.")
    assert code(appeal(known_reader, lost)) == (409, "already-appealed")


def test_only_what_was_rejected_can_be_appealed(known_reader: Reader) -> None:
    assert code(appeal(known_reader, known_reader.comment())) == (403, "not-rejected")


def test_withdrawing_ones_comments_does_not_make_a_new_reader_of_one(known_reader: Reader, api: LocalClient) -> None:
    [first] = thread(api)["comments"]
    withdraw(known_reader, first)
    assert known_reader.comment("Still known")["status"] == "approved"
