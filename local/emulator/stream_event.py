"""The event of a stream function, and the message about a batch that was given up.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html#events-sample-dynamodb and
https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
"""

import base64
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from local.emulator.system import Function, StreamMapping


def written(seconds: float) -> str:
    """A time, in seconds since 1970, in the format of events."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def batches(records: list[dict[str, Any]], mapping: StreamMapping) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """Batches of records of one window, each with the second at which its window starts."""
    length = mapping.window or 1

    def window(record: dict[str, Any]) -> int:
        if not mapping.window:
            return 0
        return int(record["dynamodb"]["ApproximateCreationDateTime"]) // length * length

    for start, group in groupby(records, window):
        members = list(group)
        for at in range(0, len(members), mapping.batch_size):
            yield start, members[at : at + mapping.batch_size]


def event_record(record: dict[str, Any], stream_arn: str) -> dict[str, Any]:
    """A record of the streams API as it looks in an event: times in whole seconds, bytes in base64."""
    change = dict(record["dynamodb"])
    change["ApproximateCreationDateTime"] = int(change["ApproximateCreationDateTime"].timestamp())
    for image in ("Keys", "NewImage", "OldImage"):
        if image in change:
            change[image] = _plain(change[image])
    shown: dict[str, Any] = {
        key: record[key] for key in ("eventID", "eventName", "eventVersion", "eventSource") if key in record
    }
    if "userIdentity" in record:  # the API writes its fields in upper case, an event does not
        who = record["userIdentity"]
        shown["userIdentity"] = {"type": who["Type"], "principalId": who["PrincipalId"]}
    return {**shown, "awsRegion": stream_arn.split(":")[3], "dynamodb": change, "eventSourceARN": stream_arn}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def discarded_batch(
    function: Function, stream_arn: str, shard: str, records: list[dict[str, Any]], invocations: int
) -> dict[str, Any]:
    """Lambda's message to the on-failure destination about a batch that it gives up."""
    first, last = records[0]["dynamodb"], records[-1]["dynamodb"]
    return {
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "functionArn": function.arn,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": invocations,
        },
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "version": "1.0",
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "DDBStreamBatchInfo": {
            "shardId": shard,
            "startSequenceNumber": first["SequenceNumber"],
            "endSequenceNumber": last["SequenceNumber"],
            "approximateArrivalOfFirstRecord": written(first["ApproximateCreationDateTime"]),
            "approximateArrivalOfLastRecord": written(last["ApproximateCreationDateTime"]),
            "batchSize": len(records),
            "streamArn": stream_arn,
        },
    }
