"""Business facts become metrics once counted, faults when they happen; nothing else is logged."""

import json
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from local.emulator.stack import Stack
from local.http_client import LocalClient
from tests.api.newspaper import LoginSite
from tests.slow_judges.other_side import says
from tests.support.api_people import Desk, Reader, decision
from tests.support.logged_lines import LoggedLines

EVENTS = Path(__file__).parents[2] / "events"
ARTICLE = "/v1/articles/ferries"


def put(stack: Stack, **item: dict[str, Any]) -> None:
    stack.dynamodb.put_item(TableName=stack.system.table.name, Item=item)


def test_what_readers_and_moderators_do_is_sent_once_it_is_counted(
    api: LocalClient, stack: Stack, reader: Callable[..., Reader], desk: Desk, logged: LoggedLines
) -> None:
    ann, ben = reader("Ann"), reader("Ben")
    first, second, third = (ann.comment(f"Number {number}.") for number in range(3))
    assert logged.metrics == {"CommentsPosted": [1, 1, 1], "CommentsHeld": [1, 1, 1]}
    logged.clear()
    api.clock += 60_000
    desk.approve(first)
    desk.decide(decision(second, "spam"))
    desk.reject(third, reason="off-topic")
    assert logged.metrics == {
        "CommentsPublished": [1],
        "CommentsSpam": [1],
        "CommentsRejected": [1],
        "CommentsDecided": [1, 1, 1],
        "DecisionWait": [60_000, 60_000, 60_000],
    }
    logged.clear()
    place = f"{ARTICLE}/comments/{first['id']}"
    for value in (1, -1, 0):
        assert api.put(f"{place}/vote", json={"value": value}, headers=ben.headers).status_code == HTTPStatus.OK
        stack.pump()
    assert logged.metrics == {"Votes": [1, 1]}, "a vote that is taken back is none"
    logged.clear()
    for caller in range(3):
        eve = reader(f"Eve {caller}")
        api.post(f"{place}/reports", json={"reason": "abuse"}, headers=eve.headers)
    stack.pump()
    assert logged.metrics == {"Reports": [3], "CommentsReported": [1]}
    logged.clear()
    for kind, draft in 2 * [("shares", {"network": "x"}), ("visits", {"via": "u5"})]:
        assert api.post(f"{ARTICLE}/{kind}", json=draft).status_code == HTTPStatus.ACCEPTED
    stack.pump()
    assert logged.metrics == {"Shares": [1], "Visits": [1]}, "the second of one reader does not count"
    logged.clear()
    api.delete(f"{ARTICLE}/comments/{third['id']}", headers=ann.headers)
    stack.pump()
    assert logged.metrics == {"CommentsWithdrawn": [1]}


def test_a_batch_is_one_line_and_sends_nothing_when_it_is_delivered_again(stack: Stack, logged: LoggedLines) -> None:
    event = json.loads((EVENTS / "tallies.stream.json").read_text(encoding="utf-8"))
    stack.invoke("TalliesFunction", event)
    [(function, line)] = logged.lines
    assert (function, line["level"]) == ("tallies", "INFO")
    assert line["Stack"] == stack.name
    assert {"function_request_id"} <= line.keys()
    logged.clear()
    stack.invoke("TalliesFunction", event)
    assert logged.lines == []


