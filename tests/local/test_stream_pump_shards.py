"""Shards and windows behave as in Lambda, on a stream whose shards, times and ends the test sets."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.emulator.sandbox import Invocation
from local.emulator.stream_pump import Pump
from local.emulator.system import ExecutionRole, Function, StreamMapping, System, Table

ARN = "arn:aws:dynamodb:eu-central-1:123456789012:table/t/stream/2026-11-22T09:00:00.000"
TEN = 1_795_341_600
"""10:00, in seconds."""
MAPPING = StreamMapping(
    function="Counting",
    filters=(),
    from_start=True,
    batch_size=10,
    window=60,
    retries=1,
    bisects=False,
    reports_failures=True,
    destination=None,
)
_numbers = itertools.count(10**21)


def record(name: str, at: int = TEN, **more: Any) -> dict[str, Any]:
    """A change in the format of GetRecords."""
    change = {
        "ApproximateCreationDateTime": datetime.fromtimestamp(at, UTC),
        "Keys": {"pk": {"S": name}},
        "SequenceNumber": str(next(_numbers)),
    }
    return {"eventID": "1" * 32, "eventName": "INSERT", "dynamodb": change, **more}


class Reel:
    """A stream; a shard is its parent, its records, and True if it has ended."""

    def __init__(self, **shards: tuple[str | None, list[dict[str, Any]], bool]) -> None:
        self.shards = shards
        self.expired = False

    def describe_stream(self, **_: Any) -> Any:
        shards = [
            {"ShardId": name} | ({"ParentShardId": parent} if parent else {})
            for name, (parent, _, _) in self.shards.items()
        ]
        return {"StreamDescription": {"Shards": shards}}

    def get_shard_iterator(self, **asked: Any) -> Any:
        _, records, _ = self.shards[asked["ShardId"]]
        numbers = [record["dynamodb"]["SequenceNumber"] for record in records]
        place = {
            "TRIM_HORIZON": lambda: 0,
            "LATEST": lambda: len(records),
            "AFTER_SEQUENCE_NUMBER": lambda: numbers.index(asked["SequenceNumber"]) + 1,
        }[asked["ShardIteratorType"]]()
        return {"ShardIterator": f"{asked['ShardId']} {place}"}

    def get_records(self, **asked: Any) -> Any:
        if self.expired:
            self.expired = False
            raise ClientError({"Error": {"Code": "ExpiredIteratorException"}}, "GetRecords")
        name, place = asked["ShardIterator"].split()
        _, records, ended = self.shards[name]
        found = records[int(place) : int(place) + asked["Limit"]]
        behind = int(place) + len(found)
        more = {} if ended and behind == len(records) else {"NextShardIterator": f"{name} {behind}"}
        return {"Records": found, **more}


class Counting:
    """The function: it notes its events, and its state is the number of records in its window."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.answers: Callable[[dict[str, Any]], Invocation] = self.count

    def __call__(self, _: str, event: dict[str, Any]) -> Invocation:
        self.events.append(event)
        return self.answers(event)

    def count(self, event: dict[str, Any]) -> Invocation:
        state = event.get("state", {})
        return Invocation({"state": {"seen": state.get("seen", 0) + len(event["Records"])}}, "")

    @property
    def story(self) -> list[tuple[str, str, Any]]:
        """Each event in short: its shard, its records (or how its window ends), and its state."""
        return [(event["shardId"], _short(event), event["state"]) for event in self.events]


def _short(event: dict[str, Any]) -> str:
    if event["isFinalInvokeForWindow"]:
        return "cut off" if event["isWindowTerminatedEarly"] else "end"
    return " ".join(record["dynamodb"]["Keys"]["pk"]["S"] for record in event["Records"])


@pytest.fixture
def counting() -> Counting:
    return Counting()


@pytest.fixture
def pump(counting: Counting) -> Callable[..., Pump]:
    """A pump on a stream, with one mapping: `MAPPING` with the given changes."""
    function = Function("Counting", "t-Counting", "arn", "app.handler", {}, 3, 128, ExecutionRole("r", ()))
    system = System({"Counting": function}, (), None, None, Table("t", ARN, {}, {}, None), ())
    return lambda reel, **given: Pump(replace(system, mappings=(replace(MAPPING, **given),)), reel, counting, ARN)


