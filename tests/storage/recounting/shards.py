"""An imitation of DynamoDB Streams with as many shards as a test needs: MiniStack's streams have one.

Pages are short, and some are empty although more records follow. Shards are listed two at a time. AWS may do all of
this (AWS: DescribeStream, GetRecords).
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.answering import answering

PAGE = 7
LISTED = 2


def shard_id(number: int) -> str:
    """A shard's id, as long as AWS's."""
    return f"shardId-{number:020}"


@dataclass
class ImitatedShard:
    id: str
    parent: str | None = None
    closed: bool = False
    records: list[dict[str, Any]] = field(default_factory=list)
    late: int = 0
    """The number of last records that exist and are not visible yet."""

    def iterator(self, kind: str, after: str | None) -> dict[str, Any]:
        numbers = [record["dynamodb"]["SequenceNumber"] for record in self.records]
        if kind == "TRIM_HORIZON":
            return {"ShardIterator": json.dumps([self.id, 0, True])}
        if after not in numbers:
            return {"__type": "TrimmedDataAccessException", "message": "trimmed"}
        return {"ShardIterator": json.dumps([self.id, numbers.index(after) + 1, True])}

    def page(self, first: int, *, empty: bool) -> dict[str, Any]:
        """A page of records. Every other page is empty."""
        last = first if empty else min(first + PAGE, len(self.records) - self.late)
        following = {"NextShardIterator": json.dumps([self.id, last, not empty])}
        at_end = self.closed and last == len(self.records) and not empty
        return {"Records": self.records[first:last], **({} if at_end else following)}

    def described(self) -> dict[str, Any]:
        end = {"EndingSequenceNumber": "9" * 30} if self.closed else {}
        parent = {"ParentShardId": self.parent} if self.parent else {}
        return {"ShardId": self.id, "SequenceNumberRange": {"StartingSequenceNumber": "1", **end}, **parent}


@contextmanager
def imitated(shards: Sequence[ImitatedShard]) -> Iterator[str]:
    """The address at which the stream of these shards can be read."""
    by_id = {shard.id: shard for shard in shards}

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            answer = getattr(self, self.headers["x-amz-target"].split(".")[1])(asked)
            body = json.dumps(answer).encode()
            self.send_response(400 if "__type" in answer else 200)
            self.send_header("content-type", "application/x-amz-json-1.0")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def DescribeStream(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802  (AWS's name)
            ids = [*by_id]
            first = ids.index(asked["ExclusiveStartShardId"]) + 1 if "ExclusiveStartShardId" in asked else 0
            some = ids[first : first + LISTED]
            more = {"LastEvaluatedShardId": some[-1]} if first + LISTED < len(ids) else {}
            return {"StreamDescription": {"Shards": [by_id[one].described() for one in some], **more}}

        def GetShardIterator(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802  (AWS's name)
            return by_id[asked["ShardId"]].iterator(asked["ShardIteratorType"], asked.get("SequenceNumber"))

        def GetRecords(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802  (AWS's name)
            shard, first, empty = json.loads(asked["ShardIterator"])
            return by_id[shard].page(first, empty=empty)

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    with answering(Answering) as address:
        yield address
