"""The DynamoDB in memory answers like moto and MiniStack: the same calls leave the same table, stream and refusals.

The histories of test_exact_counts.py rest on this. MiniStack passes 98.5 % of a public suite of DynamoDB's behaviour.
On moto and MiniStack, these tests go the whole way from a write to its tally, by the template's stream mapping and
under the function's role.
"""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.emulator.stack import Stack
from shared.domain.log.hash_chain import Link
from shared.storage import table
from shared.storage.keys import Key
from shared.storage.table import Change, Operation
from tests.storage.counting import differences
from tests.storage.histories import History, stage
from tests.storage.memory import Clock, Item, Place
from tests.storage.world import MIDNIGHT, World

CALLS = 400


def call(rng: Random) -> list[Operation]:
    """A write or a transaction as storage makes them, on few items, so that they meet."""
    if rng.random() < 0.02:
        return [Change().at(Key("K#a", "0"))]  # alone: MiniStack, unlike AWS, accepts it within a transaction
    return [operation(rng) for _ in range(rng.choice((1, 1, 1, 2, 3)))]


def operation(rng: Random) -> Operation:
    key = Key("K#a", str(rng.randrange(5)))
    value, number = rng.choice(("x", "y")), rng.randrange(-2, 4)
    item = {**key._asdict(), "value": value, "number": number, "list": [value, number], "flag": number > 0}
    kind = rng.randrange(8)
    if kind == 0:
        return table.new(item)
    if kind == 1:
        return table.replace(item, unless={"value": value})
    change = Change(
        sets={"value": value, "other": rng.choice((value, [number], {"in": number}))} if kind % 2 else {"value": value},
        defaults={"first": number} if kind == 5 else {},
        adds=dict.fromkeys(rng.sample(("number", "count", "total"), rng.randrange(3)), number),
        removes={*rng.sample(("list", "flag", "absent"), rng.randrange(3))},
    )
    condition = rng.randrange(6)
    if condition == 0:
        change.only_if = {"value": value, "absent": None}
    if condition == 1:
        change.only_if_has = {"pk", "list"}
    if condition == 2:
        change.only_if_below = {"number": 2}
    if condition == 3:
        change.only_if = {"number": number, "list": [value, number]}
    return change.at(key)


def outcome(operations: list[Operation]) -> Any:
    try:
        table.write(*operations)
    except table.WriteRefused as refused:
        return refused.reasons
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "done"


def test_the_same_calls_leave_the_same_table_stream_and_refusals(storage_stack: Stack) -> None:
    rng = Random(1)  # noqa: S311 (chance, no secret)
    calls = [call(rng) for _ in range(CALLS)]
    keys = [Key("K#a", str(number)) for number in range(7)]
    with stage() as memory:
        here = [outcome(operations) for operations in calls]
        found = table.get(*keys, consistent=True)
    assert [outcome(operations) for operations in calls] == here
    assert items(storage_stack) == memory.items
    if storage_stack.endpoint_url:  # moto's stream has a further record of an item before its update
        assert changes(storage_stack) == [change(record) for record in memory.shards[0].records]
    assert table.get(*keys, consistent=True) == found
    assert {answer for answer in here if isinstance(answer, str)} == {"done", "ValidationException"}
    assert sum(not isinstance(answer, str) for answer in here) > CALLS // 10


def items(stack: Stack) -> dict[Place, Item]:
    """All items, in DynamoDB's notation, without those that the followups function makes: chain, links and filter."""
    pages = stack.dynamodb.get_paginator("scan").paginate(TableName=stack.system.table.name)
    found = {(item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]}
    return {
        place: {name: value for name, value in item.items() if name not in Link._fields}
        for place, item in found.items()
        if not place[0].startswith(("CHAIN#", "FILTER#"))
    }


def change(record: dict[str, Any]) -> tuple[str, Item, Item | None, Item | None]:
    """A record's event name, its key, and its images before and after."""
    images = record["dynamodb"]
    return record["eventName"], images["Keys"], images.get("OldImage"), images.get("NewImage")


def changes(stack: Stack) -> list[tuple[str, Item, Item | None, Item | None]]:
    """The changes of the whole stream."""
    streams = stack._client("dynamodbstreams")
    arn = stack.dynamodb.describe_table(TableName=stack.system.table.name)["Table"]["LatestStreamArn"]
    [shard] = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    place = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
    iterator, read = streams.get_shard_iterator(**place)["ShardIterator"], list[dict[str, Any]]()
    while True:
        answer = streams.get_records(ShardIterator=iterator, Limit=1_000)
        read += answer["Records"]
        if not answer["Records"]:
            break
        iterator = answer["NextShardIterator"]
    return [*map(change, read)]


def live(look: Callable[[Place], Item | None], deliver: Callable[[], object], seed: int) -> World:
    """Let people do some deeds, counted now and then."""
    world = World(Random(seed), Clock(MIDNIGHT - 60_000), look)  # noqa: S311 (chance, no secret)
    for _ in range(3):
        world.live(25)
        deliver()
    return world


def comparable(items: dict[Place, Item]) -> dict[Place, Item]:
    """Items without those that depend on the names of shards: fences, and the parts of the site's days."""
    return {place: item for place, item in items.items() if not place[0].startswith(("FENCE#", "SITE#"))}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_deeds_leave_the_same_facts_and_tallies(storage_stack: Stack, seed: int) -> None:
    with stage() as memory:
        history = History(0, memory, shards=1)
        here = live(memory.items.get, history.finish, seed)
        assert differences(here, memory.items) == {}

    def look(place: Place) -> Item | None:
        key = {"pk": {"S": place[0]}, "sk": {"S": place[1]}}
        found = storage_stack.dynamodb.get_item(TableName=storage_stack.system.table.name, Key=key, ConsistentRead=True)
        item: Item | None = found.get("Item")
        return item

    there = live(look, storage_stack.pump, seed)
    assert differences(there, items(storage_stack)) == {}
    assert comparable(items(storage_stack)) == comparable(memory.items)