def test_a_shards_children_are_read_when_it_has_ended_and_begin_with_windows_of_their_own(pump, counting: Counting):
    ended = (None, [record("a"), record("b")], True)
    assert pump(Reel(left=("parent", [record("c")], False), parent=ended, right=("parent", [], False))).drain() == 3
    assert counting.story == [
        ("parent", "a b", {}),
        ("parent", "end", {"seen": 2}),
        ("left", "c", {}),
        ("left", "end", {"seen": 1}),
    ]


def test_a_shards_children_are_read_when_it_has_ended_without_a_record(pump):
    assert pump(Reel(parent=(None, [], True), child=("parent", [record("a")], False))).drain() == 1
    assert pump(Reel(child=("parent", [record("a")], False), parent=(None, [], True))).drain() == 1


def test_a_child_waits_while_its_parent_may_still_grow(pump, counting: Counting):
    assert pump(Reel(child=("parent", [record("b")], False), parent=(None, [record("a")], False))).drain() == 1
    assert [short for _, short, _ in counting.story] == ["a", "end"]


def test_a_record_of_the_next_window_ends_the_one_before(pump, counting: Counting):
    records = [record("a"), record("b", TEN + 59), record("c", TEN + 60), record("d", TEN + 200)]
    pump(Reel(shard=(None, records, False))).drain()
    assert counting.story == [
        ("shard", "a b", {}),
        ("shard", "end", {"seen": 2}),
        ("shard", "c", {}),
        ("shard", "end", {"seen": 1}),
        ("shard", "d", {}),
        ("shard", "end", {"seen": 1}),
    ]
    assert [event["window"] for event in counting.events[::2]] == [
        {"start": "2026-11-22T10:00:00Z", "end": "2026-11-22T10:01:00Z"},
        {"start": "2026-11-22T10:01:00Z", "end": "2026-11-22T10:02:00Z"},
        {"start": "2026-11-22T10:03:00Z", "end": "2026-11-22T10:04:00Z"},
    ]


def test_a_state_of_more_than_a_megabyte_ends_its_window_early(pump, counting: Counting):
    large = {"large": "x" * 1024 * 1024}
    counting.answers = lambda event: Invocation({"state": large if event["Records"] else {}}, "")
    pump(Reel(shard=(None, [record("a"), record("b", TEN + 1)], False)), batch_size=1).drain()
    assert [(short, state) for _, short, state in counting.story] == [
        ("a", {}),
        ("cut off", large),
        ("b", {}),
        ("cut off", large),
        ("end", {}),
    ]


def test_what_a_failed_invocation_answers_is_no_state(pump, counting: Counting):
    failed = iter([Invocation({"state": {"seen": 99}}, "", "it failed")])
    counting.answers = lambda event: next(failed, counting.count(event))
    pump(Reel(shard=(None, [record("a")], False))).drain()
    assert [(short, state) for _, short, state in counting.story] == [("a", {}), ("a", {}), ("end", {"seen": 1})]


def test_without_a_window_an_event_is_its_records(pump, counting: Counting):
    pump(Reel(shard=(None, [record("a")], False)), window=0).drain()
    assert [event.keys() for event in counting.events] == [{"Records"}]


def test_reading_goes_on_behind_the_last_record_when_an_iterator_has_expired(pump, counting: Counting):
    reel = Reel(shard=(None, [record("a")], False))
    pumping = pump(reel)
    assert pumping.drain() == 1
    reel.shards["shard"][1].append(record("b"))
    reel.expired = True
    assert (pumping.drain(), pumping.drain()) == (0, 1)
    assert [short for _, short, _ in counting.story] == ["a", "end", "b", "end"]


@pytest.mark.parametrize(("from_start", "delivered"), [(True, ["a", "b"]), (False, ["b"])])
def test_a_mapping_begins_where_it_is_told_to(pump, counting: Counting, delivered: list[str], *, from_start: bool):
    reel = Reel(shard=(None, [record("a")], False))
    pumping = pump(reel, from_start=from_start)
    pumping.drain()
    reel.shards["shard"][1].append(record("b"))
    pumping.drain()
    assert [short for _, short, _ in counting.story if short != "end"] == delivered


def test_a_deletion_because_of_age_says_who_deleted(pump, counting: Counting):
    by_age = record("a", userIdentity={"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"})
    pump(Reel(shard=(None, [by_age, record("b")], False))).drain()
    deleted, other = counting.events[0]["Records"]
    assert deleted["userIdentity"] == {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
    assert "userIdentity" not in other
