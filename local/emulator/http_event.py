"""API Gateway's event of an HTTP request, payload format 2.0, and the answer to it.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
That page leaves two points open; this module follows observations of API Gateway. The path arrives decoded, and cut at
a decoded `?` (github.com/hotsock/voker, pull request 8). A body is text only with the types below, which exclude form
data, and an empty body is absent (github.com/ministackorg/ministack, pull request 766).
"""

import base64
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from local.emulator.intrinsics import ACCOUNT
from local.emulator.system import Route

API_ID = "laptop"
TEXT_TYPES = {"application/javascript", "application/json", "application/xml"}
NO_BODY = {204, 304}
# Hop-by-hop headers and the server's own; a function's are not passed on.
NOT_PASSED_ON = {"connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"}


@dataclass(frozen=True)
class HttpRequest:
    """An incoming request. `path` is decoded, `query` is not; header names are lower case; `at` is in ms."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    address: str
    at: int
    protocol: str = "HTTP/1.1"
    id: str = field(default_factory=lambda: base64.b64encode(uuid.uuid4().bytes[:11]).decode())


@dataclass(frozen=True)
class HttpAnswer:
    """The answer to the client."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""


def http_event(
    request: HttpRequest, route: Route, parameters: Mapping[str, str], claims: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The event for a request that matched a route; `claims` are those of the token an authorizer accepted."""
    headers = {name: value for name, value in request.headers.items() if name != "cookie"}
    forwarded = [headers["x-forwarded-for"]] if "x-forwarded-for" in headers else []
    host = headers.get("host", "")
    headers |= {
        "x-amzn-trace-id": f"Root=1-{request.at // 1000:08x}-{uuid.uuid4().hex[:24]}",
        "x-forwarded-for": ", ".join([*forwarded, request.address]),
        "x-forwarded-port": host.rpartition(":")[2] if ":" in host else "443",
        "x-forwarded-proto": "http",
    }
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route.key,
        "rawPath": request.path,
        "rawQueryString": request.query,
        "headers": headers,
        "requestContext": {
            "accountId": ACCOUNT,
            "apiId": API_ID,
            "domainName": host,
            "domainPrefix": host.partition(".")[0],
            "http": {
                "method": request.method,
                "path": request.path,
                "protocol": request.protocol,
                "sourceIp": request.address,
                "userAgent": headers.get("user-agent", ""),
            },
            "requestId": request.id,
            "routeKey": route.key,
            "stage": "$default",
            "time": datetime.fromtimestamp(request.at / 1000, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000"),
            "timeEpoch": request.at,
        },
        "isBase64Encoded": False,
    }
    if cookies := request.headers.get("cookie"):
        event["cookies"] = [cookie.strip() for cookie in cookies.split(";")]
    if query := _query(request.query):
        event["queryStringParameters"] = query
    if parameters:
        event["pathParameters"] = dict(parameters)
    if claims is not None:
        texts = {name: _claim(value) for name, value in claims.items()}
        event["requestContext"]["authorizer"] = {"jwt": {"claims": texts, "scopes": list(route.scopes) or None}}
    if request.body:
        event["isBase64Encoded"] = not _is_text(request.headers.get("content-type", ""))
        encoded = base64.b64encode(request.body).decode()
        event["body"] = encoded if event["isBase64Encoded"] else request.body.decode("utf-8", errors="replace")
    return event


def _query(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found[name] = f"{found[name]},{value}" if name in found else value
    return found


def _claim(value: Any) -> str:
    """A claim as text, since claims reach a function as text: `[moderator admin]` for an array."""
    if isinstance(value, str):
        return value
    return "[" + " ".join(_claim(item) for item in value) + "]" if isinstance(value, list) else json.dumps(value)


def _is_text(content_type: str) -> bool:
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type.startswith("text/") or media_type in TEXT_TYPES


def http_answer(answer: Any) -> HttpAnswer:
    """The client's answer, made from a function's result. Raises ValueError if API Gateway would not accept that."""
    if not isinstance(answer, dict) or "statusCode" not in answer:
        # "API Gateway assumes": the whole answer is the body.
        inferred = answer if isinstance(answer, str) else json.dumps(answer)
        return HttpAnswer(200, (("content-type", "application/json"),), inferred.encode())
    status = int(answer["statusCode"])
    if not 100 <= status < 600:  # noqa: PLR2004 (one to three characters)
        raise ValueError(f"statusCode {status}")
    text = answer.get("body")
    content = text if isinstance(text, str) else json.dumps(text) if text is not None else ""
    body = base64.b64decode(content, validate=True) if answer.get("isBase64Encoded") else content.encode()
    headers = {name.lower(): _header(value) for name, value in (answer.get("headers") or {}).items()}
    headers = {name: value for name, value in headers.items() if name not in NOT_PASSED_ON}
    if body and status not in NO_BODY:
        headers.setdefault("content-type", "text/plain;charset=UTF-8")
    cookies = [("set-cookie", cookie) for cookie in answer.get("cookies") or []]
    return HttpAnswer(status, (*headers.items(), *cookies), b"" if status in NO_BODY else body)


def _header(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def made_by_gateway(status: int, message: str, *headers: tuple[str, str]) -> HttpAnswer:
    """An answer of API Gateway's own."""
    return HttpAnswer(
        status,
        (("content-type", "application/json"), *headers),
        json.dumps({"message": message}, separators=(",", ":")).encode(),
    )
