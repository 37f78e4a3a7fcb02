"""The table's stream from its fences on, as a recount reads it: parents before children, each record once."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from shared.domain.times import SECOND
from shared.settings import settings
from shared.storage import keys, table
from shared.storage.counting.tallies import position

T = TypeVar("T")
Clock = Callable[[], int]
"""The time in ms since the epoch."""
Take = Callable[[str, str, Mapping[str, Any]], bool]
"""Takes a record's shard, its position there, and the record. Returns True if it is a fact that matters."""

_PAUSE = 0.2
"""Seconds between reads of a quiet stream. A shard allows five reads a second, and Lambda reads it too."""
_PATIENCE = 60 * SECOND
_BATCH = 100


class NoStream(Exception):  # noqa: N818  (says what is missing)
    """The table has no stream, so nothing is counted."""


class StreamEnds(Exception):  # noqa: N818  (says what is wrong)
    """The stream does not bring all records up to a fence."""


@dataclass
class Shard:
    """The state of reading one shard. Positions are comparable with those of fences; "" is the beginning."""

    id: str
    parent: str | None
    open: bool
    start: str = ""
    reached: str = ""
    last: str | None = None
    """The sequence number of the last record that was read."""
    iterator: str | None = None
    done: bool = False
    found_uncounted: bool = False
    """True if it, or a shard before it, has brought a fact from behind its fence."""
    last_read: int = 0
    """Time of the last read that brought records, in ms since the epoch."""
    newest: int = 0
    """Time at which the last of these records was written, in ms since the epoch."""


@cache
def _client() -> Any:
    return boto3.client("dynamodbstreams", config=Config(retries={"mode": "standard", "total_max_attempts": 8}))


def fences(shard_ids: Iterable[str]) -> dict[str, str]:
    """The fences of some shards, as sequence numbers. Shards that nobody has counted are left out."""
    counted: dict[str, str] = {}
    named = {keys.fence(shard): shard for shard in shard_ids}
    for some in chunks(list(named), _BATCH):
        counted |= {named[key]: item["counted"] for key, item in table.get(*some, consistent=True).items()}
    return counted


