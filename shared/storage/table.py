"""The table: calls, and items as Python dictionaries.

Numbers come back as Decimals and are made ints by the models that read them.

What goes wrong here is one of two things, the same for every caller. Another writer was faster: `LostRace`. Or the
table did not answer: `Busy`, which is a refusal already, so that every route answers it with 503 and Retry-After.
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
"""Seconds; a reader is waiting, and a retry finds another host."""
RETRY_AFTER = 2
"""Seconds after which a request that met a busy table may be sent again."""
_TRIES = 5
_BATCH = 100
"""AWS: BatchGetItem, at most 100 items."""
_CONFLICT = frozenset({"TransactionConflict", "TransactionConflictException", "TransactionInProgressException"})
"""Codes that say that another transaction has hold of an item (AWS: TransactWriteItems, cancellation reasons)."""
_THROTTLED_IN_TRANSACTION = "ThrottlingError"
"""A cancellation reason that another try may get past. The SDK does not retry a cancelled transaction."""
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
"""Codes that say that the table cannot answer now, after the SDK's own tries (AWS: "Error handling with DynamoDB")."""
_UNANSWERED = (NoConnection, HTTPClientError)
"""No connection, no answer in time, or an answer that broke off, after the SDK's own tries."""


class ConditionResult(NamedTuple):
    """Whether one operation's own condition failed, and the item that was in its way, if there was one."""

    unmet: bool
    item: Item | None


class LostRace(Exception):  # noqa: N818  (an answer of the table, not a fault)
    """Another writer was faster, so nothing was written.

    A store that knows what its caller may see of the present state answers with that. Otherwise the request can be sent
    again as it is: see `shared/web/api.py`.
    """


class WriteRefused(LostRace):
    """A write's condition did not hold, so nothing was written. `reasons` has one entry per operation."""

    def __init__(self, reasons: Sequence[ConditionResult]) -> None:
        super().__init__(f"condition not met: {[number for number, reason in enumerate(reasons) if reason.unmet]}")
        self.reasons = reasons


class Contended(LostRace):
    """Others wrote the same items at each of several tries, so nothing was written."""


@cache
def client() -> Any:
    """The DynamoDB client, made on first use: SnapStart must not freeze a connection."""
    config = Config(
        connect_timeout=CONNECT_TIMEOUT,
        read_timeout=READ_TIMEOUT,
        retries={"mode": "standard", "total_max_attempts": 4},
        tcp_keepalive=True,
        # Half of what botocore does for a transaction: DynamoDB checks requests too, and need not know our version.
        parameter_validation=False,
        user_agent="postbag",
    )
    return boto3.client("dynamodb", config=config)


def encoded(item: Mapping[str, Any]) -> dict[str, Any]:
    """`item` in DynamoDB's notation; what is None is left out, for an index key must be absent rather than empty."""
    return {name: _serialize(value) for name, value in item.items() if value is not None}


def decoded(item: Mapping[str, Any]) -> Item:
    """An item from DynamoDB's notation."""
    return {name: _deserialize(value) for name, value in item.items()}


def fields(model: BaseModel) -> Item:
    """A model's fields as an item keeps them: enumerations as text, moments as numbers; what is empty is left out."""
    return {name: value for name, value in model.model_dump(exclude_none=True).items() if value not in ("", ())}


def key_of(key: Key) -> dict[str, Any]:
    """A primary key in DynamoDB's notation."""
    return encoded(key._asdict())


def get(*keys: Key, consistent: bool = False) -> dict[Key, Item]:
    """Items by key, 100 in one batched read; what does not exist is left out.

    Raises:
        Busy: the table does not answer now.
    """
    found: dict[Key, Item] = {}
    wanted: list[dict[str, Any]] = [key_of(key) for key in dict.fromkeys(keys)]
    while wanted:
        asked, wanted = wanted[:_BATCH], wanted[_BATCH:]
        request = {settings.table_name: {"Keys": asked, "ConsistentRead": consistent}}
        answer = _answered(client().batch_get_item, RequestItems=request)
        for raw in answer["Responses"].get(settings.table_name, []):
            item = decoded(raw)
            found[Key(item["pk"], item["sk"])] = item
        wanted += answer.get("UnprocessedKeys", {}).get(settings.table_name, {}).get("Keys", [])
    return found


class QueryPage(NamedTuple):
    """Some items of a query, and whether there may be more behind them."""

    items: list[Item]
    more: bool


def query(
    index: str | None, condition: str, values: Mapping[str, Any], *, limit: int, forward: bool = True
) -> QueryPage:
    """Up to `limit` items of an index, or of the table (None), in one request unless they exceed 1 MB.

    The table is read as it is now. An index lags, and cannot be read otherwise (AWS: read consistency).

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
    """The operation that puts `item` unless something has its key; the item in the way is shown to who asks."""
    return {
        "Put": {
            "TableName": settings.table_name,
            "Item": encoded(item),
            "ConditionExpression": "attribute_not_exists(pk)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
    }


def put(item: Mapping[str, Any]) -> Operation:
    """The operation that puts `item`, whatever has its key."""
    return {"Put": {"TableName": settings.table_name, "Item": encoded(item)}}


def replace(item: Mapping[str, Any], *, unless: Mapping[str, Any]) -> Operation:
    """The operation that puts `item` in the place of what has its key, unless that has all these values already."""
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
    """A change of one item: attributes to set, numbers to add to, attributes to remove, and when it may happen.

    `defaults` are attributes to set unless they have a value. It happens only if each attribute of `only_if` has that
    value (None: is absent), each of `only_if_has` is there, and each of `only_if_below` is less than that, or absent.
    Without a condition an item that does not exist is created, as DynamoDB's UpdateItem does.
    """

    sets: dict[str, Any] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    adds: dict[str, int] = field(default_factory=dict)
    removes: set[str] = field(default_factory=set)
    only_if: dict[str, Any] = field(default_factory=dict)
    only_if_has: set[str] = field(default_factory=set)
    only_if_below: dict[str, int] = field(default_factory=dict)

    def at(self, key: Key) -> Operation:
        """The operation that makes this change to the item at `key`; the item in the way is shown to who asks."""
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
            f"attribute_not_exists({name(attribute)})" if held is None else f"{name(attribute)} = {value(held)}"
            for attribute, held in self.only_if.items()
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
    """Do all of `operations` or none: one alone as a plain write, several as a transaction.

    A write that meets another transaction on one of its items is tried again, for the SDK does not.

    Raises:
        WriteRefused: a condition did not hold.
        Contended: others were in the way each time.
        Busy: the table does not answer now. After a timeout the write may have happened all the same.
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
    """Put `item` unless something has its key already; whether it was put.

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
    """What DynamoDB answers to `call`.

    Raises:
        Busy: it cannot answer now, although the SDK has tried several times.
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
    """That the table does not answer now, or is written to by too many others at once."""
    return Busy(
        f"The service is busy at this moment. Send the same request again in {RETRY_AFTER} seconds: that is safe.",
        retry_after=RETRY_AFTER,
    )


def _given_up(error: ClientError) -> LostRace | Busy:
    """What the last of several tries comes to."""
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
    """The code of an error, and those of a cancelled transaction's reasons."""
    reasons = {str(reason.get("Code")) for reason in error.response.get("CancellationReasons", [])}
    return {str(error.response["Error"]["Code"]), *reasons}


def _item(holder: Mapping[str, Any]) -> Item | None:
    return decoded(holder["Item"]) if holder.get("Item") else None
