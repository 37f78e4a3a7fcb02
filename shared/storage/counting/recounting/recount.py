"""Compare tallies with the facts, and correct them, while both go on changing. Used by `postbag recount` alone.

The fences say exactly which records of the stream the tallies have counted. The facts are read, and reset to the fences
where the stream was begun. An item's first record behind these shows the item as it was there. The increments of later
records then give the right numbers for any later fences. Tallies are read in one transaction with their fences.
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
    """The findings of a recount, and its corrections."""

    facts: int
    """Number of facts that were read."""
    tallies: int
    """Number of tallies that were compared with them, comments among them."""
    records: int
    """Number of records of facts that the stream brought meanwhile."""
    differing: Sequence[Difference]
    """Differences found in both comparisons, those of numbers by the same amount."""
    left: Sequence[Difference]
    """Those of `differing` that were not corrected."""
    passing: Sequence[Difference]
    """Differences found once, or by another amount the second time. They were not corrected."""
    unreadable: Sequence[Key]
    """Items with the key of a fact that cannot be read as a fact. Nobody counts them."""
    waiting: Sequence[int]
    """Times, in ms since the epoch, of uncounted facts in shards whose fence did not move between the comparisons."""
    caught_up: bool
    """True if the recount has counted these."""
    comments: Mapping[Key, str]
    """The ids of the comments among the tallies, by key."""


def recount(article_id: str | None, *, check: bool, settle: float, clock: Clock, run_id: str) -> RecountResult:
    """Compare the tallies of one article or, with None, all tallies with the facts, and correct the differences.

    `check` changes nothing. `settle` is the time in seconds that the stream gets to bring recent changes. `run_id`
    identifies this run.

    Raises:
        AtWork: another recount is running.
        NoStream, StreamEnds, TooManyShards, Restless: a recount is not possible.
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
    """The shards that had uncounted facts at the fences `before`, and whose fences have not moved since."""
    now = _counted(stream)
    return [shard for shard in facts.waiting if facts.uncounted(shard, before) and now.get(shard) == before.get(shard)]


def _count(stream: Stream, shards: Sequence[str]) -> bool:
    """Count the records behind the fences of some shards, as the tallies function does; True if that was possible.

    The fences ensure that each record is counted once, by this or by the function.
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
    """Read records, without those that are unreadable: Lambda gives these up for good."""
    for raw in records:
        with suppress(ValidationError):
            yield tallies.record(raw)