def chunks(whole: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`whole` in parts of `size`."""
    return (whole[start : start + size] for start in range(0, len(whole), size))


class Stream:
    """All shards of the stream, read from their fences on."""

    def __init__(self, take: Take, clock: Clock) -> None:
        """Find the shards and their fences. Raises NoStream."""
        described = table.client().describe_table(TableName=settings.table_name)["Table"]
        if not described.get("StreamSpecification", {}).get("StreamEnabled"):
            raise NoStream(f"The table {settings.table_name} has no stream.")
        self._arn = described["LatestStreamArn"]
        self._take = take
        self.clock = clock
        self.shards: dict[str, Shard] = {}
        self.refresh()
        self._counted = fences(self.shards)

    def refresh(self) -> None:
        """List the shards again, and note which of them are still open."""
        start: dict[str, str] = {}
        while True:
            described = _client().describe_stream(StreamArn=self._arn, **start)["StreamDescription"]
            for listed in described["Shards"]:
                shard = Shard(listed["ShardId"], listed.get("ParentShardId"), open=True)
                shard = self.shards.setdefault(shard.id, shard)
                shard.open = "EndingSequenceNumber" not in listed.get("SequenceNumberRange", {})
            if "LastEvaluatedShardId" not in described:
                return
            start = {"ExclusiveStartShardId": described["LastEvaluatedShardId"]}

    def settle(self, seconds: float) -> None:
        """Read until every shard has brought nothing for so many seconds, or a record written after them.

        One read without records proves nothing: more records may follow (AWS: GetRecords).
        """
        started, quiet = self.clock(), round(seconds * SECOND)
        self.refresh()
        while True:
            came = self.poll()
            if all(self._has_settled(shard, started, quiet) for shard in self.shards.values()):
                return
            if not came:
                time.sleep(min(_PAUSE, seconds))

    def reach(self, counted: Mapping[str, str]) -> None:
        """Read at least up to these fences (positions).

        Raises:
            StreamEnds: the stream does not bring all records up to there.
        """
        deadline = self.clock() + _PATIENCE
        while short := [shard for shard, to in counted.items() if not self._has_reached(shard, to)]:
            if not self.poll():
                if self.clock() > deadline:
                    raise StreamEnds(f"The stream does not bring all counted records of shard {short[0]}.")
                self.refresh()
                time.sleep(_PAUSE)

    def poll(self) -> int:
        """Read on in every shard whose parent has been read; return the number of records."""
        return sum(self._read(shard) for shard in list(self.shards.values()) if self._is_next(shard))

    def behind(self, shard_id: str, counted: str | None) -> Iterator[Mapping[str, Any]]:
        """The records of a shard behind a fence (a sequence number), up to where the shard has been read."""
        iterator: str | None = self._iterator(shard_id, counted)
        at, reached = "", self.shards[shard_id].reached
        while iterator and at < reached:
            answer = _client().get_records(ShardIterator=iterator)
            iterator = answer.get("NextShardIterator")
            for raw in answer["Records"]:
                at = position(raw["dynamodb"]["SequenceNumber"])
                yield raw

    def _has_settled(self, shard: Shard, started: int, quiet: int) -> bool:
        if shard.done or shard.newest > started + quiet:
            return True
        return shard.iterator is not None and self.clock() - max(shard.last_read, started) >= quiet

    def _has_reached(self, shard_id: str, to: str) -> bool:
        shard = self.shards.get(shard_id)
        return shard is not None and (shard.done or max(shard.start, shard.reached) >= to)

    def _is_next(self, shard: Shard) -> bool:
        parent = self.shards.get(shard.parent or "")
        return not shard.done and (parent is None or parent.done)

    def _read(self, shard: Shard) -> int:
        if shard.iterator is None:
            shard.iterator = self._begin(shard)
        try:
            answer = _client().get_records(ShardIterator=shard.iterator)
        except ClientError as error:
            if error.response["Error"]["Code"] not in {"ExpiredIteratorException", "TrimmedDataAccessException"}:
                raise
            shard.iterator = self._iterator(shard.id, shard.last)
            return 0
        records = answer["Records"]
        for raw in records:
            at = position(raw["dynamodb"]["SequenceNumber"])
            if at > max(shard.start, shard.reached):
                shard.reached, shard.last = at, raw["dynamodb"]["SequenceNumber"]
                shard.found_uncounted |= self._take(shard.id, at, raw)
        shard.iterator = answer.get("NextShardIterator")
        shard.done = shard.iterator is None
        if records:
            shard.last_read = self.clock()
            shard.newest = round(records[-1]["dynamodb"]["ApproximateCreationDateTime"].timestamp() * SECOND)
        return len(records)

    def _begin(self, shard: Shard) -> str:
        """Return the iterator of the place where reading begins.

        The fences were not read at one moment, so the child's may be younger than the parent's. If the parent has
        uncounted facts, the child's fence is ignored, and all records of the child are treated as uncounted. Otherwise
        a later change of an item could count before an earlier one.
        """
        parent = self.shards.get(shard.parent or "")
        shard.found_uncounted = parent is not None and parent.found_uncounted
        counted = None if shard.found_uncounted else self._counted.get(shard.id)
        shard.start = position(counted) if counted else ""
        shard.last_read = self.clock()
        return self._iterator(shard.id, counted)

    def _iterator(self, shard_id: str, counted: str | None) -> str:
        asked = {"StreamArn": self._arn, "ShardId": shard_id}
        if counted:
            after = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": counted}
            try:
                return str(_client().get_shard_iterator(**asked, **after)["ShardIterator"])
            except ClientError as error:
                if error.response["Error"]["Code"] != "TrimmedDataAccessException":
                    raise
        return str(_client().get_shard_iterator(**asked, ShardIteratorType="TRIM_HORIZON")["ShardIterator"])
