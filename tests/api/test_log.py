"""The log of everything that moderators do, and the transparency figures of a month."""

from collections.abc import Callable
from typing import Any

import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from shared.domain.identifiers import ulid
from shared.domain.log.hash_chain import BEGINNING
from shared.domain.log.log_entry import LogEntry, LoggedAction
from shared.storage import keys, table
from tests.support.api_people import Desk, Reader, decision
from tests.support.stacks import MORNING, on_both

HOUR = 60 * 60 * 1_000


def read(api: LocalClient, desk: Desk, path: str, **query: Any) -> dict[str, Any]:
    answer = api.get(f"/v1/moderation/{path}", params=query, headers=desk.headers)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


@on_both
def test_the_log_tells_who_did_what_when_from_what_to_what_and_why(
    api: LocalClient, desk: Desk, reader: Callable[[str], Reader]
) -> None:
    comment = reader("Ann").comment("Off we go.")
    api.clock += HOUR
    desk.reject(comment, reason="off-topic", note="About the ferries, please.")
    api.clock += HOUR
    desk.decide(decision(comment, "undo"))
    undo, reject = read(api, desk, "log")["entries"]
    assert (reject["seq"], undo["seq"]) == (1, 2)
    assert reject.items() >= {
        "at": "2026-11-22T11:00:00.000Z",
        "moderator": "laptop-moderator",
        "action": "reject",
        "article_id": "ferries",
        "comment_id": comment["id"],
        "from": "pending",
        "to": "rejected",
        "reason": "off-topic",
        "note": "About the ferries, please.",
        "rule": "new-reader",
        "undoes": None,
    }.items()  # fmt: skip
    assert (
        undo.items()
        >= {
            "action": "undo",
            "from": "rejected",
            "to": "pending",
            "undoes": reject["id"],
            "previous": reject["id"],
        }.items()
    )
    assert len({reject["hash"], undo["hash"], BEGINNING}) == 3


def test_an_entry_is_in_the_log_at_once_and_linked_a_moment_later(
    api: LocalClient, stack: Stack, desk: Desk, known_reader: Reader
) -> None:
    comment = known_reader.comment()
    reject = {"decisions": [decision(comment, "reject", reason="spam")]}
    api.post("/v1/moderation/decisions", json=reject, headers=desk.headers)
    [new, _] = read(api, desk, "log")["entries"]
    assert (new["seq"], new["hash"]) == (None, None)
    assert read(api, desk, "transparency")["counts"]["restrictions"]["total"] == 0
    stack.pump()
    [linked, _] = read(api, desk, "log")["entries"]
    assert linked == new | {"seq": 2, "hash": linked["hash"]}
    month = read(api, desk, "transparency")
    assert month["counts"]["restrictions"]["total"] == 1
    assert month["chain"] == {"entries": 2, "hash": linked["hash"]}


@pytest.fixture
def busy(stack: Stack) -> list[str]:
    """The ids of the entries of a month in which threads were closed 58 times, newest first."""
    closed = [
        LogEntry(
            id=ulid(MORNING + number, bytes(10)),
            at=MORNING + number,
            moderator="m",
            action=LoggedAction.THREAD,
            article_id=f"article-{number % 2}",
        )
        for number in range(58)
    ]
    for some in batches(closed, 25):
        lines = [{**keys.log_entry(entry.at, entry.id)._asdict(), **table.fields(entry)} for entry in some]
        requests = [{"PutRequest": {"Item": table.encoded(line)}} for line in lines]
        stack.dynamodb.batch_write_item(RequestItems={stack.system.table.name: requests})
    stack.pump()
    return [entry.id for entry in reversed(closed)]


def batches(entries: list[LogEntry], size: int) -> list[list[LogEntry]]:
    return [entries[first : first + size] for first in range(0, len(entries), size)]


