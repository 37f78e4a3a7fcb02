"""Histories: random deeds of people, and random deliveries of the stream to the tallies function.

`python -m tests.storage.histories 10000` runs that many and prints their number and contents. A history follows from
its number alone; `python -m tests.storage.histories 1 --from 4711` runs number 4711.

The guarantees of Lambda and DynamoDB hold. A shard is delivered in order, one batch at a time, and nothing is skipped.
A child begins when its parent is finished. A record is gone a day after it was written.

Everything else happens. Batches are cut anywhere, overlap, and are redelivered, even long after they were counted.
Crashes and lost answers come at every call. Requests arrive after their sender has given up. Other consumers, readers
and moderators write between a read and the write that follows. Shards split, and items expire.
"""

import argparse
import io
import json
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from random import Random
from typing import Any, NamedTuple
from unittest import mock

from functions.tallies.app import handler
from shared.domain.times import DAY, HOUR
from shared.storage.judging import policy_in_force
from shared.telemetry import logger
from tests.storage.counting import Differences, differences
from tests.storage.memory import Clock, Memory, Place, Shard
from tests.storage.trouble import LOOK, Crash, Plan, Trouble, at_random, no_trouble
from tests.storage.world import World, start
from tests.support.lambda_context import lambda_context

_CROWDED = 0.01
"""The share of histories with more facts in a batch, about more comments, than one transaction takes."""
_CONTEXT = lambda_context("tallies")
_CONFUSION = 2
"""Depth of nested company: deliveries inside others' deliveries."""
_UNHEARD = {"crash after", "answer lost", "arrives late", "done, but server error"}
"""Troubles after which facts may be counted without the function's knowledge: its metrics miss them."""


class Tale(NamedTuple):
    """The contents of a history, as numbers."""

    facts: int
    records: int
    shards: int
    deliveries: int
    troubles: Counter[str]