def test_requests_that_go_well_and_requests_that_are_refused_log_nothing(
    api: LocalClient, reader: Callable[..., Reader], desk: Desk, logged: LoggedLines
) -> None:
    ann = reader("Ann")
    comment = ann.comment("Hello.")
    desk.approve(comment)
    assert len(ann.mine()) == 1
    assert api.get(f"{ARTICLE}/comments").status_code == HTTPStatus.OK
    assert api.get(f"{ARTICLE}/comments", params={"limit": 0}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert api.get(f"{ARTICLE}/comments/mine").status_code == HTTPStatus.UNAUTHORIZED
    assert ann.send("x" * 10_001).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert {folder for folder, _ in logged.lines} == {"tallies"}
    assert all(line["level"] == "INFO" for _, line in logged.lines)


def test_a_request_that_breaks_is_logged_with_its_traceback_and_counted(
    api: LocalClient, stack: Stack, logged: LoggedLines
) -> None:
    put(stack, pk={"S": "ARTICLE#ferries"}, sk={"S": "ARTICLE"}, url={"N": "1"})
    answer = api.get(f"{ARTICLE}/share/x")
    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    [(function, line)] = logged.of("BrokenRequest")
    assert (function, line["route"]) == ("shares", "GET /v1/articles/{article_id}/share/{network}")
    assert answer.json()["instance"] == "urn:request:" + line["request_id"]
    assert "Traceback" in line["exception"]


def test_facts_that_cannot_be_counted_are_logged_and_counted_as_stuck(stack: Stack, logged: LoggedLines) -> None:
    event = json.loads((EVENTS / "tallies.stream.json").read_text(encoding="utf-8"))
    put(stack, pk={"S": "TALLY#harbour-ferries"}, sk={"S": "TALLY"}, shares={"S": "no number"})
    answer = stack.invoke("TalliesFunction", event).answer
    assert answer["batchItemFailures"] != []
    [(function, line)] = logged.lines
    assert (function, line["CountingStuck"], line["message"]) == ("tallies", 1, "stuck")
    assert line["sequence_number"] == answer["batchItemFailures"][0]["itemIdentifier"]
    assert "TransactionCanceledException" in line["exception"]


def test_a_record_that_cannot_be_read_is_logged_and_counted_as_stuck_too(stack: Stack, logged: LoggedLines) -> None:
    event = json.loads((EVENTS / "tallies.stream.json").read_text(encoding="utf-8"))
    unreadable = json.loads(json.dumps(event["Records"][0]))
    unreadable["dynamodb"]["Keys"]["pk"]["S"] = "SHARE#broken"
    unreadable["dynamodb"]["NewImage"] = unreadable["dynamodb"]["Keys"]
    unreadable["dynamodb"].pop("OldImage", None)
    assert stack.invoke("TalliesFunction", {**event, "Records": [unreadable]}).error
    [(_, line)] = logged.of("CountingStuck")
    assert "ValidationError" in line["exception"]


def test_a_followup_that_fails_is_logged_and_counted_as_stuck(stack: Stack, logged: LoggedLines) -> None:
    event = json.loads((EVENTS / "followups.removal.json").read_text(encoding="utf-8"))
    [record] = event["Records"]
    put(stack, **record["dynamodb"]["Keys"], state={"S": "no state"})
    answer = stack.invoke("FollowupsFunction", event).answer
    assert answer["batchItemFailures"] == [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]
    [(function, line)] = logged.lines
    assert (function, line["FollowupStuck"], line["what"]) == ("followups", 1, "functions.followups.removals")
    assert "ValidationError" in line["exception"]


def test_a_line_of_the_log_that_is_gone_before_it_is_linked_is_logged_and_counted(
    stack: Stack, logged: LoggedLines
) -> None:
    event = json.loads((EVENTS / "followups.stream.json").read_text(encoding="utf-8"))
    stack.invoke("FollowupsFunction", event)
    [(function, line)] = logged.of("LogLineGone")
    assert (function, line["level"]) == ("followups", "ERROR")
    assert line["lines"] == [record["dynamodb"]["Keys"]["sk"]["S"] for record in event["Records"]]


def test_a_spam_filter_that_cannot_be_read_is_counted_where_it_judges_and_where_it_learns(
    stack: Stack, reader: Callable[..., Reader], desk: Desk, logged: LoggedLines
) -> None:
    put(stack, pk={"S": "FILTER#SPAM"}, sk={"S": "FILTER"}, model={"B": b"no model"}, version={"N": "1"})
    comment = reader("Ann").comment("Hello.")
    assert comment["status"] == "pending"
    desk.approve(comment)
    assert [function for function, _ in logged.of("UnreadableFilter")] == ["comments", "followups"]


def test_keys_of_the_newspapers_login_that_cannot_be_fetched_are_counted(login_site: LoginSite) -> None:
    logged = LoggedLines(login_site.stack)
    try:
        login_site.newspaper.answer = says(b"down", 500)
        assert login_site.mine(login_site.newspaper.token()).status_code == HTTPStatus.SERVICE_UNAVAILABLE
        [(function, line)] = logged.of("LoginKeysUnavailable")
        assert (function, line["why"].endswith("the answer was 500")) == ("comments", True)
    finally:
        login_site.stack.watch = None
