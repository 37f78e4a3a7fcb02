"""A DynamoDB in memory: the calls that shared/storage makes, and a stream of many shards that can split at any time.

It makes thousands of histories affordable: a call takes botocore's 0.2 ms, on moto 10, on a server 5. The code of boto3
runs up to the point where a request would be signed and sent. There a handler of botocore's event `before-call` answers
in the network's place. Then test_memory.py makes the same calls here, on moto and on MiniStack, and compares. The
memory has no limits of size or throughput, and no types of keys. Calls that it does not know raise NotImplementedError.

The stream is as hostile as DynamoDB's may be. The hash of an item's key chooses the shard of its records. When a shard
splits, its children share the items of one partition key. Sequence numbers gain a digit on the way.
"""

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import boto3
from botocore.config import Config
from botocore.session import Session

from shared.settings import settings
from shared.storage import table
from tests.storage.expressions import Invalid, Item, condition, update, updated

Place = tuple[str, str]
"""pk and sk."""
_PARAMETERS = frozenset(
    {
        "TableName",
        "Key",
        "Item",
        "ConditionExpression",
        "UpdateExpression",
        "ExpressionAttributeNames",
        "ExpressionAttributeValues",
        "ReturnValuesOnConditionCheckFailure",
    }
)
_MOST = 100
"""Items of one batched read, or operations of one transaction."""


@dataclass
class Clock:
    """The time, in ms since the epoch."""

    now: int


class Call(NamedTuple):
    """A request as it arrives."""

    operation: str
    request: dict[str, Any]


class Answer(NamedTuple):
    """An HTTP response, as far as handlers of botocore's events use it, and its body as botocore parses it."""

    status_code: int
    body: dict[str, Any]

    @property
    def content(self) -> bytes:
        """The body as bytes of JSON."""
        return json.dumps(self.body).encode()


def fault(code: str, status: int = 400, **more: Any) -> Answer:
    """An error as botocore parses it."""
    return Answer(status, {"Error": {"Code": code, "Message": code}, **more})


class Shard:
    """One shard of the stream. It has `children` once it has split, and then gets no more records."""

    def __init__(self, number: int, first: int, parent: "Shard | None" = None) -> None:
        self.id = f"shardId-{number:020}-{zlib.crc32(number.to_bytes(4)):08x}"
        self.parent = parent
        self.depth: int = parent.depth + 1 if parent else 0
        self.children: tuple[Shard, Shard] | None = None
        self.records: list[dict[str, Any]] = []
        self._next = first

    def add(self, name: str, change: dict[str, Any], identity: dict[str, str] | None) -> None:
        """Append a record, in the form of an event's record."""
        number, self._next = str(self._next), self._next + 1
        self.records.append(
            {
                "eventID": f"{self.id}-{number}",
                "eventName": name,
                "eventVersion": "1.1",
                "eventSource": "aws:dynamodb",
                "awsRegion": "eu-central-1",
                "dynamodb": {**change, "SequenceNumber": number, "StreamViewType": "NEW_AND_OLD_IMAGES"},
                **({"userIdentity": identity} if identity else {}),
            }
        )


