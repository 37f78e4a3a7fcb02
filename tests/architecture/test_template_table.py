"""The table, its indexes, its stream, and the queue for records that cannot be counted."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from local.emulator.event_filters import passes
from shared.domain.comments.comment import VisibleComment
from tests.architecture.system import System

PRIVATE = ["reader_id", "name", "body", "verdict", "fingerprint", "statement", "appeal", "reports"]
FACTS = ("THREAD#", "VOTES#", "REPORTS#", "SHARE#", "VISIT#")


@pytest.fixture(scope="session")
def table(system: System) -> dict[str, Any]:
    return system.resources["Table"]["Properties"]


@pytest.fixture(scope="session")
def indexes(table: dict[str, Any]) -> dict[str, Any]:
    return {index["IndexName"]: index for index in table["GlobalSecondaryIndexes"]}


def mapping_to(system: System, function: str) -> dict[str, Any]:
    mappings = system.of_type("AWS::Lambda::EventSourceMapping").values()
    [found] = [mapping for mapping in mappings if mapping["FunctionName"] == {"Ref": function}]
    return found


@pytest.fixture(scope="session")
def mapping(system: System) -> dict[str, Any]:
    """The mapping from the stream to the counting."""
    return mapping_to(system, "TalliesFunction")


@pytest.fixture(scope="session")
def followups(system: System) -> dict[str, Any]:
    """The mapping from the stream to the followups."""
    return mapping_to(system, "FollowupsFunction")


@pytest.fixture(params=["mapping", "followups"])
def either(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.getfixturevalue(request.param)
    return found


def key(schema: list[dict[str, str]]) -> list[str]:
    return [part["AttributeName"] for part in schema]


def test_there_is_one_table_and_it_costs_nothing_while_nobody_reads(system: System, table: dict[str, Any]) -> None:
    assert list(system.of_type("AWS::DynamoDB::Table")) == ["Table"]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert key(table["KeySchema"]) == ["pk", "sk"]


def test_the_table_outlives_mistakes(system: System, table: dict[str, Any]) -> None:
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["DeletionProtectionEnabled"] is True
    assert system.resources["Table"]["DeletionPolicy"] == "Retain"
    assert system.resources["Table"]["UpdateReplacePolicy"] == "Retain"


def test_the_table_forgets_what_expires_and_tells_every_change(table: dict[str, Any]) -> None:
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_the_indexes_are_the_ones_the_documents_list(indexes: dict[str, Any], data_page: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| `(\w+)`[^|]* \| `(\w+)`[^|]* \| ([\w ]+) \|$", data_page, re.MULTILINE)
    documented = {name: ([pk, sk], projects.strip()) for name, pk, sk, projects in rows}
    kinds = {"INCLUDE": "public attributes", "ALL": "all", "KEYS_ONLY": "keys"}
    assert documented == {
        name: (key(index["KeySchema"]), kinds[index["Projection"]["ProjectionType"]]) for name, index in indexes.items()
    }


def test_every_question_is_asked_of_an_index_by_its_own_keys_and_every_index_answers_one(
    indexes: dict[str, Any], data_page: str
) -> None:
    [questions] = re.findall(r"^## Questions$(.*?)^## ", data_page, re.MULTILINE | re.DOTALL)
    rows = re.findall(r"^\| [^|]+ \| `(\w+)` \| ([^|]+) \|", questions, re.MULTILINE)
    assert {name for name, _ in rows} == indexes.keys()
    for name, condition in rows:
        assert set(re.findall(r"`(\w*(?:pk|sk|_id))`", condition)) <= {*key(indexes[name]["KeySchema"])}, condition


def test_the_documents_list_every_item_that_has_a_key_and_no_other(root: Path, data_page: str) -> None:
    spelled = (root / "shared" / "storage" / "keys.py").read_text(encoding="utf-8")
    made = re.findall(r'(?:\bKey\(f?|_spread\(|return f)"([A-Z]+)["#]', spelled)
    documented = re.findall(r"^\| [^|]+ \| `([A-Z]+)[#`][^|]*\| `[^|]+\| [^|]+ \|$", data_page, re.MULTILINE)
    assert {*made} == {*documented}


@pytest.mark.parametrize("name", ["public", "preview", "best"])
def test_what_readers_read_from_holds_public_attributes_only(
    indexes: dict[str, Any], data_page: str, name: str
) -> None:
    [listed] = re.findall(r"^Public attributes:\s+`([\w\s]+)`\.$", data_page, re.MULTILINE)
    projected = indexes[name]["Projection"]["NonKeyAttributes"]
    assert projected == listed.split()
    assert not {*PRIVATE} & {*projected, *key(indexes[name]["KeySchema"])}


def test_a_public_comment_is_all_that_the_public_index_holds(indexes: dict[str, Any]) -> None:
    assert set(VisibleComment.model_fields) == set(indexes["public"]["Projection"]["NonKeyAttributes"])


def test_only_facts_invoke_the_counting(mapping: dict[str, Any]) -> None:
    patterns = [json.loads(filter_["Pattern"]) for filter_ in mapping["FilterCriteria"]["Filters"]]
    assert patterns == [{"dynamodb": {"Keys": {"pk": {"S": [{"prefix": prefix}]}}}} for prefix in FACTS]
    assert len(patterns) <= 5, "more are granted on request only (AWS: Lambda event filtering)"


def test_only_what_something_follows_from_invokes_the_followups(followups: dict[str, Any]) -> None:
    """The followups function links an entry, which changes it. A record of that change would cost money and do
    nothing."""
    patterns = [json.loads(filter_["Pattern"]) for filter_ in followups["FilterCriteria"]["Filters"]]
    assert patterns == [
        {"eventName": ["INSERT"], "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "LOG#"}]}}}},
        {"dynamodb": {"Keys": {"pk": {"S": ["BAN#REMOVAL"]}}}},
        {"dynamodb": {"NewImage": {"awaiting": {"S": [{"exists": True}]}}}},
    ]
    assert len(patterns) <= 5, "more are granted on request only (AWS: Lambda event filtering)"


def test_a_shard_of_the_stream_has_no_more_readers_than_it_serves(system: System) -> None:
    """AWS, "Using DynamoDB Streams": more than two readers of one shard can be throttled."""
    assert len(system.of_type("AWS::Lambda::EventSourceMapping")) <= 2


def test_both_read_all_of_the_stream(either: dict[str, Any]) -> None:
    assert either["EventSourceArn"] == {"Fn::GetAtt": ["Table", "StreamArn"]}
    assert either["StartingPosition"] == "TRIM_HORIZON"
    assert either.get("Enabled", True) is True


def test_the_counting_reads_one_batch_of_a_shard_at_a_time(mapping: dict[str, Any]) -> None:
    assert "ParallelizationFactor" not in mapping, "two batches of a shard at once would have one fence"


def test_facts_gather_for_a_second_since_tallies_are_written_once_a_batch(mapping: dict[str, Any]) -> None:
    assert mapping["BatchSize"] == 1_000
    assert mapping["MaximumBatchingWindowInSeconds"] == 1


def test_a_window_tells_the_counting_its_shard(mapping: dict[str, Any]) -> None:
    assert mapping["TumblingWindowInSeconds"] == 60


def test_a_record_with_which_nothing_can_be_done_does_not_hold_up_its_shard_for_a_day(either: dict[str, Any]) -> None:
    assert either["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert either["BisectBatchOnFunctionError"] is True
    assert either["MaximumRetryAttempts"] == 100
    assert either["MaximumRecordAgeInSeconds"] == 6 * 3_600


GIVEN_UP = {"TalliesFunction": "Uncounted", "FollowupsFunction": "Unfinished"}
"""The queue for records that a function gave up."""


@pytest.mark.parametrize(("function", "name"), GIVEN_UP.items())
def test_what_was_given_up_is_kept_and_told(system: System, function: str, name: str) -> None:
    destination = mapping_to(system, function)["DestinationConfig"]
    assert destination == {"OnFailure": {"Destination": {"Fn::GetAtt": [name, "Arn"]}}}
    queue = system.resources[name]
    assert queue["Type"] == "AWS::SQS::Queue"
    assert queue["Properties"]["SqsManagedSseEnabled"] is True
    assert queue["Properties"]["MessageRetentionPeriod"] == 14 * 86_400


@pytest.mark.parametrize("name", GIVEN_UP.values())
def test_an_alarm_goes_off_while_anything_that_was_given_up_lies_there(system: System, name: str) -> None:
    alarms = system.of_type("AWS::CloudWatch::Alarm")
    assert set(alarms) == {f"{queue}Alarm" for queue in GIVEN_UP.values()}
    alarm = alarms[f"{name}Alarm"]
    assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/SQS", "ApproximateNumberOfMessagesVisible")
    assert alarm["Dimensions"] == [{"Name": "QueueName", "Value": {"Fn::GetAtt": [name, "QueueName"]}}]
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("GreaterThanThreshold", 0)
    assert alarm["Statistic"] == "Maximum"
    assert (alarm["Period"], alarm["EvaluationPeriods"], alarm["TreatMissingData"]) == (300, 1, "notBreaching")
    assert alarm["AlarmActions"] == [{"Fn::If": ["TellsTopic", {"Ref": "AlarmTopicArn"}, {"Ref": "AWS::NoValue"}]}]


def test_the_followupss_stored_event_is_one_that_its_mapping_brings(followups: dict[str, Any], root: Path) -> None:
    event = json.loads((root / "events" / "followups.stream.json").read_text(encoding="utf-8"))
    filters = [json.loads(filter_["Pattern"]) for filter_ in followups["FilterCriteria"]["Filters"]]
    assert set(event) == {"Records"}, "what a mapping without a window sends"
    assert all(passes(filters, record) for record in event["Records"])


def test_the_stored_event_of_the_stream_is_one_that_the_mapping_brings(mapping: dict[str, Any], root: Path) -> None:
    event = json.loads((root / "events" / "tallies.stream.json").read_text(encoding="utf-8"))
    starts, ends = (datetime.fromisoformat(event["window"][edge]).timestamp() for edge in ("start", "end"))
    assert ends - starts == mapping["TumblingWindowInSeconds"]
    assert starts % mapping["TumblingWindowInSeconds"] == 0
    for record in event["Records"]:
        assert record["eventSourceARN"] == event["eventSourceARN"]
        assert starts <= record["dynamodb"]["ApproximateCreationDateTime"] < ends
        assert record["dynamodb"]["Keys"]["pk"]["S"].startswith(FACTS)
