"""Delivers the table's stream to the stream functions as Lambda's event source mappings do.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html and its pages on windows, on batch item failures and
on discarded batches. Two settings are left out: MaximumBatchingWindowInSeconds (a laptop does not wait for more
records) and MaximumRecordAgeInSeconds. A mapping that would retry for ever gives up here after 100 retries.
"""

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from local.emulator.event_filters import passes
from local.emulator.sandbox import RUNNING, Invocation
from local.emulator.stream_event import batches, discarded_batch, event_record, written
from local.emulator.system import StreamMapping, System

Invoke = Callable[[str, Any], Invocation]
Wait = Callable[[int], bool]
_Answer = tuple[list[dict[str, Any]], str | None]
"""Records, and the iterator for the next ones; None if the shard has ended."""

FOR_EVER = 100
LARGEST_STATE = 1024 * 1024
LONGEST_WAIT = 5.0


class FoundRecords(NamedTuple):
    """The number of delivered records, and True if more records may follow those that were read.

    Filtered records count as progress too, and so does the end of a shard, which has children.
    """

    delivered: int
    more: bool


@dataclass
class _Window:
    """An open tumbling window; times are seconds since 1970."""

    start: int
    end: int
    state: dict[str, Any] = field(default_factory=dict)


@dataclass
class _Shard:
    """The place that one mapping has reached in one shard."""

    mapping: StreamMapping
    id: str
    parent: str | None
    iterator: str | None
    last: str | None = None
    window: _Window | None = None


