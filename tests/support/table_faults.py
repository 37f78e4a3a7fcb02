"""A table that does not do what it is asked, at the door of botocore: what the SDK lets through after its own tries.

Sources: AWS, "Error handling with DynamoDB", and TransactWriteItems, for the codes of cancellation reasons.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import count
from typing import Any

import botocore
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError
from botocore.session import Session

WRITES = frozenset({"PutItem", "TransactWriteItems", "UpdateItem"})
READS = frozenset({"BatchGetItem", "Query"})


class TableFault(StrEnum):
    """What becomes of a call."""

    CONTENDED = "another transaction has hold of an item"
    THROTTLED = "throttled"
    TIMED_OUT = "no answer in time"


class _Line:
    """The line to the table: which calls of a request fail, from which one on."""

    def __init__(self, fault: TableFault, operations: frozenset[str], first: int) -> None:
        self.fault, self.operations, self.first = fault, operations, first
        self.calls = count()
        self.failed = 0


_lines: list[_Line] = []


def _before_call(model: Any, params: dict[str, Any], **_: Any) -> Any:
    if not _lines or model.name not in _lines[-1].operations:
        return None
    line = _lines[-1]
    if next(line.calls) < line.first:
        return None
    line.failed += 1
    if line.fault is TableFault.TIMED_OUT:
        raise ReadTimeoutError(endpoint_url="https://dynamodb")
    return _refused(line.fault, model.name, json.loads(params["body"]))


def _refused(fault: TableFault, operation: str, request: dict[str, Any]) -> tuple[AWSResponse, dict[str, Any]]:
    """An answer of DynamoDB, in place of the call."""
    parsed: dict[str, Any] = {"ResponseMetadata": {"HTTPStatusCode": 400}}
    contended = fault is TableFault.CONTENDED
    if operation == "TransactWriteItems":
        code = "TransactionCanceledException"
        reason = "TransactionConflict" if contended else "ThrottlingError"
        parsed["CancellationReasons"] = [{"Code": reason}, *({"Code": "None"} for _ in request["TransactItems"][1:])]
    else:
        code = "TransactionConflictException" if contended else "ProvisionedThroughputExceededException"
    parsed["Error"] = {"Code": code, "Message": fault.value}
    return AWSResponse("https://dynamodb", 400, {}, None), parsed


@contextmanager
def failing(fault: TableFault, operations: frozenset[str], *, first: int) -> Iterator[Callable[[], int]]:
    """While this lasts, these operations fail from the call of number `first` (0 is the next) on; says how many did."""
    line = _Line(fault, operations, first)
    _lines.append(line)
    try:
        yield lambda: line.failed
    finally:
        _lines.pop()


def _watch(session: Session) -> None:
    session.register("before-call.dynamodb.*", _before_call, unique_id="tests-table-faults")


# Every session that is made from now on, whoever makes it.
botocore.register_initializer(_watch)