class History:
    """One history, on an empty table."""

    def __init__(self, number: int, memory: Memory, *, shards: int | None = None) -> None:
        self.rng = Random(number)  # noqa: S311  (chance, no secret)
        self.memory = memory
        self.clock = Clock(start(self.rng))
        self._crowded = self.rng.random() < _CROWDED
        shards = shards or (1 if self._crowded else self.rng.randint(1, 4))
        memory.reset([self._first() for _ in range(shards)], self.clock)
        vars(policy_in_force)["_recent"] = None  # forget the policy of the history before
        self.world = World(self.rng, self.clock, memory.items.get)
        self.deliveries = 0
        self.troubles = Counter[str]()
        self.sent = defaultdict[str, list[int]](list)
        """The numbers that the function has sent, by metric."""
        self._done: dict[str, int] = {}
        self._busy: list[Shard] = []

    def run(self) -> Tale:
        """Live through the history, then deliver the rest without trouble.

        Raises AssertionError if an answer of the function is wrong, or an item of the table in the end.
        """
        steps = {
            self._live: 5,
            self._deliver_some: 9,
            self._deliver_again: 3,
            self._split: 1,
            self._wait: 1,
            self._echo: 1,
        }
        if self._crowded:
            self.world.rush(self.rng.randint(40, 60))
        for step in self.rng.choices([*steps], weights=[*steps.values()], k=self.rng.randint(4, 30)):
            step()
            self._arrive(likely=0.3)
        self._arrive(likely=0.5)
        self.finish()
        self.arrive()
        assert self.differences() == {}
        self._compare_metrics()
        return Tale(
            facts=self.world.facts,
            records=sum(len(shard.records) for shard in self.memory.shards),
            shards=len(self.memory.shards),
            deliveries=self.deliveries,
            troubles=self.troubles,
        )

    def differences(self) -> Differences:
        """The differences between the table and the facts."""
        return differences(self.world, self.memory.items, {shard.id for shard in self.memory.shards})

    def finish(self) -> None:
        """Deliver all remaining records, and then some of them once more."""
        while open_shards := self._open():
            for shard in open_shards:
                self._done[shard.id] = self.deliver(shard, self._at(shard), len(shard.records))
        written = sum(len(shard.records) for shard in self.memory.shards)
        for shard in self.memory.shards:
            kept = self._kept(shard)
            if kept:
                self.deliver(shard, self.rng.choice(kept), len(shard.records))
        assert written == sum(len(shard.records) for shard in self.memory.shards), "counted records wrote something"

    def deliver(
        self,
        shard: Shard,
        first: int,
        last: int,
        plan: Plan = no_trouble,
        company: Callable[[], None] | None = None,
    ) -> int:
        """Deliver some records of a shard, with trouble by `plan`; return the number of the next record to deliver."""
        trouble = Trouble(self.memory, self.rng, plan, company or self._company)
        line, self.memory.line = self.memory.line, trouble
        self._busy.append(shard)
        self.deliveries += 1
        output = io.StringIO()
        try:
            with redirect_stdout(output):
                answer = handler(_event(shard, first, last), _CONTEXT)
        except Crash:
            return first
        finally:
            self._note_metrics(output.getvalue())
            self._busy.remove(shard)
            self.memory.line = line
            self.troubles.update(trouble.happened)
        failure = _failure(answer)
        assert failure is None or trouble.harmed, f"{failure} was given up without need"
        return last if failure is None else first + _index(shard.records[first:last], failure)

    def _note_metrics(self, output: str) -> None:
        """Note the metrics in a delivery's output. It has at most one line, since it has under a hundred decisions."""
        lines = [json.loads(line) for line in output.splitlines()]
        assert len(lines) <= 1
        for line in lines:
            for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]:
                number = line[metric["Name"]]
                self.sent[metric["Name"]] += number if isinstance(number, list) else [number]

    def _compare_metrics(self) -> None:
        """Check that each fact was sent once. A fact whose transaction had no answer may be missing."""
        world, sent = self.world, self.sent
        happened = {
            "CommentsPosted": len(world.comments),
            "CommentsDecided": len(world.decided),
            "Reports": len(world.reports),
            "Shares": len(world.clicks),
            "Visits": sum(not visit.commented for visit in world.visits),
            "CommentsByVisitors": sum(visit.commented for visit in world.visits),
        }
        waits = Counter(at - world.comments[one].created_at for one, at in world.decided.items())
        told = {name: sum(sent[name]) for name in happened}
        if _UNHEARD & self.troubles.keys():
            assert all(told[name] <= number for name, number in happened.items()), told
            assert Counter(sent["DecisionWait"]) <= waits
        else:
            assert told == happened
            assert Counter(sent["DecisionWait"]) == waits

    def arrive(self) -> None:
        """Perform the requests that arrive after their senders gave up."""
        late, self.memory.late = self.memory.late, []
        for call in late:
            self.memory.perform(call)

    def expire(self, place: Place) -> None:
        """Let an item expire."""
        self.memory.expire(place)
        self.world.forget(place)

    def _deliver_some(self, *, troubled: bool = True) -> None:
        """Deliver the next batch of a shard, which may overlap with earlier batches."""
        shards = self._open()
        if not shards:
            return
        shard = self.rng.choice(shards)
        at = self._at(shard)
        first = at if self.rng.random() < 0.6 else self.rng.randint(max(self._kept(shard)[0], at - 8), at)
        last = self.rng.choice((len(shard.records), self.rng.randint(at + 1, len(shard.records))))
        self._done[shard.id] = self.deliver(shard, first, last, self._plan() if troubled else no_trouble)

    def _deliver_again(self) -> None:
        """Deliver a batch that was counted before, perhaps of an ended shard whose children have begun."""
        shard = self.rng.choice(self.memory.shards)
        counted = [number for number in self._kept(shard) if number < self._at(shard)]
        if counted and shard not in self._busy:
            first = self.rng.choice(counted)
            self.deliver(shard, first, self.rng.randint(first, counted[-1]) + 1, self._plan())

    def _company(self) -> None:
        """Let others do something between two calls of a delivery."""
        if self.rng.random() < 0.3:
            self.world.live(1)
        else:
            self._deliver_some(troubled=len(self._busy) < _CONFUSION)
        self._arrive(likely=0.2)

    def _plan(self) -> Plan:
        """Plan trouble at some calls of a delivery: 0 is the first read of facts, 1 the write that follows."""
        if self.rng.random() < 0.35:
            return no_trouble
        calls = self.rng.choices((LOOK, 0, 1, 2, 3, 5), weights=(1, 2, 6, 1, 2, 1), k=self.rng.choice((1, 1, 2)))
        return at_random(self.rng, calls)

    def _open(self) -> list[Shard]:
        """The shards with records to deliver now."""
        return [
            shard
            for shard in self.memory.shards
            if self._at(shard) < len(shard.records)
            and shard not in self._busy
            and (shard.parent is None or self._finished(shard.parent))
        ]

    def _finished(self, shard: Shard) -> bool:
        above = shard.parent is None or self._finished(shard.parent)
        return above and shard.children is not None and self._at(shard) == len(shard.records)

    def _at(self, shard: Shard) -> int:
        """The number of records of a shard that Lambda takes for done."""
        return self._done.get(shard.id, 0)

    def _kept(self, shard: Shard) -> Sequence[int]:
        """The numbers of a shard's records that the stream still has."""
        gone = sum(self._age(record) >= DAY for record in shard.records)
        return range(gone, len(shard.records))

    def _age(self, record: dict[str, Any]) -> int:
        return self.clock.now - 1_000 * int(record["dynamodb"]["ApproximateCreationDateTime"])

    def _live(self) -> None:
        self.world.live(self.rng.randint(1, 8))

    def _split(self) -> None:
        open_ended = [shard for shard in self.memory.shards if not shard.children]
        if len(self.memory.shards) < 8:
            self.memory.split(self.rng.choice(open_ended), (self._first(), self._first()))

    def _echo(self) -> None:
        if self.world.left:
            self.memory.echo(self.rng.choice([*self.world.left]))

    def _first(self) -> int:
        """A shard's first sequence number, a few before numbers gain a digit. They have up to 40."""
        return 10 ** self.rng.randint(2, 39) - self.rng.randint(1, 12)

    def _arrive(self, *, likely: float) -> None:
        if self.memory.late and self.rng.random() < likely:
            self.arrive()

    def _wait(self) -> None:
        """Close a window and let hours pass, or days if everything is delivered: no record waits for a whole day."""
        self.deliver(self.memory.shards[0], 0, 0)
        self.arrive()
        waiting = [self._age(shard.records[self._at(shard)]) for shard in self.memory.shards if self._waits(shard)]
        hours = self.rng.randint(1, 8) * HOUR if waiting else self.rng.choice((5 * HOUR, 50 * HOUR))
        if not waiting or max(waiting) + hours < DAY:
            self.clock.now += hours
        for place, item in [*self.memory.items.items()]:
            if "expires_at" in item and 1_000 * int(item["expires_at"]["N"]) <= self.clock.now:
                self.expire(place)
        clicks = [place for place in self.world.left if place[0].startswith("SHARE#")]
        if clicks:
            self.expire(self.rng.choice(clicks))

    def _waits(self, shard: Shard) -> bool:
        return self._at(shard) < len(shard.records)


