"""Checks every AWS call of a function against the role that the template gives the function.

moto's own enforcement denies any policy that names a table and ignores conditions (getmoto/moto #9581). So the laptop
checks the calls itself: a hook in each botocore session looks at each outgoing request.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import botocore
from botocore.exceptions import ClientError
from botocore.session import Session

from local.emulator.iam_policy import Access, allows
from local.emulator.intrinsics import ACCOUNT, REGION
from local.emulator.system import Function, Secret, Table
from local.errors import TemplateError

ONE_KEY = {"GetItem": "Key", "UpdateItem": "Key", "DeleteItem": "Key", "PutItem": "Item"}
TRANSACTED = {
    "Get": ("GetItem", "Key"),
    "Put": ("PutItem", "Item"),
    "Update": ("UpdateItem", "Key"),
    "Delete": ("DeleteItem", "Key"),
    "ConditionCheck": ("ConditionCheckItem", "Key"),
}


@dataclass(frozen=True)
class Caller:
    """The running function, and the values that it may name in a request."""

    function: Function
    table: Table
    secrets: tuple[Secret, ...]


_callers: list[Caller] = []


@contextmanager
def calling(caller: Caller) -> Iterator[None]:
    """Within this context AWS calls are the caller's. Outside of it they are the stack's own and are not checked."""
    _callers.append(caller)
    try:
        yield
    finally:
        _callers.pop()


def accesses(caller: Caller, service: str, operation: str, request: dict[str, Any]) -> list[Access]:
    """The accesses that a request needs: one per table and item action, each with the partition keys it touches.

    Sources: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html and
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
    """
    if service == "secretsmanager":
        arns = {name: secret.arn for secret in caller.secrets for name in (secret.name, secret.arn)}
        return [Access(f"secretsmanager:{operation}", arns.get(request.get("SecretId", ""), "*"))]
    return _of_table(caller, operation, request) if service == "dynamodb" else [Access(f"{service}:{operation}", "*")]


def _of_table(caller: Caller, operation: str, request: dict[str, Any]) -> list[Access]:
    if operation in {"TransactWriteItems", "TransactGetItems"}:
        return [_transacted(caller, operation, item) for item in request["TransactItems"]]
    if operation in {"BatchGetItem", "BatchWriteItem"}:
        return [
            _access(caller, operation, table, [_batched_key(item) for item in _listed(items)])
            for table, items in request["RequestItems"].items()
        ]
    if operation in ONE_KEY:
        return [_access(caller, operation, request["TableName"], [request[ONE_KEY[operation]]])]
    if operation == "Query":
        return [_query(caller, request)]
    if "TableName" in request:
        return [Access(f"dynamodb:{operation}", _arn(caller, request["TableName"], request.get("IndexName")))]
    raise TemplateError(f"local/emulator/permissions.py cannot judge dynamodb:{operation}")


def _transacted(caller: Caller, operation: str, item: dict[str, Any]) -> Access:
    ((kind, request),) = item.items()
    action, key = TRANSACTED[kind]
    return _access(caller, action, request["TableName"], [request[key]], enclosing=operation)


def _listed(items: Any) -> list[dict[str, Any]]:
    return items if isinstance(items, list) else items["Keys"]


def _batched_key(item: dict[str, Any]) -> dict[str, Any]:
    if "PutRequest" in item:
        return dict(item["PutRequest"]["Item"])
    return dict(item["DeleteRequest"]["Key"]) if "DeleteRequest" in item else item


def _access(
    caller: Caller, action: str, table: str, items: list[dict[str, Any]], enclosing: str | None = None
) -> Access:
    name = caller.table.hash_keys[None]
    context = {"dynamodb:LeadingKeys": tuple(_text(item.get(name, {})) for item in items)}
    if enclosing:
        context["dynamodb:EnclosingOperation"] = (enclosing,)
    return Access(f"dynamodb:{action}", _arn(caller, table), context)


def _query(caller: Caller, request: dict[str, Any]) -> Access:
    index = request.get("IndexName")
    wanted = caller.table.hash_keys.get(index)
    names = request.get("ExpressionAttributeNames") or {}
    values = request.get("ExpressionAttributeValues") or {}
    equals = re.findall(r"([#\w.-]+)\s*=\s*(:\w+)", request.get("KeyConditionExpression", ""))
    keys = [_text(values.get(value, {})) for name, value in equals if names.get(name, name) == wanted]
    if len(keys) != 1:
        raise TemplateError(
            f"local/emulator/permissions.py cannot find {wanted} in {request.get('KeyConditionExpression')!r}"
        )
    return Access("dynamodb:Query", _arn(caller, request["TableName"], index), {"dynamodb:LeadingKeys": tuple(keys)})


def _text(value: dict[str, Any]) -> str:
    return str(next(iter(value.values()), ""))


def _arn(caller: Caller, table: str, index: str | None = None) -> str:
    if not table.startswith("arn:"):
        known = table == caller.table.name
        table = caller.table.arn if known else f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}"
    return f"{table}/index/{index}" if index else table


def check(caller: Caller, service: str, operation: str, request: dict[str, Any]) -> None:
    """Raise AWS's error if the caller's role does not allow the whole request."""
    role = caller.function.role
    for access in accesses(caller, service, operation, request):
        if not allows(role.statements, access):
            who = f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.name}/{caller.function.physical_name}"
            message = (
                f"User: {who} is not authorized to perform: {access.action} on resource: {access.resource} "
                f"because no identity-based policy allows the {access.action} action"
            )
            if keys := access.context.get("dynamodb:LeadingKeys"):
                # AWS says less, but a developer who repairs a policy needs these details.
                message += f" (partition keys: {', '.join(keys)})"
            error = {"Error": {"Code": "AccessDeniedException", "Message": message}}
            raise ClientError(error | {"ResponseMetadata": {"HTTPStatusCode": 400}}, operation)


def _before_call(model: Any, params: dict[str, Any], **_: Any) -> None:
    if not _callers:
        return
    caller = _callers[-1]
    body = params.get("body") or b"{}"
    request = json.loads(body) if isinstance(body, bytes | str) else {}
    check(caller, model.service_model.signing_name, model.name, request)


def _watch(session: Session) -> None:
    session.register("before-call.*.*", _before_call, unique_id="postbag-permissions")


# This concerns every session of the process, whoever makes it, so a function cannot reach AWS around it.
botocore.register_initializer(_watch)
