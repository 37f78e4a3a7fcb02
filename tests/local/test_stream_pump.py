"""The stream reaches stream functions as an event source mapping delivers it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.emulator.event_filters import matches
from local.emulator.stack import Stack
from local.errors import TemplateError
from tests.support.small_project import Project

NOTE = """
import json, pathlib
LOG = pathlib.Path({log!r})

def handler(event, context):
    with LOG.open("a") as log:
        log.write(json.dumps(event) + "\\n")
    numbers = [record["dynamodb"]["SequenceNumber"] for record in event["Records"]]
    keys = [record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]]
    {then}
    return {{"batchItemFailures": [], "state": {{"seen": event["state"].get("seen", 0) + len(keys)}}}}
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def noting(project: Project, log: Path) -> Callable[..., None]:
    """The function notes every event, then does what its instructions say."""
    return lambda then="pass": project.code(NOTE.format(log=str(log), then=then))


def events(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines()]


def batches(log: Path) -> list[list[str]]:
    """The keys of each batch, in the order of arrival."""
    return [
        [record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"]]
        for event in events(log)
        if not event["isFinalInvokeForWindow"]
    ]


def test_an_event_tells_what_was_changed_and_how(small_stack: Stack, noting, put, log: Path):
    noting()
    put("FACT#1", colour="red")
    put("FACT#1", colour="blue")
    assert small_stack.pump() == 2
    first, last = events(log)
    inserted, modified = first["Records"]
    assert inserted["eventName"] == "INSERT"
    assert inserted["awsRegion"] == "eu-central-1"
    assert inserted["eventSourceARN"] == first["eventSourceARN"]
    assert f"table/{small_stack.system.table.name}/stream/" in first["eventSourceARN"]
    assert inserted["dynamodb"]["Keys"] == {"pk": {"S": "FACT#1"}, "sk": {"S": "x"}}
    assert inserted["dynamodb"]["NewImage"]["colour"] == {"S": "red"}
    assert "OldImage" not in inserted["dynamodb"]
    assert modified["eventName"] == "MODIFY"
    assert modified["dynamodb"]["OldImage"]["colour"] == {"S": "red"}
    assert int(inserted["dynamodb"]["SequenceNumber"]) < int(modified["dynamodb"]["SequenceNumber"])
    assert (first["state"], first["isFinalInvokeForWindow"], first["isWindowTerminatedEarly"]) == ({}, False, False)
    assert (last["Records"], last["state"], last["isFinalInvokeForWindow"]) == ([], {"seen": 2}, True)
    assert last["window"] == first["window"]


def test_only_records_that_pass_the_filter_are_delivered(small_stack: Stack, noting, put, log: Path):
    noting()
    put("OTHER#1", "FACT#1", "OTHER#2", "FACT#2", "OTHER#3")
    assert small_stack.pump() == 2
    assert batches(log) == [["FACT#1", "FACT#2"]]


def test_a_deletion_arrives_with_the_old_image(small_stack: Stack, noting, put, log: Path):
    noting()
    put("FACT#1")
    small_stack.dynamodb.delete_item(
        TableName=small_stack.system.table.name, Key={"pk": {"S": "FACT#1"}, "sk": {"S": "x"}}
    )
    small_stack.pump()
    removed = events(log)[0]["Records"][1]
    assert removed["eventName"] == "REMOVE"
    assert "OldImage" in removed["dynamodb"]
    assert "NewImage" not in removed["dynamodb"]


def test_a_batch_is_no_larger_than_the_mapping_says_and_state_is_carried_on(small_stack: Stack, noting, put, log: Path):
    noting()
    put(*(f"FACT#{n}" for n in range(10)))
    assert small_stack.pump() == 10
    assert [len(batch) for batch in batches(log)] == [4, 4, 2]
    assert [event["state"] for event in events(log)] == [{}, {"seen": 4}, {"seen": 8}, {"seen": 10}]


def test_what_was_delivered_is_not_delivered_again(small_stack: Stack, noting, put, log: Path):
    noting()
    put("FACT#1")
    assert small_stack.pump() == 1
    assert small_stack.pump() == 0
    put("FACT#2")
    assert small_stack.pump() == 1
    assert batches(log) == [["FACT#1"], ["FACT#2"]]


def test_a_failing_batch_is_halved_until_the_culprit_is_alone_and_given_up(small_stack, noting, put, log, capsys):
    noting('assert "FACT#2" not in keys, "cannot count this"')
    put("FACT#1", "FACT#2", "FACT#3", "FACT#4")
    small_stack.pump()
    assert batches(log) == [
        ["FACT#1", "FACT#2", "FACT#3", "FACT#4"],
        ["FACT#1", "FACT#2"],
        ["FACT#1"],
        ["FACT#2"],
        ["FACT#2"],
        ["FACT#2"],
        ["FACT#3", "FACT#4"],
    ]
    (given_up,) = small_stack.discarded
    assert given_up["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert given_up["requestContext"]["approximateInvokeCount"] == 3
    assert given_up["DDBStreamBatchInfo"]["batchSize"] == 1
    assert "cannot count this" in capsys.readouterr().err


def test_a_reported_item_is_delivered_again_with_those_after_it(small_stack: Stack, noting, put, log: Path):
    noting(
        "global failed\n"
        '    if "FACT#3" in keys and "failed" not in globals():\n'
        "        failed = True\n"
        '        return {"batchItemFailures": [{"itemIdentifier": numbers[2]}], "state": {}}'
    )
    put("FACT#1", "FACT#2", "FACT#3", "FACT#4")
    small_stack.pump()
    assert batches(log) == [["FACT#1", "FACT#2", "FACT#3", "FACT#4"], ["FACT#3", "FACT#4"]]
    assert small_stack.discarded == []


@pytest.mark.parametrize("identifier", ['""', "None", '"no such number"'])
def test_an_identifier_that_is_not_of_the_batch_fails_all_of_it(small_stack, noting, put, log: Path, identifier: str):
    noting(
        "global failed\n"
        '    if "failed" not in globals():\n'
        "        failed = True\n"
        f'        return {{"batchItemFailures": [{{"itemIdentifier": {identifier}}}], "state": {{}}}}'
    )
    put("FACT#1", "FACT#2")
    small_stack.pump()
    assert batches(log) == [["FACT#1", "FACT#2"], ["FACT#1"], ["FACT#2"]]


def test_with_a_window_an_answer_without_state_counts_as_failed(small_stack, noting, put, capsys):
    noting('return {"batchItemFailures": []}')
    put("FACT#1")
    small_stack.pump()
    assert len(small_stack.discarded) == 1
    assert "no `state`" in capsys.readouterr().err


def test_records_that_a_stream_function_writes_are_delivered_too(small_stack: Stack, noting, put, log: Path):
    noting(
        "import boto3, os\n"
        '    if "FACT#1" in keys:\n'
        '        item = {"pk": {"S": "OWN#1"}, "sk": {"S": "x"}}\n'
        '        boto3.client("dynamodb").put_item(TableName=os.environ["TABLE_NAME"], Item=item)'
    )
    put("FACT#1")
    small_stack.pump()
    assert batches(log) == [["FACT#1"]]
    assert small_stack.dynamodb.scan(TableName=small_stack.system.table.name)["Count"] == 2


def test_a_cancelled_transaction_is_not_in_the_stream_and_what_is_written_later_is(small_stack, noting, put, log: Path):
    """moto itself delivers the cancelled write and loses the later one."""
    noting()
    put("FACT#1")
    assert small_stack.pump() == 1
    name = small_stack.system.table.name
    keys = [{"pk": {"S": key}, "sk": {"S": "x"}} for key in ("FACT#2", "MISSING")]
    missing = {"TableName": name, "Key": keys[1], "ConditionExpression": "attribute_exists(pk)"}
    with pytest.raises(small_stack.dynamodb.exceptions.TransactionCanceledException):
        small_stack.dynamodb.transact_write_items(
            TransactItems=[{"Put": {"TableName": name, "Item": keys[0]}}, {"ConditionCheck": missing}]
        )
    put("FACT#3")
    assert small_stack.pump() == 1
    assert batches(log) == [["FACT#1"], ["FACT#3"]]
    assert small_stack.dynamodb.scan(TableName=name)["Count"] == 2


def test_a_reset_table_has_a_stream_of_its_own(small_stack: Stack, noting, put, log: Path):
    noting()
    put("FACT#1")
    small_stack.reset()
    put("FACT#2")
    assert small_stack.pump() == 1
    assert batches(log) == [["FACT#2"]]


@pytest.mark.parametrize(
    ("rule", "value", "wanted"),
    [
        (["a"], "a", True),
        (["a"], "b", False),
        (["a", "b"], "b", True),
        ([{"prefix": "a"}], "abc", True),
        ([{"prefix": "a"}], "cba", False),
        ([{"suffix": "c"}], "abc", True),
        ([{"anything-but": ["a"]}], "b", True),
        ([{"anything-but": ["a"]}], "a", False),
        ([{"anything-but": {"prefix": "a"}}], "b", True),
        ([{"equals-ignore-case": "ABC"}], "abc", True),
        ([{"exists": True}], "a", True),
        ([{"exists": False}], "a", False),
        ([None], None, True),
        ([None], "", False),
        ([""], "", True),
    ],
)
def test_filter_rules(rule: list[Any], value: Any, *, wanted: bool):
    assert matches({"field": rule}, {"field": value}) is wanted


def test_a_filter_rule_that_the_laptop_does_not_know_is_said_so():
    """In an event a DynamoDB number is text, so "numeric" never matches one (AWS)."""
    with pytest.raises(TemplateError, match="numeric"):
        matches({"N": [{"numeric": [">", 1]}]}, {"N": "2"})


def test_a_filter_needs_every_field_and_or_needs_one():
    pattern = {"a": [1], "$or": [{"b": [1]}, {"c": {"d": [1]}}]}
    assert matches(pattern, {"a": 1, "c": {"d": 1}})
    assert not matches(pattern, {"a": 1, "c": 1})
    assert not matches(pattern, {"c": {"d": 1}})
    assert matches({"a": [{"exists": False}]}, {})
