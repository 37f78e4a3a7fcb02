"""Calls of the table, with items as Python dictionaries.

Numbers come back as Decimals. The models that read them make them ints.

Callers meet two kinds of failure. `LostRace`: another writer was faster. `Busy`: the table did not answer. `Busy` is a
refusal, so every route answers it with 503 and Retry-After.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NoConnection
from pydantic import BaseModel

from shared.domain.refusals import Busy
from shared.settings import settings
from shared.storage.keys import Key

Item = dict[str, Any]
Operation = dict[str, Any]
"""One member of a transaction, in DynamoDB's notation."""

_serialize = TypeSerializer().serialize
_deserialize = TypeDeserializer().deserialize

CONNECT_TIMEOUT = 1
READ_TIMEOUT = 3
"""Timeouts in seconds. They are short because a reader waits, and a retry uses another host."""
RETRY_AFTER = 2
"""Seconds after which a request that the busy table refused may be sent again."""
_TRIES = 5
_BATCH = 100
"""The most items of one batched read (AWS: BatchGetItem)."""
_CONFLICT = frozenset({"TransactionConflict", "TransactionConflictException", "TransactionInProgressException"})
"""Error codes of a conflict with another transaction on an item (AWS: TransactWriteItems, cancellation reasons)."""
_THROTTLED_IN_TRANSACTION = "ThrottlingError"
"""A cancellation reason that allows another try. The SDK does not retry a cancelled transaction."""
_BUSY = frozenset(
    {
        "InternalServerError",
        "ProvisionedThroughputExceeded",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
        _THROTTLED_IN_TRANSACTION,
    }
)
"""Error codes of a table that cannot answer now. The SDK has retried these (AWS: "Error handling with DynamoDB")."""
_UNANSWERED = (NoConnection, HTTPClientError)
"""Errors of a missing connection, or a late or broken answer. The SDK has retried these."""


class ConditionResult(NamedTuple):
    """The result of one operation's condition: True if it failed, and the item that made it fail, if any."""

    unmet: bool
    item: Item | None


class LostRace(Exception):  # noqa: N818  (an answer of the table, not a fault)
    """Another writer was faster, so nothing was written.

    A store that knows which present state its caller may see raises a refusal with that state. Otherwise the same
    request can be sent again: see `shared/web/api.py`.
    """


class WriteRefused(LostRace):
    """A condition of a write failed, so nothing was written. `reasons` has one entry for each operation."""

    def __init__(self, reasons: Sequence[ConditionResult]) -> None:
        super().__init__(f"condition not met: {[number for number, reason in enumerate(reasons) if reason.unmet]}")
        self.reasons = reasons


class Contended(LostRace):
    """Others wrote the same items during each of several tries, so nothing was written."""


@cache
def client() -> Any:
    """The DynamoDB client, made on first use: SnapStart must not freeze a connection."""
    config = Config(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        retries={"mode": "standard", "total_max_attempts": 4},
        tcp_keepalive=True,
        # Validation is half of botocore's work for a transaction, and DynamoDB checks requests too. The user agent is
        # short because DynamoDB does not need our version.
        parameter_validation=False,
        user_agent="postbag",
    )
    return boto3.client("dynamodb", config=config)


def encoded(item: Mapping[str, Any]) -> dict[str, Any]:
    """`item` in DynamoDB's notation, without attributes that are None: an index key must be absent, not empty."""
    return {name: _serialize(value) for name, value in item.items() if value is not None}


def decoded(item: Mapping[str, Any]) -> Item:
    """An item from DynamoDB's notation."""
    return {name: _deserialize(value) for name, value in item.items()}


def fields(model: BaseModel) -> Item:
    """The attributes of an item for `model`: enumerations as text, times as numbers. Empty fields are left out."""
    return {name: value for name, value in model.model_dump(exclude_none=True).items() if value not in ("", ())}


def key_of(key: Key) -> dict[str, Any]:
    """A primary key in DynamoDB's notation."""
    return encoded(key._asdict())