def test_a_page_goes_on_behind_the_last_entry_of_the_one_before(api: LocalClient, desk: Desk, busy: list[str]) -> None:
    first = read(api, desk, "log", month="2026-11")
    rest = read(api, desk, "log", month="2026-11", cursor=first["next_cursor"])
    assert (len(first["entries"]), len(rest["entries"]), rest["next_cursor"]) == (50, 8, None)
    assert [entry["id"] for entry in first["entries"] + rest["entries"]] == busy
    assert [entry["seq"] for entry in first["entries"] + rest["entries"]] == [*range(58, 0, -1)]
    for elsewhere in ({"month": "2026-12"}, {"article_id": "article-1"}):
        query = {"cursor": first["next_cursor"], **elsewhere}
        wrong = api.get("/v1/moderation/log", params=query, headers=desk.headers)
        assert (wrong.status_code, wrong.json()["code"]) == (400, "invalid-cursor")
    assert [entry["id"] for entry in read(api, desk, "log", article_id="article-1")["entries"]] == busy[::2]
    assert read(api, desk, "log", article_id="another") == {"entries": [], "next_cursor": None}
    assert read(api, desk, "log", month="2026-10") == {"entries": [], "next_cursor": None}


@pytest.fixture
def chief(api: LocalClient, stack: Stack, admin_token: str) -> Desk:
    return Desk(api, stack, admin_token)


def test_a_month_is_told_in_numbers_and_in_statements_that_name_nobody(
    api: LocalClient, desk: Desk, chief: Desk, reader: Callable[[str], Reader], known_reader: Reader
) -> None:
    held = reader("Ann Example").comment("Ann's words.")
    published = known_reader.comment("Regular's words.")
    place = f"/v1/articles/ferries/comments/{published['id']}"
    api.post(f"{place}/reports", json={"reason": "hate"}, headers=reader("Bob").headers)
    desk.stack.pump()
    desk.reject(held, reason="off-topic", note="A note to Ann.")
    desk.reject(published, reason="illegal")
    api.post(f"{place}/appeal", json={"text": "Please look again."}, headers=known_reader.headers)
    api.clock += 2 * HOUR
    chief.approve(published)
    month = read(api, desk, "transparency", month="2026-11")
    restrictions, appeals = month["counts"]["restrictions"], month["counts"]["appeals"]
    assert {reason: number for reason, number in restrictions["by_reason"].items() if number} == {
        "off-topic": 1,
        "illegal": 1,
    }
    assert restrictions["by_source"] == {"reports": 1, "rule": 1, "moderator": 0}
    assert (restrictions["total"], restrictions["after_publication"], month["counts"]["restored"]) == (2, 1, 1)
    assert appeals == {"decided": 1, "upheld": 0, "reversed": 1, "median_within_hours": 3}
    assert month["notices"] == 1
    illegal, off_topic = sorted(month["statements"], key=lambda statement: statement["ground"])
    assert (illegal["source"], illegal["after_publication"], illegal["rule"]) == ("reports", True, None)
    assert (off_topic["source"], off_topic["after_publication"], off_topic["rule"]) == ("rule", False, "new-reader")
    [mine] = [one for one in known_reader.mine() if one["id"] == published["id"]]
    assert mine["status"] == "approved"
    whole = str(month)
    for personal in ("Ann", "Regular", "Please", held["id"], published["id"], "laptop", "ferries"):
        assert personal not in whole
    assert held["id"] in str(read(api, desk, "log"))


def test_a_month_of_which_nothing_is_known_is_all_zeros(api: LocalClient, desk: Desk) -> None:
    month = read(api, desk, "transparency", month="2031-01")
    assert (month["chain"], month["notices"]) == ({"entries": 0, "hash": None}, 0)
    assert (month["statements"], month["next_cursor"]) == ([], None)
    assert not any(month["counts"]["deeds"].values())


@pytest.mark.parametrize("path", ["log", "transparency"])
def test_both_are_for_moderators_and_take_a_month(api: LocalClient, desk: Desk, path: str) -> None:
    assert api.get(f"/v1/moderation/{path}").status_code == 401
    for month in ("2026-13", "2026-1", "november", "1970-01"):
        answer = api.get(f"/v1/moderation/{path}", params={"month": month}, headers=desk.headers)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/month")
