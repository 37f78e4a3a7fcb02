"""A stream function receives exactly the documented fields; every difference is listed by name."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from local.emulator.stack import Stack
from tests.local.stream_shape import DISCARDED, RECORD, gaps
from tests.support.small_project import Project
from tests.support.stacks import ROOT

MOTO = {"eventSourceARN"}
"""moto's stream labels have microseconds."""
MINISTACK = {"eventID", "SizeBytes"}
"""MiniStack numbers events by UUID, and counts no bytes."""
TYPES = {
    "text": {"S": "a"},
    "number": {"N": "-1.5"},
    "bytes": {"B": b"\x00\xff"},
    "set": {"BS": [b"a", b"bc"]},
    "nested": {"M": {"list": {"L": [{"B": b"a"}, {"NULL": True}, {"BOOL": False}, {"NS": ["1", "2"]}]}}},
}


def delivered(project: Project, start: Callable[..., Stack], **given: Any) -> tuple[list[Any], list[Any]]:
    """The function's events for an insertion, a change and a deletion, and the message about the batch given up."""
    project.code("import json\ndef handler(event, context):\n    print(json.dumps(event))\n    return {'state': {}}\n")
    stack, events = start(**given), []
    stack.watch = lambda _, invocation: events.append(json.loads(invocation.logs))
    write, name, key = stack.dynamodb, stack.system.table.name, {"pk": {"S": "FACT#1"}, "sk": {"S": "x"}}
    write.put_item(TableName=name, Item=key | TYPES)
    write.put_item(TableName=name, Item=key | {"text": {"S": "b"}})
    write.delete_item(TableName=name, Key=key)
    stack.pump()
    project.code("def handler(event, context):\n    raise ValueError\n")
    stack.watch = None
    write.put_item(TableName=name, Item=key)
    stack.pump()
    return events, stack.discarded


def test_an_event_has_every_documented_field_in_the_documented_form(project, start):
    events, discarded = delivered(project, start)
    assert [[record["eventName"] for record in event["Records"]] for event in events] == [
        ["INSERT", "MODIFY", "REMOVE"],
        [],
    ]
    assert [gaps(event) for event in events] == [MOTO, MOTO]
    assert [gaps(batch, DISCARDED) for batch in discarded] == [{"streamArn"}]


def test_what_another_dynamodb_says_of_its_stream_is_passed_on(project, start, ministack_url: str):
    events, discarded = delivered(project, start, endpoint_url=ministack_url)
    assert [gaps(event) for event in events] == [MINISTACK, set()]
    assert [gaps(batch, DISCARDED) for batch in discarded] == [set()]


def test_the_stored_event_of_the_stream_is_as_documented():
    event = json.loads((ROOT / "events" / "tallies.stream.json").read_text())
    assert event["Records"]
    assert gaps(event) == set()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("eventID", "1"),
        ("eventName", "UPSERT"),
        ("userIdentity", {"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"}),
        ("dynamodb", {"ApproximateCreationDateTime": 1_795_341_601.5}),
        ("dynamodb", {"Keys": {"pk": {"L": []}}}),
        ("dynamodb", {"NewImage": {"pk": "text"}}),
        ("dynamodb", {"NewImage": {"pk": {"B": "not base64"}}}),
        ("dynamodb", {"OldImage": {}}),
        ("dynamodb", {"SequenceNumber": 1}),
        ("colour", "red"),
    ],
)
def test_the_documented_form_is_exact(field: str, value: Any):
    event = json.loads((ROOT / "events" / "tallies.stream.json").read_text())
    record = event["Records"][0]
    record[field] = record[field] | value if field == "dynamodb" else value
    assert gaps(event)
    assert field in {*RECORD["properties"], "colour"}
