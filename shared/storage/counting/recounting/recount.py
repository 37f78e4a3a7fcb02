"""Tallies held against the facts, and put right, while both go on changing. Used by `postbag recount` alone.

The fences say exactly which records of the stream the tallies have counted. The facts are read, and taken back to what
they were at the fences that the stream was begun at: an item's first record behind them shows it as it was there. From
there the increments of the records on the way lead to what the tallies should say at any later fences, and these are
read in one transaction with the tallies.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from pydantic import ValidationError

from shared.storage.counting import tallies
from shared.storage.counting.recounting.corrections import Claim, put_right
from shared.storage.counting.recounting.facts import Facts, Positions
from shared.storage.counting.recounting.pages import read_article, read_table
from shared.storage.counting.recounting.snapshots import Difference, compare
from shared.storage.counting.recounting.stream import Clock, Stream, fences
from shared.storage.judging import policy_in_force
from shared.storage.keys import Key


class RecountResult(NamedTuple):
    """What a recount found and did."""

    facts: int
    """How many facts were read."""
    tallies: int
    """How many tallies they were held against, comments among them."""
    records: int
    """How many records of facts the stream brought meanwhile."""
    differing: Sequence[Difference]
    """What differed both times that it was looked at, numbers by the same."""
    left: Sequence[Difference]
    """What of this was not put right."""
    passing: Sequence[Difference]
    """What differed once, or by something else the second time; it was left alone."""
    unreadable: Sequence[Key]
    """Items that should be facts and are none; they are not counted by anybody."""
    waiting: Sequence[int]
    """When the facts happened that nobody has counted between the two looks, though nothing before them waited."""
    caught_up: bool
    """Whether these were counted after all."""
    comments: Mapping[Key, str]
    """The ids of the comments among the tallies."""


def recount(article_id: str | None, *, check: bool, settle: float, clock: Clock, run_id: str) -> RecountResult:
    """Hold the tallies of one article or, with None, all tallies against the facts, and put right what differs.

    `check` changes nothing. `settle` is how many seconds the stream is given to bring what has happened; `run_id` tells
    this run from others.

    Raises:
        AtWork: another recount is putting tallies right.
        NoStream, StreamEnds, TooManyShards, Restless: it cannot be done.
    """
    facts = Facts(article_id, clock())
    stream = Stream(facts.take, clock)
    claim = None if check else Claim(run_id, clock)
    try:
        return _recount(facts, stream, claim, settle)
    finally:
        if claim:
            claim.release()


def _recount(facts: Facts, stream: Stream, claim: Claim | None, settle: float) -> RecountResult:
    working: Callable[[], None] = claim.renew if claim else lambda: None
    if facts.article_id is None:
        read_table(facts, working)
    else:
        read_article(facts, facts.article_id, working)
    stream.settle(settle)
    wanted = sorted({*facts.comments, *facts.tallies})
    first = compare(facts, stream, wanted, working)
    counted = _counted(stream)
    second: list[Difference] = []
    stuck: list[str] = []
    if first or any(facts.uncounted(shard, counted) for shard in facts.waiting):
        stream.settle(settle)
        second = compare(facts, stream, sorted({difference.key for difference in first}), working)
        stuck = _stuck(stream, facts, counted)
    before = {(one.key, one.name): one for one in first}
    differing = [one for one in second if one.confirms(before.get((one.key, one.name)))]
    passing = [one for one in {(o.key, o.name): o for o in (*first, *second)}.values() if one not in differing]
    return RecountResult(
        facts=facts.read,
        tallies=len(wanted),
        records=facts.came,
        differing=differing,
        left=put_right(claim, facts, differing, policy_in_force.in_force().policy) if claim else differing,
        passing=passing,
        unreadable=sorted(facts.unreadable),
        waiting=[happened for shard in stuck for happened in facts.uncounted(shard, counted)],
        caught_up=claim is not None and _count(stream, stuck),
        comments=facts.comments,
    )


def _counted(stream: Stream) -> Positions:
    return {shard: tallies.position(counted) for shard, counted in fences(stream.shards).items()}


def _stuck(stream: Stream, facts: Facts, before: Positions) -> list[str]:
    """The shards with facts that were not counted at the fences `before`, whose fences have not moved since."""
    now = _counted(stream)
    return [shard for shard in facts.waiting if facts.uncounted(shard, before) and now.get(shard) == before.get(shard)]


def _count(stream: Stream, shards: Sequence[str]) -> bool:
    """Count what is behind the fences of some shards, as the tallies function does; whether that was possible.

    The fences see to it that whoever counts it, it is counted once.
    """
    try:
        for shard in shards:
            records = stream.behind(shard, fences([shard]).get(shard))
            for _ in tallies.count_in_transactions(shard, _readable(records), at=stream.clock()):
                pass
    except tallies.CountingStuck:
        return False
    return True


def _readable(records: Iterable[Mapping[str, Any]]) -> Iterator[tallies.CountedRecord]:
    """What Lambda gives up for good, because it cannot be read, is passed over."""
    for raw in records:
        with suppress(ValidationError):
            yield tallies.record(raw)