class Memory:
    """The table and its stream. Calls come over the `line`, which tests replace to cause trouble."""

    def __init__(self) -> None:
        self.reset([1], Clock(0))

    def reset(self, firsts: Sequence[int], clock: Clock) -> None:
        """Empty the table, and give the stream one shard for each first sequence number in `firsts`."""
        self.items: dict[Place, Item] = {}
        self.clock = clock
        self.line: Callable[[Call], Answer] = self.perform
        self.late: list[Call] = []
        """Requests still on their way, though nobody waits for their answers any more."""
        self.shards: list[Shard] = []
        self._roots = [self._shard(first) for first in firsts]

    def split(self, shard: Shard, firsts: tuple[int, int]) -> None:
        """End a shard. From now on two children share its items, even those of one partition key."""
        if shard.children:
            raise ValueError(f"{shard.id} has split already")
        shard.children = (self._shard(firsts[0], shard), self._shard(firsts[1], shard))

    def expire(self, place: Place) -> None:
        """Delete an item as DynamoDB's time to live does."""
        self._record(place, self.items.pop(place), None, {"type": "Service", "principalId": "dynamodb.amazonaws.com"})

    def echo(self, place: Place) -> None:
        """Add a record with equal images, as writes to attributes that nobody counts leave it."""
        self._record(place, self.items[place], self.items[place])

    def perform(self, call: Call) -> Answer:
        """Perform a request, and answer it."""
        try:
            if call.operation == "BatchGetItem":
                return self._batch_get(call.request)
            if call.operation == "TransactWriteItems":
                return self._transact(call.request)
            if call.operation in ("PutItem", "UpdateItem"):
                return self._write(call.operation, call.request)
        except Invalid as invalid:
            return Answer(400, {"Error": {"Code": "ValidationException", "Message": str(invalid)}})
        raise NotImplementedError(call.operation)

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Be the DynamoDB of shared/storage in this process."""
        session, before = _session(), boto3.DEFAULT_SESSION
        session.register("before-call.dynamodb", self._receive)
        boto3.setup_default_session(botocore_session=session)
        _forget()
        try:
            yield
        finally:
            _forget()
            boto3.DEFAULT_SESSION = before
            session.unregister("before-call.dynamodb", self._receive)

    def _receive(self, model: Any, params: dict[str, Any], **_: Any) -> tuple[Answer, dict[str, Any]]:
        answer = self.line(Call(model.name, json.loads(params["body"])))
        return answer, answer.body

    def _batch_get(self, request: dict[str, Any]) -> Answer:
        [(name, wanted)] = request["RequestItems"].items()
        places = [_place(key) for key in wanted["Keys"]]
        if not 0 < len(places) <= _MOST or len({*places}) < len(places):
            raise Invalid("Provided list of item keys contains duplicates, or too many")
        found = [self.items[place] for place in places if place in self.items]
        return Answer(200, {"Responses": {name: found}, "UnprocessedKeys": {}})

    def _write(self, operation: str, request: dict[str, Any]) -> Answer:
        place, after = self._tried(operation.removesuffix("Item"), request)
        if after is None:
            return fault("ConditionalCheckFailedException", **self._in_the_way(place, request))
        self._store(place, after)
        return Answer(200, {})

    def _transact(self, request: dict[str, Any]) -> Answer:
        operations = [next(iter(operation.items())) for operation in request["TransactItems"]]
        if len(operations) > _MOST:
            raise Invalid("Member must have length less than or equal to 100")
        tried = [self._tried(kind, operation) for kind, operation in operations]
        if len({place for place, _ in tried}) < len(tried):
            raise Invalid("Transaction request cannot include multiple operations on one item")
        if any(after is None for _, after in tried):
            reasons = [
                {"Code": "ConditionalCheckFailed", "Message": "", **self._in_the_way(place, operation)}
                if after is None
                else {"Code": "None"}
                for (_, operation), (place, after) in zip(operations, tried, strict=True)
            ]
            return fault("TransactionCanceledException", CancellationReasons=reasons)
        for place, after in tried:
            self._store(place, after or {})
        return Answer(200, {})

    def _tried(self, kind: str, request: dict[str, Any]) -> tuple[Place, Item | None]:
        """The place of a write, and the item after it; None instead if its condition does not hold."""
        if not request.keys() <= _PARAMETERS or kind not in ("Put", "Update"):
            raise NotImplementedError(f"{kind} with {sorted(request.keys() - _PARAMETERS)}")
        names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})
        change = update(request["UpdateExpression"]) if kind == "Update" else None
        guard = condition(request["ConditionExpression"]) if "ConditionExpression" in request else None
        if (guard.used if guard else set()) | (change.used if change else set()) != {*names, *values}:
            raise Invalid("A name or a value is not defined, or unused in expressions")
        key = request["Key"] if change else request["Item"]
        place = _place(key)
        before = self.items.get(place, {})
        if change and key.keys() != {"pk", "sk"}:
            raise Invalid("The provided key element does not match the schema")
        after = updated(before or key, change, names, values) if change else key
        return place, after if guard is None or guard.test(before, names, values) else None

    def _in_the_way(self, place: Place, request: dict[str, Any]) -> dict[str, Any]:
        asked = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
        return {"Item": self.items[place]} if asked and place in self.items else {}

    def _store(self, place: Place, after: Item) -> None:
        before = self.items.get(place)
        if any("B" in value for value in after.values()):
            raise NotImplementedError("binary values")
        if before != after:
            self.items[place] = after
            self._record(place, before, after)

    def _record(
        self, place: Place, before: Item | None, after: Item | None, identity: dict[str, str] | None = None
    ) -> None:
        change: dict[str, Any] = {
            "ApproximateCreationDateTime": self.clock.now // 1_000,
            "Keys": {"pk": {"S": place[0]}, "sk": {"S": place[1]}},
        }
        if before is not None:
            change["OldImage"] = before
        if after is not None:
            change["NewImage"] = after
        self._shard_of(place).add(_event_name(before, after), change, identity)

    def _shard_of(self, place: Place) -> Shard:
        shard = self._roots[zlib.crc32(place[0].encode()) % len(self._roots)]
        item = zlib.crc32("/".join(place).encode())
        while shard.children:
            shard = shard.children[item >> shard.depth & 1]
        return shard

    def _shard(self, first: int, parent: Shard | None = None) -> Shard:
        self.shards.append(Shard(len(self.shards), first, parent))
        return self.shards[-1]


@cache
def _session() -> Session:
    """A session, made once: reading AWS's description of the service takes longer than many histories."""
    session = Session()
    session.set_credentials("memory", "memory")
    session.set_config_variable("region", "eu-central-1")
    # Validation takes a sixth of the time. test_memory.py makes the same calls with it, on moto and MiniStack.
    session.set_default_client_config(Config(parameter_validation=False))
    return session


def _forget() -> None:
    """Let storage connect anew, to the table that the environment names."""
    vars(settings).pop("table_name", None)
    table.client.cache_clear()


def _place(key: Item) -> Place:
    return key["pk"]["S"], key["sk"]["S"]


def _event_name(before: Item | None, after: Item | None) -> str:
    if before is None:
        return "INSERT"
    return "REMOVE" if after is None else "MODIFY"