@contextmanager
def stage() -> Iterator[Memory]:
    """A memory for storage to work on. The function's warnings are expected, and not written."""
    memory, level = Memory(), logger.log_level
    logger.setLevel("CRITICAL")
    try:
        with mock.patch.dict(os.environ, {"TABLE_NAME": "memory"}), memory.connected():
            yield memory
    finally:
        logger.setLevel(level)


def run(number: int, memory: Memory) -> Tale:
    """Run the history of this number.

    Raises AssertionError, which names the history, if it fails.
    """
    try:
        return History(number, memory).run()
    except Exception as error:
        raise AssertionError(f"history {number} (python -m tests.storage.histories 1 --from {number})") from error


def _event(shard: Shard, first: int, last: int) -> dict[str, Any]:
    """A batch as Lambda sends it (AWS: "Implementing stateful DynamoDB stream processing")."""
    return {
        "Records": shard.records[first:last],
        "window": {"start": "2026-11-22T10:00:00Z", "end": "2026-11-22T10:01:00Z"},
        "state": {},
        "shardId": shard.id,
        "eventSourceARN": "arn:aws:dynamodb:eu-central-1:123456789012:table/postbag/stream/2026-11-22T00:00:00.000",
        "isFinalInvokeForWindow": first == last,
        "isWindowTerminatedEarly": False,
    }


def _failure(answer: dict[str, Any]) -> str | None:
    assert answer["state"] == {}
    failures: list[dict[str, str]] = answer["batchItemFailures"]
    return failures[0]["itemIdentifier"] if failures else None


def _index(records: list[dict[str, Any]], number: str) -> int:
    return [record["dynamodb"]["SequenceNumber"] for record in records].index(number)


def main() -> None:
    """Run many histories, and print their contents."""
    parser = argparse.ArgumentParser(description="Histories of facts and their stream; every tally equals its facts.")
    parser.add_argument("histories", type=int)
    parser.add_argument("--from", type=int, default=0, dest="first")
    given = parser.parse_args()
    started = time.process_time()
    with stage() as memory:
        tales = [run(number, memory) for number in range(given.first, given.first + given.histories)]
    seconds = time.process_time() - started
    troubles = sum((tale.troubles for tale in tales), Counter[str]())
    print(  # noqa: T201
        f"{len(tales)} histories, {sum(tale.facts for tale in tales)} facts, "
        f"{sum(tale.records for tale in tales)} records in {sum(tale.shards for tale in tales)} shards, "
        f"{sum(tale.deliveries for tale in tales)} deliveries, {troubles.total()} troubles, {seconds:.1f} s of CPU"
    )
    print(", ".join(f"{count} {kind}" for kind, count in troubles.most_common()))  # noqa: T201


if __name__ == "__main__":
    main()
