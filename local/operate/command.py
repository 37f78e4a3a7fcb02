"""Common parts of an operator's commands: the table, the time, and errors in one line."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
)

from local.errors import LocalError
from shared.domain.refusals import Busy
from shared.domain.times import SECOND

_THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ThrottlingException",
        "LimitExceededException",
        "TransactionCanceledException",
    }
)
_OF_THE_TABLE = frozenset({"BatchGetItem", "DescribeTable", "Query"})


def work_on(table: str, endpoint_url: str | None) -> None:
    """Let shared/storage work on this table, in AWS or in another DynamoDB."""
    os.environ["TABLE_NAME"] = table
    if endpoint_url:
        os.environ["AWS_ENDPOINT_URL_DYNAMODB"] = os.environ["AWS_ENDPOINT_URL_DYNAMODB_STREAMS"] = endpoint_url


@contextmanager
def said_in_a_line(table: str, done: str) -> Iterator[None]:
    """Raise LocalError, whose text is one line, for every refusal by AWS.

    `done` is the participle of the work on the table: "recounted".
    """
    try:
        with _cause_of_busy():
            yield
    except ClientError as error:
        raise LocalError(_refusal(error, table, done)) from None
    except NoCredentialsError:
        raise LocalError("there are no AWS credentials; give some as for any other AWS tool") from None
    except NoRegionError:
        raise LocalError("no AWS region is set; set AWS_DEFAULT_REGION, for example") from None
    except EndpointConnectionError as error:
        raise LocalError(f"no DynamoDB answers: {error}") from None
    except BotoCoreError as error:
        raise LocalError(f"the table could not be read: {error}") from None


@contextmanager
def _cause_of_busy() -> Iterator[None]:
    """Let an operator see why the table is busy, where readers are only asked to try again."""
    try:
        yield
    except Busy as busy:
        raise (busy.__cause__ or busy) from None


def clock() -> int:
    """Now, in ms since the epoch."""
    return time.time_ns() * SECOND // 1_000_000_000


def _refusal(error: ClientError, table: str, done: str) -> str:
    code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    if code == "ResourceNotFoundException" and error.operation_name in _OF_THE_TABLE:
        return (
            f"there is no table {table} here. The table of `make serve` is in its memory and cannot be {done}: run "
            "`make serve` with --endpoint-url and give the same URL here"
        )
    if code in _THROTTLED:
        return f"DynamoDB is throttling ({error.operation_name}: {message}); try again later"
    return f"{error.operation_name} was refused: {message or code}"
