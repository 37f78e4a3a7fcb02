"""A read-only site: no reader writes, everybody reads, moderators go on."""

import json
from typing import Any

import httpx

from local.emulator.stack import Stack
from local.event_values import EventValues
from local.http_client import LocalClient
from tests.api.contract import operations
from tests.api.stored_requests import EVENTS, send
from tests.support.api_people import ARTICLE, Chief, Reader, thread
from tests.support.stacks import MORNING, on_both

DAY = 24 * 60 * 60 * 1_000
SECOND = 1_000
WRITES = {
    key
    for key, operation in operations().items()
    if not key.startswith("GET ") and operation["security"] != [{"moderator": []}]
}


def test_every_way_for_readers_to_write_is_closed_while_the_site_is_read_only(
    api: LocalClient, stack: Stack, chief: Chief, moderator_token: str
) -> None:
    """Each route is tried with its stored event, so no new route is forgotten."""
    api.clock = MORNING + 200 * DAY  # a running function remembers the rules for ten seconds
    stored: list[dict[str, Any]] = []
    for file in EVENTS:
        if json.loads(file.read_text(encoding="utf-8"))["routeKey"] in WRITES:
            stored.append(json.loads(EventValues(api, moderator_token).set(file.read_text(encoding="utf-8"))))
            stack.pump()
    assert {event["routeKey"] for event in stored} == WRITES

    api.clock += 10 * SECOND
    before = chief.sets(read_only=True)
    for event in stored:
        answer = send(api, event, moderator_token)
        assert answer.status_code == 503, f"{event['routeKey']}: {answer.text}"
        assert int(answer.headers["retry-after"]) > 0
        assert is_read_only(answer), answer.text
        assert "read-only" in operations()[event["routeKey"]]["responses"]["503"]["description"]
    assert before["version"] == 1

    chief.sets()
    api.clock += 10 * SECOND
    for event in stored:
        answer = send(api, event, moderator_token)
        assert answer.status_code in (200, 201, 202, 204, 303), f"{event['routeKey']}: {answer.text}"


def is_read_only(answer: httpx.Response) -> bool:
    if answer.headers["content-type"].startswith("text/html"):
        return "The site is read-only" in answer.text
    return bool(answer.json()["code"] == "read-only")


@on_both
def test_while_the_site_is_read_only_readers_read_and_moderators_go_on(
    api: LocalClient, stack: Stack, chief: Chief, known_reader: Reader, reader: Any
) -> None:
    api.clock = MORNING + 300 * DAY
    held = reader("New").comment("Hold this.")
    chief.sets(read_only=True)
    api.clock += 10 * SECOND
    assert known_reader.send().json()["code"] == "read-only"
    assert len(thread(api)["comments"]) == 1
    assert api.get("/v1/articles/ferries/thread.html").status_code == 200
    assert known_reader.mine()[0]["status"] == "approved"
    clicked = api.get("/v1/articles/ferries/share/x")
    assert (clicked.status_code, "x.com" in clicked.headers["location"]) == (303, True)
    assert api.get("/v1/articles/ferries/shares").json()["total"] == 0
    assert chief.approve(held)[0]["ok"]
    assert chief.changes(state="closed")["title"] == ARTICLE["title"]
    stack.pump()
    assert len(thread(api)["comments"]) == 2
    chief.sets()
    chief.changes(state="open")
    assert known_reader.comment()["status"] == "approved"
