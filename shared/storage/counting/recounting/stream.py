"""The table's stream from given fences on, read by a recount: parents before children, each record once."""

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
"""Told of a record: its shard, its position in it, the record; says whether it is a fact that matters."""

_PAUSE = 0.2
"""Seconds between looks at a quiet stream: five a second are what a shard allows, and Lambda looks too."""
_PATIENCE = 60 * SECOND
_BATCH = 100


class NoStream(Exception):  # noqa: N818  (says what is missing)
    """The table has no stream, so nothing is counted."""


class StreamEnds(Exception):  # noqa: N818  (says what is wrong)
    """A fence says that records are counted which the stream does not bring."""


@dataclass
class Shard:
    """How far one shard has been read; positions are as fences have them, "" is the beginning."""

    id: str
    parent: str | None
    open: bool
    start: str = ""
    reached: str = ""
    last: str | None = None
    """The sequence number of the last record that was read."""
    iterator: str | None = None
    done: bool = False
    told: bool = False
    """Has it, or one before it, brought a fact from behind the fence?"""
    heard: int = 0
    """When records last came, in ms since the epoch."""
    newest: int = 0
    """When the last of them was written."""


@cache
def _client() -> Any:
    return boto3.client("dynamodbstreams", config=Config(retries={"mode": "standard", "total_max_attempts": 8}))


def fences(shard_ids: Iterable[str]) -> dict[str, str]:
    """How far each of some shards has been counted: a sequence number; what nobody has counted is left out."""
    found: dict[str, str] = {}
    named = {keys.fence(shard): shard for shard in shard_ids}
    for some in chunks(list(named), _BATCH):
        found |= {named[key]: item["counted"] for key, item in table.get(*some, consistent=True).items()}
    return found


def chunks(whole: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """`whole` in parts of `size`."""
    return (whole[start : start + size] for start in range(0, len(whole), size))


class Stream:
    """All shards of the stream, from where they are counted to."""

    def __init__(self, take: Take, clock: Clock) -> None:
        """Raises NoStream."""
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
        """Ask which shards there are, and which of them still grow."""
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
        """Read until every shard has brought nothing for so many seconds, or something younger than these.

        One read without records says nothing: there may be some behind it (AWS: GetRecords).
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
        """Read at least to these fences (positions).

        Raises:
            StreamEnds: the stream does not get there.
        """
        deadline = self.clock() + _PATIENCE
        while short := [shard for shard, to in counted.items() if not self._has_reached(shard, to)]:
            if not self.poll():
                if self.clock() > deadline:
                    raise StreamEnds(f"The stream does not bring what is counted of shard {short[0]}.")
                self.refresh()
                time.sleep(_PAUSE)

    def poll(self) -> int:
        """Read on in every shard whose parent has been read; how many records came."""
        return sum(self._read(shard) for shard in list(self.shards.values()) if self._is_next(shard))

    def behind(self, shard_id: str, counted: str | None) -> Iterator[Mapping[str, Any]]:
        """The records of a shard behind a fence (a sequence number), as far as the shard has been read."""
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
        return shard.iterator is not None and self.clock() - max(shard.heard, started) >= quiet

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
                shard.told |= self._take(shard.id, at, raw)
        shard.iterator = answer.get("NextShardIterator")
        shard.done = shard.iterator is None
        if records:
            shard.heard = self.clock()
            shard.newest = round(records[-1]["dynamodb"]["ApproximateCreationDateTime"].timestamp() * SECOND)
        return len(records)

    def _begin(self, shard: Shard) -> str:
        """Where to begin.

        The fences were not read at one moment. If the parent had facts behind its fence, what counted as counted of the
        child may be younger than these; then all of the child counts as not counted yet, so that of each item's changes
        those that are counted come first.
        """
        parent = self.shards.get(shard.parent or "")
        shard.told = parent is not None and parent.told
        counted = None if shard.told else self._counted.get(shard.id)
        shard.start = position(counted) if counted else ""
        shard.heard = self.clock()
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
