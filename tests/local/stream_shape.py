"""AWS's documentation of a stream function's event, as a JSON schema.

Sources, read on 2026-11-22: AWS Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB" (example event),
"Implementing stateful DynamoDB stream processing" (DynamodbTimeWindowEvent), "Retain discarded records"; DynamoDB
Streams API Reference, Record, StreamRecord, Shard (lengths of ids and sequence numbers; times in whole seconds);
DynamoDB Developer Guide, "DynamoDB Streams and Time to Live" (userIdentity), "Data type descriptors" (values).
"""

from collections.abc import Sequence
from typing import Any

from jsonschema import Draft202012Validator

MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
SHARD = {"type": "string", "pattern": r"^shardId-\d{20}-[0-9a-f]{8}$"}
SEQUENCE_NUMBER = {"type": "string", "pattern": r"^\d{21,40}$"}
STREAM = {
    "type": "string",
    "pattern": r"^arn:aws:dynamodb:[a-z0-9-]+:\d{12}:table/[A-Za-z0-9_.-]{3,255}"
    r"/stream/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$",
}
BASE64 = {"type": "string", "pattern": r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"}
NUMBER = {"type": "string", "pattern": r"^-?\d+(\.\d+)?([Ee][+-]?\d+)?$"}
TEXT = {"type": "string"}
VALUE = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 1,
    "additionalProperties": False,
    "properties": {
        "S": TEXT,
        "N": NUMBER,
        "B": BASE64,
        "SS": {"type": "array", "items": TEXT},
        "NS": {"type": "array", "items": NUMBER},
        "BS": {"type": "array", "items": BASE64},
        "M": {"$ref": "#/$defs/image"},
        "L": {"type": "array", "items": {"$ref": "#/$defs/value"}},
        "NULL": {"const": True},
        "BOOL": {"type": "boolean"},
    },
}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": required | optional,
        "required": list(required),
        "additionalProperties": False,
    }


def _images(event: str, required: Sequence[str], absent: Sequence[str]) -> dict[str, Any]:
    change = {"required": required, "properties": dict.fromkeys(absent, False)}
    return {"if": {"properties": {"eventName": {"const": event}}}, "then": {"properties": {"dynamodb": change}}}


IMAGE = {"$ref": "#/$defs/image"}
CHANGE = _object(
    {
        "ApproximateCreationDateTime": {"type": "integer", "minimum": 1_000_000_000, "maximum": 9_999_999_999},
        "Keys": {"type": "object", "additionalProperties": _object({}, S=TEXT, N=NUMBER, B=BASE64)},
        "SequenceNumber": SEQUENCE_NUMBER,
        "SizeBytes": {"type": "integer", "minimum": 1},
        "StreamViewType": {"const": "NEW_AND_OLD_IMAGES"},
    },
    NewImage=IMAGE,
    OldImage=IMAGE,
)
RECORD = {
    **_object(
        {
            "eventID": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "eventName": {"enum": ["INSERT", "MODIFY", "REMOVE"]},
            "eventVersion": {"type": "string", "pattern": r"^1\.\d+$"},
            "eventSource": {"const": "aws:dynamodb"},
            "awsRegion": {"type": "string", "pattern": r"^[a-z]{2}(-[a-z]+)+-\d$"},
            "dynamodb": CHANGE,
            "eventSourceARN": STREAM,
        },
        userIdentity=_object({"type": {"const": "Service"}, "principalId": {"const": "dynamodb.amazonaws.com"}}),
    ),
    "allOf": [
        _images("INSERT", ["NewImage"], ["OldImage"]),
        _images("MODIFY", ["NewImage", "OldImage"], []),
        _images("REMOVE", ["OldImage"], ["NewImage"]),
    ],
}
EVENT = {
    "$defs": {"value": VALUE, "image": {"type": "object", "additionalProperties": {"$ref": "#/$defs/value"}}},
    **_object(
        {
            "Records": {"type": "array", "items": RECORD},
            "window": _object({"start": MOMENT, "end": MOMENT}),
            "state": {"type": "object"},
            "shardId": SHARD,
            "eventSourceARN": STREAM,
            "isFinalInvokeForWindow": {"type": "boolean"},
            "isWindowTerminatedEarly": {"type": "boolean"},
        }
    ),
}
DISCARDED = _object(
    {
        "requestContext": _object(
            {
                "requestId": {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"},
                "functionArn": {"type": "string", "pattern": r"^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+$"},
                "condition": {"const": "RetryAttemptsExhausted"},
                "approximateInvokeCount": {"type": "integer", "minimum": 1},
            }
        ),
        "responseContext": _object(
            {
                "statusCode": {"const": 200},
                "executedVersion": {"const": "$LATEST"},
                "functionError": {"const": "Unhandled"},
            }
        ),
        "version": {"const": "1.0"},
        "timestamp": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"},
        "DDBStreamBatchInfo": _object(
            {
                "shardId": SHARD,
                "startSequenceNumber": SEQUENCE_NUMBER,
                "endSequenceNumber": SEQUENCE_NUMBER,
                "approximateArrivalOfFirstRecord": MOMENT,
                "approximateArrivalOfLastRecord": MOMENT,
                "batchSize": {"type": "integer", "minimum": 1},
                "streamArn": STREAM,
            }
        ),
    }
)


def gaps(event: Any, documented: dict[str, Any] = EVENT) -> set[str]:
    """Differences of an event from the documentation: names of fields, or the fault of the object around them."""
    errors = Draft202012Validator(documented).iter_errors(event)
    return {str(error.path[-1]) if error.validator in ("pattern", "minimum") else error.message for error in errors}