def get(*keys: Key, consistent: bool = False) -> dict[Key, Item]:
    """Items by key, 100 in one batched read. Missing items are left out.

    Raises:
        Busy: the table does not answer now.
    """
    items: dict[Key, Item] = {}
    wanted: list[dict[str, Any]] = [key_of(key) for key in dict.fromkeys(keys)]
    while wanted:
        asked, wanted = wanted[:_BATCH], wanted[_BATCH:]
        request = {settings.table_name: {"Keys": asked, "ConsistentRead": consistent}}
        answer = _answered(client().batch_get_item, RequestItems=request)
        for raw in answer["Responses"].get(settings.table_name, []):
            item = decoded(raw)
            items[Key(item["pk"], item["sk"])] = item
        wanted += answer.get("UnprocessedKeys", {}).get(settings.table_name, {}).get("Keys", [])
    return items


class QueryPage(NamedTuple):
    """Some items of a query; `more` is True if others may follow."""

    items: list[Item]
    more: bool


def query(
    index: str | None, condition: str, values: Mapping[str, Any], *, limit: int, forward: bool = True
) -> QueryPage:
    """Up to `limit` items of an index, or of the table (None), in one request unless they exceed 1 MB.

    The table is read consistently. An index lags behind it and cannot be read consistently (AWS: read consistency).

    Raises:
        Busy: the table does not answer now.
    """
    items: list[Item] = []
    start: dict[str, Any] | None = None
    while True:
        answer = _answered(
            client().query,
            TableName=settings.table_name,
            **({"IndexName": index} if index else {"ConsistentRead": True}),
            KeyConditionExpression=condition,
            ExpressionAttributeValues=encoded(values),
            Limit=limit - len(items),
            ScanIndexForward=forward,
            **({"ExclusiveStartKey": start} if start else {}),
        )
        items += [decoded(raw) for raw in answer["Items"]]
        start = answer.get("LastEvaluatedKey")
        if not start or len(items) >= limit:
            return QueryPage(items, more=start is not None)


