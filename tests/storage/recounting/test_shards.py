"""A recount is exact over any shards: split, partly counted, given up in places, or trimmed."""

import random
import zlib
from typing import Any

import pytest

from shared.storage import keys
from shared.storage.keys import Key
from tests.storage.recounting.between import between
from tests.storage.recounting.recounted_world import RecountedWorld, Said
from tests.storage.recounting.shards import ImitatedShard, imitated, shard_id

Records = list[dict[str, Any]]


def recount(world: RecountedWorld, url: str, *arguments: str, table: str | None = None) -> Said:
    """Run a recount on MiniStack's table and the imitated stream."""
    where = {
        "AWS_ENDPOINT_URL_DYNAMODB": table or str(world.stack.endpoint_url),
        "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": url,
    }
    return world.recount("--all", "--settle", "0.1", *arguments, **where)


def split(records: Records, at: int) -> list[ImitatedShard]:
    """A shard that was closed after `at` records, and the two children that share its keys."""
    shards = [ImitatedShard(shard_id(0), closed=True, records=records[:at])]
    shards += [ImitatedShard(shard_id(number), parent=shard_id(0)) for number in (1, 2)]
    for record in records[at:]:
        key = record["dynamodb"]["Keys"]
        shards[1 + zlib.crc32(str(key).encode()) % 2].records.append(record)
    return shards


def tallies(items: dict[Key, dict[str, Any]]) -> dict[Key, dict[str, Any]]:
    """All items but the fences, with the parts of the site's days added up, and without zeros."""
    found: dict[Key, dict[str, Any]] = {}
    for key, item in items.items():
        if key.pk.startswith("FENCE#"):
            continue
        numbers = found.setdefault(keys.whole(key), {})
        several = keys.parts(key) != (key,)
        for name, value in item.items():
            if name not in key._fields:
                numbers[name] = numbers.get(name, 0) + value if several else value
    return {key: {name: value for name, value in item.items() if value} for key, item in found.items()}


def restore(world: RecountedWorld, items: dict[Key, dict[str, Any]]) -> None:
    for key in world.everything().keys() - items.keys():
        world.delete(key)
    for item in items.values():
        world.put(item)


@pytest.mark.parametrize("seed", range(2))
def test_whatever_was_counted_and_given_up_of_whichever_shards_becomes_exact(world: RecountedWorld, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  (no secret: it can be repeated)
    world.lively()
    records, facts = world.records(), world.everything()
    world.deliver(records, "reference")
    sound = tallies(world.everything())
    restore(world, facts)
    shards = split(records, chance.randrange(len(records)))
    for shard in shards:
        for record in shard.records[: chance.randint(0, len(shard.records))]:
            if chance.random() > 0.2:  # else it is given up
                world.deliver([record], shard.id)
    with imitated(shards) as url:
        said = recount(world, url)
        assert (said.errors, said.status) == ("", 0)
        assert said.lines
        assert tallies(world.everything()) == sound
        for shard in shards:
            world.deliver(shard.records, shard.id)
        assert tallies(world.everything()) == sound
        assert recount(world, url, "--check").lines == []


def test_facts_on_their_way_are_not_taken_for_missing(world: RecountedWorld) -> None:
    world.lively()
    records = world.records()
    shards = split(records, 8)
    world.deliver(records[:5], shard_id(0))
    with imitated(shards) as url:
        said = recount(world, url, "--check")
    assert [line for line in said.lines if "by the facts" in line] == []
    on_their_way = len(records) - 5 - 1  # a vote of 0 without a vote before it is no fact
    assert said.lines[0].startswith(f"{on_their_way} uncounted facts")


def test_a_stream_that_is_late_is_not_taken_for_a_miscount(world: RecountedWorld) -> None:
    """A fact is in the table, and at first neither in the stream nor in the tallies."""
    world.post()
    counted = world.records()
    world.deliver(counted, shard_id(0))
    world.post()
    shard = ImitatedShard(shard_id(0), records=counted + world.records(), late=1)

    def comes_late(operation: str) -> None:
        if operation == "TransactGetItems":
            shard.late = 0

    with imitated([shard]) as url, between(str(world.stack.endpoint_url), comes_late) as table:
        said = recount(world, url, table=table)
    once = "article a: comments 1, by the facts 2: seen only once, not corrected"
    assert once in said.lines
    assert [line for line in said.lines if ": corrected" in line] == []
    assert said.lines[-1].startswith("1 uncounted fact")
    assert world.item(keys.article_tally("a"))["comments"] == 2


def test_what_was_lost_is_found_after_the_stream_has_forgotten_it(world: RecountedWorld) -> None:
    world.lively()
    records = world.records()
    world.deliver(records[3:], shard_id(0))
    with imitated([ImitatedShard(shard_id(7))]) as url:
        said = recount(world, url)
        assert any(line.startswith("article a: comments") for line in said.lines)
        assert recount(world, url, "--check").lines == []


def test_more_open_shards_than_a_transaction_can_read_are_said_and_nothing_is_done(world: RecountedWorld) -> None:
    world.post()
    before = world.everything()
    with imitated([ImitatedShard(shard_id(number)) for number in range(93)]) as url:
        said = recount(world, url)
    assert said.status == 1
    assert said.errors.startswith("postbag: The stream has 93 open shards.")
    assert world.everything() == before
