"""A moderator sees everything that is stored about one comment at once."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from local.emulator.stack import Stack
from local.http_client import LocalClient
from local.login.issuer import Issuer
from shared.storage import table
from tests.api.past import past, stored
from tests.api.test_bad_input import is_problem
from tests.support.api_people import Desk, Reader, decision

FERRIES = "/v1/articles/ferries/comments"


def look(desk: Desk, comment: dict[str, Any]) -> dict[str, Any]:
    answer = desk.api.get(f"/v1/moderation/articles/ferries/comments/{comment['id']}", headers=desk.headers)
    assert answer.status_code == 200, answer.text
    dossier: dict[str, Any] = answer.json()
    return dossier


def test_everything_about_a_comment_is_seen_at_once(
    reader: Callable[[str], Reader], known_reader: Reader, desk: Desk, api: LocalClient, calls: list[str]
) -> None:
    comment = known_reader.comment("You are <b>fools</b>.", seconds=42)
    at = f"{FERRIES}/{comment['id']}"
    for body in ("You are *all* fools.", "All of you are fools."):
        api.clock = (api.clock or 0) + 60_000
        assert api.patch(at, json={"body": body}, headers=known_reader.headers).is_success
    for number, name in enumerate(("Ann", "Bob")):
        api.clock += 60_000
        report = {"reason": "abuse", "note": f"Note {number}."}
        assert api.post(f"{at}/reports", json=report, headers=reader(name).headers).is_success
    desk.stack.pump()
    desk.approve(comment)
    desk.reject(comment, reason="abuse", note="Be kind.")
    calls.clear()
    dossier = look(desk, comment)

    assert calls == ["BatchGetItem", "BatchGetItem", "Query", "Query", "BatchGetItem"], "one more for the first entry"
    assert dossier["comment"] == desk.queue("rejected")["comments"][0]
    assert dossier["comment"]["article"]["title"] == "The night ferries come back"
    assert [(text["body"], text["status"]) for text in dossier["history"]] == [
        ("You are *all* fools.", "approved"),
        ("You are <b>fools</b>.", "approved"),
    ]
    assert dossier["history"][0]["at"] == dossier["comment"]["edited_at"]
    assert [(report["reason"], report["note"]) for report in dossier["reports"]] == [
        ("abuse", "Note 1."),
        ("abuse", "Note 0."),
    ]
    assert (dossier["comment"]["reports"], dossier["reports_settled"]) == (2, 2)
    assert [(entry["action"], entry["from"], entry["to"], entry["note"]) for entry in dossier["record"]] == [
        ("reject", "approved", "rejected", "Be kind."),
        ("approve", "approved", "approved", None),
    ]
    assert dossier["reader"] == {"approved": 1, "rejected": 1, "spam": 0, "comments": 2}
    assert dossier["circumstances"]["at"] == dossier["comment"]["edited_at"], "they are those of the last judgement"
    assert dossier["origin"]["mail_domain"] is None
    assert len(dossier["origin"]["address"]) == 32


def test_a_comment_that_nothing_has_happened_to_has_little_to_show(known_reader: Reader, desk: Desk) -> None:
    dossier = look(desk, known_reader.comment("A fair point.", seconds=42))
    assert [dossier[name] for name in ("reports", "history", "record")] == [[], [], []]
    assert dossier["circumstances"]["seconds"] == 42
    assert dossier["comment"]["body"] == "A fair point."


def test_of_a_withdrawn_comment_moderators_still_see_what_it_said(
    known_reader: Reader, desk: Desk, api: LocalClient
) -> None:
    comment = known_reader.comment("You fools.")
    assert api.delete(f"{FERRIES}/{comment['id']}", headers=known_reader.headers).is_success
    dossier = look(desk, comment)
    assert (dossier["comment"]["status"], dossier["comment"]["body"]) == ("withdrawn", "")
    assert [text["body"] for text in dossier["history"]] == ["You fools."]


def test_comments_from_one_address_have_one_origin(known_reader: Reader, desk: Desk, api: LocalClient) -> None:
    one, other = known_reader.comment("One."), known_reader.comment("Another.")
    api.address = "198.51.100.9"
    elsewhere = known_reader.comment("From elsewhere.")
    origins = [look(desk, comment)["origin"]["address"] for comment in (one, other, elsewhere)]
    assert origins[0] == origins[1] != origins[2]


def test_a_comment_from_before_all_this_was_kept_is_shown_without_it(stack: Stack, desk: Desk) -> None:
    old = next(one for one in past() if one.article_id == "ferries" and one.status == "pending")
    stored(stack, [old.model_copy(update={"circumstances": None})])
    dossier = look(desk, {"id": old.id})
    assert (dossier["circumstances"], dossier["origin"], dossier["record"]) == (None, None, [])
    assert dossier["comment"]["article"] == {"title": None, "url": None}


def test_of_many_reports_the_newest_are_shown(known_reader: Reader, desk: Desk, stack: Stack) -> None:
    comment = known_reader.comment("You fools.")
    reports = [
        {
            "pk": f"REPORTS#ferries#{comment['id']}",
            "sk": f"{number * 7 % 60:016}",
            "article_id": "ferries",
            "comment_id": comment["id"],
            "reader_id": f"{number * 7 % 60:016}",
            "reason": "abuse",
            "note": str(number),
            "at": 1_795_341_600_000 + number,
        }
        for number in range(60)
    ]
    for start in range(0, len(reports), 25):
        puts = [{"PutRequest": {"Item": table.encoded(report)}} for report in reports[start : start + 25]]
        stack.dynamodb.batch_write_item(RequestItems={stack.system.table.name: puts})
    assert [report["note"] for report in look(desk, comment)["reports"]] == [str(number) for number in range(59, 9, -1)]


def test_the_record_of_a_comment_is_its_last_twenty_entries(known_reader: Reader, desk: Desk) -> None:
    comment = known_reader.comment()
    for number in range(11):
        desk.decide(decision(comment, "reject", note=str(number)))
        desk.decide(decision(comment, "approve"))
    record = look(desk, comment)["record"]
    assert [entry["action"] for entry in record] == ["approve", "reject"] * 10
    assert [entry["note"] for entry in record[1::2]] == [str(number) for number in range(10, 0, -1)]
    assert all(entry["id"] == before["previous"] for before, entry in pairwise(record))


def test_what_is_not_there_cannot_be_looked_at(
    known_reader: Reader, desk: Desk, api: LocalClient, issuer: Issuer
) -> None:
    comment = known_reader.comment()
    for path in (
        f"/v1/moderation/articles/ferries/comments/{comment['id'][:-4]}0000",
        f"/v1/moderation/articles/trains/comments/{comment['id']}",
        f"/v1/moderation/articles/ferries/comments/00{comment['id'][2:]}",
    ):
        is_problem(api.get(path, headers=desk.headers), 404, "comment-not-found")
    path = f"/v1/moderation/articles/ferries/comments/{comment['id']}"
    assert api.get(path, headers=known_reader.headers).status_code == 401
    headers = {"authorization": f"Bearer {issuer.access_token('moderator', **{'cognito:groups': ['reader']})}"}
    is_problem(api.get(path, headers=headers), 403, "role-required")