def new(item: Mapping[str, Any]) -> Operation:
    """The operation that puts `item` unless its key exists. On failure, the answer contains the existing item."""
    return {
        "Put": {
            "TableName": settings.table_name,
            "Item": encoded(item),
            "ConditionExpression": "attribute_not_exists(pk)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def put(item: Mapping[str, Any]) -> Operation:
    """The operation that puts `item`, in place of any item with its key."""
    return {"Put": {"TableName": settings.table_name, "Item": encoded(item)}}


def replace(item: Mapping[str, Any], *, unless: Mapping[str, Any]) -> Operation:
    """The operation that puts `item` unless the item with its key already has all values of `unless`."""
    names = {f"#{number}": name for number, name in enumerate(unless)}
    values = {f":{number}": value for number, value in enumerate(unless.values())}
    differs = " OR ".join(f"#{number} <> :{number}" for number in range(len(unless)))
    return {
        "Put": {
            "TableName": settings.table_name,
            "Item": encoded(item),
            "ConditionExpression": f"attribute_not_exists(pk) OR {differs}",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": encoded(values),
        }
    }


@dataclass
class Change:
    """A change of one item: attributes to set, numbers to add, attributes to remove, and the conditions for it.

    `defaults` are set only if the attribute has no value. There are three kinds of conditions. Each attribute of
    `only_if` has that value (None: it is absent). Each attribute of `only_if_has` exists. Each attribute of
    `only_if_below` is below that number or absent. Without a condition, a missing item is created, as UpdateItem does.
    """

    sets: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    adds: dict[str, int] = field(default_factory=dict)
    removes: set[str] = field(default_factory=set)
    only_if: dict[str, Any] = field(default_factory=dict)
    only_if_has: set[str] = field(default_factory=set)
    only_if_below: dict[str, int] = field(default_factory=dict)

    def at(self, key: Key) -> Operation:
        """The operation that makes this change to the item at `key`. On failure, the answer contains that item."""
        names: dict[str, str] = {}
        values: dict[str, Any] = {}

        def name(attribute: str) -> str:
            return names.setdefault(attribute, f"#{len(names)}")

        def value(of: Any) -> str:
            values[f":{len(values)}"] = of
            return f":{len(values) - 1}"

        clauses = {
            "SET": [f"{name(attribute)} = {value(to)}" for attribute, to in self.sets.items()]
            + [f"{name(to)} = if_not_exists({name(to)}, {value(of)})" for to, of in self.defaults.items()],
            "ADD": [f"{name(attribute)} {value(by)}" for attribute, by in self.adds.items()],
            "REMOVE": [name(attribute) for attribute in sorted(self.removes)],
        }
        conditions = [
            f"attribute_not_exists({name(attribute)})" if required is None else f"{name(attribute)} = {value(required)}"
            for attribute, required in self.only_if.items()
        ] + [f"attribute_exists({name(attribute)})" for attribute in sorted(self.only_if_has)]
        conditions += [
            f"(attribute_not_exists({name(attribute)}) OR {name(attribute)} < {value(limit)})"
            for attribute, limit in self.only_if_below.items()
        ]
        operation = {
            "TableName": settings.table_name,
            "Key": key_of(key),
            "UpdateExpression": " ".join(f"{verb} {', '.join(parts)}" for verb, parts in clauses.items() if parts),
            "ExpressionAttributeNames": {short: attribute for attribute, short in names.items()},
        }
        if values:
            operation["ExpressionAttributeValues"] = encoded(values)
        if conditions:
            operation["ConditionExpression"] = " AND ".join(conditions)
            operation["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        return {"Update": operation}


def write(*operations: Operation) -> None:
    """Do all of `operations` or none: a single one as a plain write, several as a transaction.

    A write that conflicts with another transaction is tried again here, because the SDK does not do so.

    Raises:
        WriteRefused: a condition failed.
        Contended: other transactions were in conflict at each try.
        Busy: the table does not answer now. After a timeout the write may still have happened.
    """
    for attempt in range(_TRIES):
        try:
            _write(operations)
        except ClientError as error:
            refused = _refused(error)
            if refused:
                raise refused from None
            if not _codes(error) & {*_CONFLICT, _THROTTLED_IN_TRANSACTION}:
                raise
            if attempt == _TRIES - 1:
                raise _given_up(error) from error
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311  (jitter, no secret)
        else:
            return


def added(item: Mapping[str, Any]) -> bool:
    """Put `item` unless its key exists. Returns True if it was put.

    Raises:
        Contended, Busy: see `write`.
    """
    try:
        write(new(item))
    except WriteRefused:
        return False
    return True


def _write(operations: Sequence[Operation]) -> None:
    if len(operations) > 1:
        _answered(client().transact_write_items, TransactItems=list(operations))
        return
    [(kind, operation)] = operations[0].items()
    _answered(client().put_item if kind == "Put" else client().update_item, **operation)


def _answered(call: Callable[..., Any], **request: Any) -> Any:
    """The answer of DynamoDB to `call`.

    Raises:
        Busy: DynamoDB cannot answer now, although the SDK has tried several times.
    """
    try:
        return call(**request)
    except _UNANSWERED as fault:
        raise busy() from fault
    except ClientError as error:
        if _codes(error) & _BUSY and not _codes(error) & {"ConditionalCheckFailed", _THROTTLED_IN_TRANSACTION}:
            raise busy() from error
        raise


def busy() -> Busy:
    """The refusal for a table that does not answer now, or that too many others write to at once."""
    return Busy(
        f"The service is busy at this moment. Send the same request again in {RETRY_AFTER} seconds: that is safe.",
        retry_after=RETRY_AFTER,
    )


def _given_up(error: ClientError) -> LostRace | Busy:
    """The exception after the last of several tries."""
    if _codes(error) & _CONFLICT:
        return Contended(f"others wrote the same items at each of {_TRIES} tries")
    return busy()


def _refused(error: ClientError) -> WriteRefused | None:
    if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
        return WriteRefused([ConditionResult(unmet=True, item=_item(error.response))])
    reasons = [
        ConditionResult(unmet=reason.get("Code") == "ConditionalCheckFailed", item=_item(reason))
        for reason in error.response.get("CancellationReasons", [])
    ]
    return WriteRefused(reasons) if any(reason.unmet for reason in reasons) else None


def _codes(error: ClientError) -> set[str]:
    """The code of an error, and the codes of a cancelled transaction's reasons."""
    reasons = {str(reason.get("Code")) for reason in error.response.get("CancellationReasons", [])}
    return {str(error.response["Error"]["Code"]), *reasons}


def _item(holder: Mapping[str, Any]) -> Item | None:
    return decoded(holder["Item"]) if holder.get("Item") else None
