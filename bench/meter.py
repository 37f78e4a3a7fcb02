"""Units that requests to the table consume: write units as the engine reports them, read units by AWS's rules.

MiniStack reports writes as AWS documents them: a transaction costs twice on the table and once on its indexes. It
reports half a unit for any query, and nothing for batched reads. So reads are computed from the returned items.

Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html (units),
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html (sizes of items)
"""

import math
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple, Self

import botocore
from botocore.session import Session

Image = Mapping[str, Any]
"""An item in DynamoDB's notation."""

READ_UNIT = 4_096
"""Bytes that one unit reads; half a unit if the read is eventually consistent."""
_CONTEXT = "bench"


class Request(NamedTuple):
    """One request to the table, and the units that it consumed."""

    operation: str
    read_units: float
    write_units: float


class Meter:
    """Notes every request to a table while its block lasts, by any client of this process."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def __enter__(self) -> Self:
        _running.append(self)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        _running.remove(self)

    @property
    def operations(self) -> list[str]:
        """The names of the requests, in their order."""
        return [request.operation for request in self.requests]

    @property
    def read_units(self) -> float:
        """Read units of all requests."""
        return sum(request.read_units for request in self.requests)

    @property
    def write_units(self) -> float:
        """Write units of all requests, indexes included."""
        return sum(request.write_units for request in self.requests)


_running: list[Meter] = []


def _register(session: Session) -> None:
    session.register("before-parameter-build.dynamodb.*", _ask)
    session.register("after-call.dynamodb.*", _note)


def _ask(params: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
    if _running and "ReturnConsumedCapacity" in model.input_shape.members:
        params["ReturnConsumedCapacity"] = "INDEXES"
        context[_CONTEXT] = params


def _note(parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
    if _running and _CONTEXT in context:
        request = Request(model.name, _read(model.name, context[_CONTEXT], parsed), _written(model.name, parsed))
        for meter in _running:
            meter.requests.append(request)


# Only later sessions are metered: import this module before making clients.
botocore.register_initializer(_register)


def _written(operation: str, answer: Mapping[str, Any]) -> float:
    if operation in {"Query", "GetItem", "BatchGetItem"}:
        return 0.0
    if answer.get("Error", {}).get("Code") == "ConditionalCheckFailedException":
        return _kilobytes(answer.get("Item", {}))  # AWS: a refused write costs as much as the existing item's size
    consumed = answer.get("ConsumedCapacity", [])
    return sum(float(one["CapacityUnits"]) for one in (consumed if isinstance(consumed, list) else [consumed]))


def _read(operation: str, asked: Mapping[str, Any], answer: Mapping[str, Any]) -> float:
    if operation == "Query":
        return _units(sum(map(size, answer.get("Items", []))), consistent=asked.get("ConsistentRead", False))
    if operation == "BatchGetItem":
        return sum(
            _batch(
                answer["Responses"].get(name, []), len(wanted["Keys"]), consistent=wanted.get("ConsistentRead", False)
            )
            for name, wanted in asked["RequestItems"].items()
        )
    return 0.0


def _batch(found: list[Image], asked: int, *, consistent: bool) -> float:
    """Read units of a batched read. Each item is rounded up by itself; a missing one costs as a small one."""
    missing = asked - len(found)
    return sum(_units(size(item), consistent=consistent) for item in found) + missing * _units(0, consistent=consistent)


def _kilobytes(item: Image) -> float:
    return max(1.0, math.ceil(size(item) / 1_024))


def _units(size: int, *, consistent: bool) -> float:
    return max(1, math.ceil(size / READ_UNIT)) * (1.0 if consistent else 0.5)


def size(item: Image) -> int:
    """Bytes of an item as AWS counts them: names and values."""
    return sum(len(name.encode()) + _size(value) for name, value in item.items())


def _size(value: Mapping[str, Any]) -> int:
    """Bytes of one value, of any type that Postbag stores."""
    match value:
        case {"S": str(text)}:
            return len(text.encode())
        case {"N": str(number)}:
            return _number(number)
        case {"B": bytes(held)}:
            return len(held)
        case {"L": list(members)}:
            return 3 + sum(1 + _size(member) for member in members)
        case {"M": dict(members)}:
            return 3 + len(members) + size(members)
    return 1  # true, false, null


def _number(text: str) -> int:
    """Bytes of a number: one for two significant digits, one more, and one for a sign."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return math.ceil(len(digits) / 2) + 1 + text.startswith("-")
