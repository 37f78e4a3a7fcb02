"""A call to the table fails: the answer says what to do, and the same request succeeds later.

Each stored event is sent with each of its writes contended, throttled or unanswered in turn, and then its reads.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.emulator.stack import Stack
from local.event_values import ARTICLE, EventValues
from local.http_client import LocalClient
from local.login.issuer import Issuer
from tests.api.contract import conforms, operations
from tests.support.api_people import Desk, Reader, decision
from tests.support.stacks import MORNING, ROOT
from tests.support.table_faults import READS, WRITES, TableFault, failing

EVENTS = [file for file in sorted((ROOT / "events").glob("*.json")) if "routeKey" in file.read_text(encoding="utf-8")]
OPERATIONS = {
    TableFault.CONTENDED: WRITES,  # reads are no transactions here, so no transaction contends with them
    TableFault.THROTTLED: READS | WRITES,
    TableFault.TIMED_OUT: READS | WRITES,
}
REMEMBERED = {"CHALLENGE", "DAYKEY", "MONTHKEY"}
"""Kinds of items that a function creates once and remembers, or that a pass leaves. They are not compared."""
_worlds = count()


class World:
    """One event, and a table with only the items that it needs."""

    def __init__(self, stack: Stack, issuer: Issuer, file: Path) -> None:
        stack.reset()
        self._stack = stack
        folder = file.name.partition(".")[0]
        [self._function] = [
            name for name, function in stack.system.functions.items() if function.handler.split(".")[1] == folder
        ]
        # A function remembers which articles are registered, but each world has another table.
        article = f"{ARTICLE}-{next(_worlds)}"
        text = file.read_text(encoding="utf-8").replace(ARTICLE, article)
        with LocalClient(stack, issuer.public_keys, clock=MORNING) as door:
            text = EventValues(door, issuer.access_token("moderator"), article=article).set(text)
        self._event: dict[str, Any] = json.loads(text)

    def send(self) -> httpx.Response:
        """Send the event. Asserts that docs/openapi.json has its answer."""
        invocation = self._stack.invoke(self._function, self._event)
        assert not invocation.error, invocation.logs
        http, answer = self._event["requestContext"]["http"], invocation.answer
        asked = httpx.Request(http["method"], f"https://postbag.example.org{http['path']}")
        text = "" if answer["statusCode"] == httpx.codes.NO_CONTENT else answer["body"]  # as the gateway does
        response = httpx.Response(answer["statusCode"], headers=answer["headers"], text=text, request=asked)
        conforms(response)
        return response

    def kept(self) -> Counter[str]:
        """The number of items of each kind, and the sums of their counters."""
        counts = Counter[str]()
        for item in self._stack.dynamodb.scan(TableName=self._stack.system.table.name)["Items"]:
            kind = item["pk"]["S"].partition("#")[0]
            if kind not in REMEMBERED:
                counts[kind] += 1
                counts[f"{kind} number"] += int(item.get("number", {}).get("N", 0))
        return counts


@pytest.fixture
def fresh(moto_stack: Stack, issuer: Issuer) -> Iterator[Callable[[Path], World]]:
    return lambda file: World(moto_stack, issuer, file)


def test_there_is_an_event_for_every_route() -> None:
    assert {json.loads(file.read_text(encoding="utf-8"))["routeKey"] for file in EVENTS} == operations().keys()


@pytest.mark.parametrize("file", EVENTS, ids=lambda file: file.stem)
def test_whatever_fails_the_answer_says_what_to_do_and_the_same_request_again_does_it_once(
    fresh: Callable[[Path], World], file: Path
) -> None:
    expected = fresh(file)
    good = expected.send()
    assert good.is_success or good.status_code == httpx.codes.SEE_OTHER, good.text
    kept = expected.kept()
    for fault in TableFault:
        world = fresh(file)
        for first in count():
            with failing(fault, OPERATIONS[fault], first=first) as failed:
                answer = world.send()
            if not failed():
                break
            assert_it_says_what_to_do(answer)
        assert answer.status_code == good.status_code, answer.text
        assert world.kept() == kept, f"{fault}: the same request again does it once"


def assert_it_says_what_to_do(answer: httpx.Response) -> None:
    if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
        assert int(answer.headers["retry-after"]) > 0
        return
    if answer.status_code == httpx.codes.OK:  # several decisions, each with its own outcome
        problems = [result["problem"] for result in answer.json()["results"] if not result["ok"]]
        changed = [problem for problem in problems if problem["status"] == httpx.codes.CONFLICT]
        assert changed, answer.text
    else:
        changed = [answer.json()]
    for problem in changed:
        assert (problem["status"], problem["code"]) in {(409, "policy-changed"), (409, "status-changed")}, answer.text
        assert problem["current"], "the state as it is now"


def test_of_several_decisions_none_is_made_twice_when_all_are_sent_again(
    api: LocalClient, stack: Stack, reader: Callable[[str], Reader], desk: Desk
) -> None:
    comments = [reader(name).comment() for name in ("Ann", "Bob")]
    decisions = [decision(comment, "approve", if_status="pending") for comment in comments]
    with failing(TableFault.THROTTLED, WRITES, first=1):
        busy = api.post("/v1/moderation/decisions", json={"decisions": decisions}, headers=desk.headers)
    assert (busy.status_code, busy.json()["code"]) == (503, "busy")
    stack.pump()
    assert [result.get("status") for result in desk.decide(*decisions)] == ["approved", "approved"]
    assert len(desk.record()) == len(comments)
