"""The DynamoDB in memory answers as another one does: the same calls leave the same table, stream and refusals.

This is what the histories of test_exact_counts.py rest on. MiniStack is the other one; it passes 98.5 % of a public
suite of DynamoDB's behaviour.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from shared.storage import table
from shared.storage.keys import Key
from shared.storage.table import Change, Operation
from tests.storage.counting import differences
from tests.storage.far import change, far
from tests.storage.histories import History, stage
from tests.storage.memory import Clock, Item, Memory, Place
from tests.storage.world import MIDNIGHT, World

pytestmark = pytest.mark.xdist_group("ministack")  # one process starts it for all of them
CALLS = 400
SEEDS = [1, 2]


@pytest.fixture
def memory() -> Iterator[Memory]:
    with stage() as empty:
        yield empty


def call(rng: Random) -> list[Operation]:
    """A write or a transaction as storage makes them, on few items, so that they meet."""
    if rng.random() < 0.02:
        return [Change().at(Key("K#a", "0"))]  # MiniStack, unlike AWS, lets it pass within a transaction
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


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_calls_leave_the_same_table_stream_and_refusals(
    memory: Memory, running_stack: Stack, elsewhere: str, seed: int
) -> None:
    rng = Random(seed)  # noqa: S311 (chance, no secret)
    calls = [call(rng) for _ in range(CALLS)]
    here = [outcome(operations) for operations in calls]
    found = table.get(*(Key("K#a", str(number)) for number in range(7)), consistent=True)
    with far(elsewhere, running_stack.system) as other:
        there = [outcome(operations) for operations in calls]
        assert here == there
        assert memory.items == other.items()
        assert [change(record) for record in memory.shards[0].records] == other.changes()
        assert found == table.get(*(Key("K#a", str(number)) for number in range(7)), consistent=True)
    assert {"done", "ValidationException"} == {answer for answer in here if isinstance(answer, str)}
    assert sum(isinstance(answer, tuple | list) for answer in here) > CALLS // 10


def live(look: Callable[[Place], Item | None], deliver: Callable[[], object], seed: int) -> World:
    """Some people's deeds, counted now and then."""
    world = World(Random(seed), Clock(MIDNIGHT - 60_000), look)  # noqa: S311 (chance, no secret)
    for _ in range(3):
        world.live(25)
        deliver()
    return world


def comparable(items: dict[Place, Item]) -> dict[Place, Item]:
    """Fences and the parts of the site's days follow from the names of the stream's shards."""
    return {place: item for place, item in items.items() if not place[0].startswith(("FENCE#", "SITE#"))}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_history_leaves_the_same_table(
    memory: Memory, running_stack: Stack, elsewhere: str, seed: int
) -> None:
    history = History(0, memory, shards=1)
    here = live(memory.items.get, history.finish, seed)
    assert differences(here, memory.items) == {}
    with far(elsewhere, running_stack.system) as other:
        there = live(other.look, other.pump, seed)
        items = other.items()
    assert differences(there, items) == {}
    assert comparable(memory.items) == comparable(items)


def test_a_history_on_moto_counts_exactly_the_whole_way(stack: Stack) -> None:
    """From the template's stream mapping to the function under its role."""
    name = stack.system.table.name

    def look(place: Place) -> Item | None:
        key = {"pk": {"S": place[0]}, "sk": {"S": place[1]}}
        item: Item | None = stack.dynamodb.get_item(TableName=name, Key=key).get("Item")
        return item

    world = live(look, stack.pump, 1)
    items = stack.dynamodb.scan(TableName=name)["Items"]
    assert differences(world, {(item["pk"]["S"], item["sk"]["S"]): item for item in items}) == {}
