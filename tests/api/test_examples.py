"""The examples of docs/openapi.json are real answers: one to each stored event, on a busy day."""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from local.emulator.stack import Stack
from local.event_values import EventValues
from local.http_client import LocalClient
from local.openapi.recorded_examples import REFUSAL_PAGE
from tests.api.stored_requests import EVENTS, send
from tests.support.busy_day import BusyDay
from tests.support.recording import Recording, exchange, lasting, shown

in_moto = pytest.mark.parametrize("stack", ["started_on_moto"], indirect=True)


@in_moto
def test_each_stored_event_is_answered_as_its_example_says(
    api: LocalClient, stack: Stack, moderator_token: str, admin_token: str, recording: Recording
) -> None:
    """All events use one table, since the function `shares` remembers registered articles for longer than a test."""
    BusyDay(api, stack, moderator_token).happens()
    for _, files in groupby(EVENTS, _subject):
        values = EventValues(api, moderator_token)
        for file in files:
            event = json.loads(values.set(file.read_text(encoding="utf-8")))
            stack.pump()
            answer = send(api, event, admin_token if _by_admin(event) else moderator_token)
            assert answer.status_code in (200, 201, 202, 204, 303), f"{file.name}: {answer.text}"
            recording.hold(file.stem, exchange(event, answer))
    recording.forget({file.stem for file in EVENTS})


@in_moto
def test_a_page_that_refuses_looks_as_its_example_does(api: LocalClient, recording: Recording) -> None:
    answer = api.post("/v1/articles/ferries/form", data={"author_name": "", "body": "When does the last one leave?"})
    assert answer.status_code == 422
    recording.hold(REFUSAL_PAGE.stem, lasting(shown(answer)))


def test_an_answer_that_is_not_as_its_example_says_is_noticed() -> None:
    with pytest.raises(AssertionError, match="run: make examples"):
        Recording(writing=False).hold("threads.health", {"status": "ill"})


def test_what_every_run_makes_anew_is_recorded_the_same() -> None:
    """Two runs have other ids and tokens, but the same events."""
    one, other = (
        {
            "id": f"01m81b5y00{reader}",
            "reader_id": reader,
            "pass": reader * 2,
            "body_html": f'<a href="#01m81b5y00{reader}">{reader}</a>',
            "reply": {"id": f"01m81b5y01{reader}", "at": "2026-11-22T10:00:00.000Z"},
        }
        for reader in ("k7q4x8w6zt3v9f2a", "3v9f2ak7q4x8w6zt")
    )
    assert lasting(one) == lasting(other)
    assert lasting(one)["id"] != lasting(one)["reply"]["id"]
    assert lasting(one)["reply"]["at"] == "2026-11-22T10:00:00.000Z"


def _by_admin(event: dict[str, Any]) -> bool:
    claims = event["requestContext"].get("authorizer", {"jwt": {"claims": {}}})["jwt"]["claims"]
    return "admin" in claims.get("cognito:groups", "")


def _subject(file: Path) -> str:
    """The group of an event: its function, for `moderation` with the first word of the event's name."""
    return file.stem.partition("-")[0] if file.stem.startswith("moderation.") else file.stem.partition(".")[0]
