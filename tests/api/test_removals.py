"""A ban removes all comments of somebody, and lifting it restores them: through the API and the stream."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from tests.api.test_bans import Bans, reader_of
from tests.support.api_people import Desk, Reader, bodies, decision, thread
from tests.support.logged_lines import LoggedLines

NewReader = Callable[[str], Reader]


@pytest.fixture
def bans(api: LocalClient, moderator_token: str) -> Bans:
    return Bans(api, moderator_token)


def statuses(reader: Reader) -> dict[str, str]:
    return {own["id"]: own["status"] for own in reader.mine()}


def test_all_comments_of_a_reader_are_turned_down_with_reasons_and_put_back_as_they_were(  # noqa: PLR0913, PLR0917
    api: LocalClient, stack: Stack, known_reader: Reader, reader: NewReader, desk: Desk, bans: Bans
) -> None:
    first, *_ = thread(api)["comments"]
    others = reader("Bob")
    reply = others.comment("Held.", parent_id=first["id"])
    desk.approve(reply)
    second, rejected, withdrawn = (known_reader.comment(text) for text in ("Second.", "Rejected.", "Withdrawn."))
    held = known_reader.comment("Held for the moderators.", website="https://spam.example")
    desk.reject(rejected, reason="off-topic")
    api.delete(f"/v1/articles/ferries/comments/{withdrawn['id']}", headers=known_reader.headers)
    stack.pump()
    before, counts = statuses(known_reader), desk.queues()
    who = reader_of(desk, second)
    orders = {"told": "We do not want you here.", "remove_comments": True, "remove_reason": "harassment"}
    assert bans.set("reader", who, **orders, dry_run=True) == {"readers": 1, "comments": 3, "at_least": False}
    ban = bans.set("reader", who, **orders)
    assert ban["removal"] == {"state": "running", "removed": 0, "restored": 0, "reason": "harassment"}
    stack.pump()
    assert bans.one(ban["id"]).json()["ban"]["removal"]["state"] == "done"
    assert bans.listed()["bans"][0]["removal"]["removed"] == 3
    assert Counter(statuses(known_reader).values()) == {"rejected": 4, "withdrawn": 1}
    statements = {own["id"]: own["statement"] for own in known_reader.mine() if own["statement"]}
    removed = {first["id"], second["id"], held["id"]}
    assert {tuple(statements[one][name] for name in ("reason", "note", "rule", "automated")) for one in removed} == {
        ("harassment", "We do not want you here.", None, False)
    }
    assert statements[rejected["id"]]["reason"] == "off-topic"
    [tombstone] = thread(api)["comments"]
    assert (tombstone["body_html"], tombstone["author"]["name"]) == ("", "")
    assert bodies(tombstone["replies"]) == ["Held."]
    lines = {row["id"]["S"]: row for row in desk.record()}
    assert all(lines[statements[one]["number"]]["ban"]["S"] == ban["id"] for one in removed)
    assert bans.record(who)["counts"] == {"approved": 1, "rejected": 4, "spam": 0, "comments": 4}, "one was withdrawn"

    api.clock += 60_000
    answer = bans.lift(ban["id"], restore_comments="true").json()["ban"]
    assert (answer["in_force"], answer["removal"]["state"]) == (False, "restoring")
    stack.pump()
    assert bans.one(ban["id"]).json()["ban"]["removal"] == {
        "state": "restored",
        "removed": 3,
        "restored": 3,
        "reason": "harassment",
    }
    assert statuses(known_reader) == before
    assert {name: queue["count"] for name, queue in desk.queues().items()} == {
        name: queue["count"] for name, queue in counts.items()
    }
    assert bodies(thread(api)["comments"]) == ["Second.", "The first."]
    assert known_reader.comment("I am back.")["status"] == "approved"
    assert bans.lift(ban["id"], restore_comments="true").json()["code"] == "ban-not-found"


def test_what_somebody_has_decided_since_is_left_as_it_is(
    api: LocalClient, stack: Stack, known_reader: Reader, desk: Desk, bans: Bans
) -> None:
    appealed, upheld, undone = (known_reader.comment(text) for text in ("Appealed.", "Turned down twice.", "Undone."))
    who = reader_of(desk, appealed)
    ban = bans.set("reader", who, remove_comments=True)
    stack.pump()
    api.clock += 1
    desk.decide(decision(undone, "undo"), decision(upheld, "spam"))
    path = f"/v1/articles/ferries/comments/{appealed['id']}/appeal"
    assert api.post(path, json={"text": "Why?"}, headers=known_reader.headers).status_code == 202
    api.clock += 1
    assert bans.lift(ban["id"]).status_code == 200, "without a word only the ban goes"
    stack.pump()
    first = next(one for one in statuses(known_reader) if one not in {appealed["id"], upheld["id"], undone["id"]})
    after = statuses(known_reader)
    assert [after[one] for one in (first, appealed["id"], upheld["id"], undone["id"])] == [
        *("rejected", "rejected", "spam", "approved"),
    ]
    api.clock += 1
    assert bans.lift(ban["id"], restore_comments="true").status_code == 200, "it can be done afterwards"
    stack.pump()
    after = statuses(known_reader)
    assert [after[one] for one in (first, appealed["id"], upheld["id"], undone["id"])] == [
        *("approved", "approved", "spam", "approved"),
    ]
    assert desk.queues()["appealed"]["count"] == 0
    desk.reject(appealed)
    again = api.post(path, json={"text": "Why again?"}, headers=known_reader.headers)
    assert again.status_code == 202, "an appeal that got what it asked for is not the only one"


def test_all_that_came_from_an_address_is_removed_whoever_wrote_it(  # noqa: PLR0913, PLR0917
    api: LocalClient, stack: Stack, known_reader: Reader, reader: NewReader, desk: Desk, bans: Bans
) -> None:
    api.address = "203.0.113.66"
    authors = [reader(name) for name in ("Eve", "Mallory")]
    theirs: list[dict[str, Any]] = [author.comment(f"By {author.name}.") for author in authors]
    sent = known_reader.comment("Regular, from there.")
    api.address = "203.0.113.67"
    kept = known_reader.comment("Regular, from home.")
    [origin] = bans.record(reader_of(desk, theirs[0]))["origins"].values()
    dry = bans.set("address", origin["address"], remove_comments=True, dry_run=True)
    assert dry == {"readers": 3, "comments": 3, "at_least": False}
    bans.set("address", origin["address"], remove_comments=True)
    stack.pump()
    assert {status for author in authors for status in statuses(author).values()} == {"rejected"}
    assert (statuses(known_reader)[sent["id"]], statuses(known_reader)[kept["id"]]) == ("rejected", "approved")
    assert bodies(thread(api)["comments"]) == ["Regular, from home.", "The first."]


def test_a_comment_whose_decision_is_gone_from_the_log_is_not_put_back_and_that_is_reported(  # noqa: PLR0913, PLR0917
    api: LocalClient, stack: Stack, known_reader: Reader, desk: Desk, bans: Bans, logged: LoggedLines
) -> None:
    second = known_reader.comment("Second.")
    ban = bans.set("reader", reader_of(desk, second), remove_comments=True)
    stack.pump()
    [line] = [row for row in desk.record() if row.get("comment_id", {}).get("S") == second["id"]]
    stack.dynamodb.delete_item(TableName=stack.system.table.name, Key={name: line[name] for name in ("pk", "sk")})
    api.clock += 60_000
    bans.lift(ban["id"], restore_comments="true")
    logged.clear()
    stack.pump()
    removal = bans.one(ban["id"]).json()["ban"]["removal"]
    assert (removal["state"], removal["removed"], removal["restored"]) == ("restored", 2, 1)
    assert statuses(known_reader)[second["id"]] == "rejected"
    skipped = logged.of("SkippedInRemoval")
    assert {(function, line["level"], line["ban"], line["comment_id"]) for function, line in skipped} == {
        ("followups", "ERROR", ban["id"], second["id"])
    }