class Pump:
    """All mappings of the template, over one stream."""

    def __init__(self, system: System, streams: Any, invoke: Invoke, stream_arn: str | None) -> None:
        self.discarded: list[dict[str, Any]] = []
        """Messages to the on-failure destination, in Lambda's format."""
        self._system = system
        self._streams = streams
        self._invoke = invoke
        self.restart(stream_arn)

    def restart(self, stream_arn: str | None) -> None:
        """Begin anew, on the stream of a new table."""
        self._arn = stream_arn
        self._shards: dict[tuple[str, str], _Shard] = {}
        self.discarded.clear()

    def drain(self) -> int:
        """Deliver until the stream is quiet, then close the open windows. Return the number of delivered records."""
        delivered = 0
        while True:
            found = self.poll(_at_once)
            delivered += found.delivered
            if not found.more and not self._close_windows(None, _at_once):
                return delivered

    def run(self, stop: threading.Event, wake: threading.Event, idle: float | None) -> None:
        """Deliver until `stop` is set: whenever `wake` is set, and every `idle` seconds if others may write too."""

        def wait(attempt: int) -> bool:
            return not stop.wait(min(0.1 * 2**attempt, LONGEST_WAIT))

        while not stop.is_set():
            woken = wake.wait(idle or 1.0)
            wake.clear()
            try:
                while (woken or idle) and not stop.is_set() and self.poll(wait).more:
                    pass
                self._close_windows(datetime.now(UTC).timestamp(), wait)
            except (BotoCoreError, ClientError) as error:
                print(f"pump: the stream cannot be read: {error}", file=sys.stderr, flush=True)
                wake.set()
                stop.wait(LONGEST_WAIT)

    def poll(self, wait: Wait) -> FoundRecords:
        """Read every shard once and deliver the records."""
        if self._arn is None:
            return FoundRecords(0, more=False)
        if not self._shards or any(shard.iterator is None for shard in self._shards.values()):
            self._find_shards()  # new shards appear only when another has ended
        # Mappings at the same place in a shard share one request.
        read: dict[str, _Answer] = {}
        found = [self._read(shard, read, wait) for shard in list(self._shards.values()) if self._may_read(shard)]
        return FoundRecords(sum(one.delivered for one in found), any(one.more for one in found))

    def _find_shards(self) -> None:
        with RUNNING:
            found = self._streams.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]
        begin = cache(self._iterator)
        for mapping in self._system.mappings:
            for shard in found:
                key = (mapping.function, shard["ShardId"])
                if key not in self._shards:
                    kind = "TRIM_HORIZON" if mapping.from_start or self._shards else "LATEST"
                    iterator = begin(shard["ShardId"], kind)
                    self._shards[key] = _Shard(mapping, shard["ShardId"], shard.get("ParentShardId"), iterator)

    def _may_read(self, shard: _Shard) -> bool:
        parent = self._shards.get((shard.mapping.function, shard.parent or ""))
        return shard.iterator is not None and (parent is None or parent.iterator is None)

    def _iterator(self, shard: str, kind: str, **after: str) -> str:
        with RUNNING:
            answer = self._streams.get_shard_iterator(
                StreamArn=self._arn, ShardId=shard, ShardIteratorType=kind, **after
            )
        return str(answer["ShardIterator"])

    def _read(self, shard: _Shard, read: dict[str, _Answer], wait: Wait) -> FoundRecords:
        """Read on in a shard, or reuse the records `read` at the same place, and deliver them."""
        place = str(shard.iterator)
        try:
            if place not in read:
                read[place] = self._ask(place)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExpiredIteratorException":
                raise
            after = {"SequenceNumber": shard.last} if shard.last else {}
            kind = "AFTER_SEQUENCE_NUMBER" if shard.last else "TRIM_HORIZON"
            shard.iterator = self._iterator(shard.id, kind, **after)
            return FoundRecords(0, more=False)
        records, shard.iterator = read[place]
        if records:
            shard.last = records[-1]["dynamodb"]["SequenceNumber"]
        wanted = [record for record in records if passes(shard.mapping.filters, record)]
        for window, batch in batches(wanted, shard.mapping):
            self._open_window(shard, window, wait)
            self._deliver(shard, batch, wait)
        if shard.iterator is None and shard.window:
            self._close(shard, wait)  # a window does not outlive its shard; child shards begin their own
        return FoundRecords(len(wanted), more=bool(records) or shard.iterator is None)

    def _ask(self, place: str) -> _Answer:
        with RUNNING:
            answer = self._streams.get_records(ShardIterator=place, Limit=1000)
        return [event_record(one, str(self._arn)) for one in answer["Records"]], answer.get("NextShardIterator")

    def _deliver(self, shard: _Shard, records: list[dict[str, Any]], wait: Wait, attempt: int = 0) -> None:
        mapping = shard.mapping
        retries = FOR_EVER if mapping.retries < 0 else mapping.retries
        while True:
            result = self._invoke(mapping.function, self._event(shard, records))
            first, why = _outcome(mapping, result, records)
            if shard.window and first != 0:
                shard.window.state = (result.answer or {}).get("state") or {}
            if first is None:
                self._end_large_window(shard, wait)
                return
            if first:
                records, attempt = records[first:], 0
            elif mapping.bisects and len(records) > 1:
                middle = len(records) // 2
                self._deliver(shard, records[:middle], wait, attempt)
                self._deliver(shard, records[middle:], wait, attempt)
                return
            elif attempt >= retries:
                self._discard(shard, records, attempt + 1, why)
                return
            else:
                attempt += 1
                if not wait(attempt):
                    return

    def _event(self, shard: _Shard, records: list[dict[str, Any]], **final: bool) -> dict[str, Any]:
        if shard.window is None:
            return {"Records": records}
        return {
            "Records": records,
            "window": {"start": written(shard.window.start), "end": written(shard.window.end)},
            "state": shard.window.state,
            "shardId": shard.id,
            "eventSourceARN": self._arn,
            "isFinalInvokeForWindow": False,
            "isWindowTerminatedEarly": False,
            **final,
        }

    def _open_window(self, shard: _Shard, start: int, wait: Wait) -> None:
        length = shard.mapping.window
        if not length or (shard.window and start < shard.window.end):
            return
        if shard.window:
            self._close(shard, wait)
        shard.window = _Window(start, start + length)

    def _end_large_window(self, shard: _Shard, wait: Wait) -> None:
        window = shard.window
        if window and len(json.dumps(window.state)) > LARGEST_STATE:
            self._close(shard, wait, isWindowTerminatedEarly=True)
            shard.window = _Window(window.start, window.end)

    def _close_windows(self, now: float | None, wait: Wait) -> bool:
        """Close the windows that have ended, or all if `now` is None; return True if one was closed."""
        ended = [s for s in self._shards.values() if s.window and (now is None or s.window.end <= now)]
        for shard in ended:
            self._close(shard, wait)
        return bool(ended)

    def _close(self, shard: _Shard, wait: Wait, **early: bool) -> None:
        attempt = 0
        retries = FOR_EVER if shard.mapping.retries < 0 else shard.mapping.retries
        while True:
            result = self._invoke(shard.mapping.function, self._event(shard, [], isFinalInvokeForWindow=True, **early))
            if result.error is None or attempt >= retries:
                shard.window = None
                return
            attempt += 1
            if not wait(attempt):
                return

    def _discard(self, shard: _Shard, records: list[dict[str, Any]], invocations: int, why: str) -> None:
        function = self._system.functions[shard.mapping.function]
        given_up = discarded_batch(function, str(self._arn), shard.id, records, invocations)
        self.discarded.append(given_up)
        print(
            f"pump: gave up {len(records)} record(s) after {invocations} invocations of {function.name}: {why}",
            file=sys.stderr,
        )


def _at_once(_: int) -> bool:
    return True


def _outcome(mapping: StreamMapping, result: Invocation, records: list[dict[str, Any]]) -> tuple[int | None, str]:
    """Index of the first failed record of the batch, and the reason; None if the whole batch succeeded."""
    answer = result.answer
    if result.error is not None:
        return 0, result.error
    if mapping.window and not (isinstance(answer, dict) and isinstance(answer.get("state"), dict)):
        return 0, "its answer has no `state`, without which Lambda takes an invocation with a window as failed"
    failures = answer.get("batchItemFailures") if mapping.reports_failures and isinstance(answer, dict) else None
    if not failures:
        return None, ""
    places = {record["dynamodb"]["SequenceNumber"]: index for index, record in enumerate(records)}
    # An identifier that is empty or not from this batch fails the whole batch.
    return min(places.get(failure.get("itemIdentifier"), 0) for failure in failures), "it reported batchItemFailures"
