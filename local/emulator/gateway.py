"""API Gateway's HTTP API in front of the functions: routes, authorizer, CORS and throttles are the template's.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html. The gateway's own refusals come
before the function. CORS headers of a function are ignored, as in AWS.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Request

from local.emulator.authorizer import Keys, Refused, authorize
from local.emulator.http_event import NO_BODY, HttpAnswer, HttpRequest, http_answer, http_event, made_by_gateway
from local.emulator.routing import Router, Throttles
from local.emulator.sandbox import Invocation
from local.emulator.system import Cors, Route, System

LARGEST_PAYLOAD = 10 * 1024 * 1024


class Functions(Protocol):
    """The part of a stack that the gateway needs."""

    system: System

    def invoke(self, function: str, event: Any) -> Invocation:
        """Invoke a function by its logical id."""


def wall_clock() -> int:
    """Milliseconds since 1970."""
    return int(time.time() * 1000)


class Gateway:
    """A WSGI application that serves the routes of the template.

    `clock` gives the events' time (milliseconds since 1970); `keys` finds the public keys of an issuer. Tokens are
    always checked against the wall clock.
    """

    def __init__(self, stack: Functions, keys: Keys, clock: Callable[[], int] = wall_clock) -> None:
        self._stack = stack
        self._keys = keys
        self._clock = clock
        self._router = Router(stack.system.routes)
        self._throttles = Throttles(stack.system.throttle, time.monotonic)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer one request (PEP 3333)."""
        answer = self.answer(Request(environ, populate_request=False))
        length = [] if answer.status in NO_BODY else [("content-length", str(len(answer.body)))]
        start_response(f"{answer.status} {HTTP_STATUS_CODES.get(answer.status, '')}", [*answer.headers, *length])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [answer.body]

    def answer(self, request: Request) -> HttpAnswer:
        """Answer one request: preflight, route, throttle, size, authorizer, function, in this order."""
        cors = self._stack.system.cors
        origin = request.headers.get("origin")
        if request.method == "OPTIONS" and cors:
            return HttpAnswer(204, _preflight(cors, origin, request.headers.get("access-control-request-method")))
        answer = self._answer(request)
        if cors is None:
            return answer
        told = tuple(header for header in answer.headers if not header[0].startswith("access-control-"))
        return HttpAnswer(answer.status, told + _cors_headers(cors, origin), answer.body)

    def _answer(self, request: Request) -> HttpAnswer:
        path = request.path.partition("?")[0]
        match = self._router.match(request.method, path)
        if match is None:
            return made_by_gateway(404, "Not Found")
        route, parameters = match
        try:
            self._throttle(route)
            body = _body(request)
            claims = authorize(route, request.headers.get("authorization"), self._keys, time.time())
        except Refused as refusal:
            return refusal.answer
        received = HttpRequest(
            method=request.method,
            path=path,
            query=request.query_string.decode("latin-1"),
            headers=_headers(request),
            body=body,
            address=request.remote_addr or "",
            at=self._clock(),
            protocol=request.environ.get("SERVER_PROTOCOL", "HTTP/1.1"),
        )
        invocation = self._stack.invoke(route.function, http_event(received, route, parameters, claims))
        return _from_function(invocation, ("apigw-requestid", received.id))

    def _throttle(self, route: Route) -> None:
        if not self._throttles.takes(route):
            raise Refused(made_by_gateway(429, "Too Many Requests"))


def _body(request: Request) -> bytes:
    too_large = Refused(made_by_gateway(413, "Request Entity Too Large"))
    if (request.content_length or 0) > LARGEST_PAYLOAD:
        raise too_large
    body = request.stream.read(LARGEST_PAYLOAD + 1)
    if len(body) > LARGEST_PAYLOAD:
        raise too_large
    return body


def _from_function(invocation: Invocation, request_id: tuple[str, str]) -> HttpAnswer:
    try:
        answer = http_answer(invocation.answer) if invocation.error is None else None
    except (TypeError, ValueError):
        answer = None
    if answer is None:
        return made_by_gateway(500, "Internal Server Error", request_id)
    return HttpAnswer(answer.status, (*answer.headers, request_id), answer.body)


def _headers(request: Request) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in request.headers.items():
        key = name.lower()
        found[key] = f"{found[key]},{value}" if key in found else value
    return found


def _allowed(cors: Cors, origin: str | None) -> str | None:
    """The value of Access-Control-Allow-Origin for this origin; None if it is not allowed."""
    if not origin:
        return None
    if "*" in cors.origins:
        return "*"
    schemes = {pattern.removesuffix("*") for pattern in cors.origins if pattern.endswith("://*")}
    return origin if origin in cors.origins or origin.startswith(tuple(schemes)) else None


def _cors_headers(cors: Cors, origin: str | None) -> tuple[tuple[str, str], ...]:
    allowed = _allowed(cors, origin)
    if allowed is None:
        return ()
    headers = [("access-control-allow-origin", allowed)]
    if cors.exposed:
        headers.append(("access-control-expose-headers", ",".join(cors.exposed)))
    if cors.credentials:
        headers.append(("access-control-allow-credentials", "true"))
    return tuple(headers)


def _preflight(cors: Cors, origin: str | None, method: str | None) -> tuple[tuple[str, str], ...]:
    """The answer to a preflight request.

    An origin that is not allowed gets an answer too, but without the headers that a browser needs.
    """
    allowed = _cors_headers(cors, origin) if method else ()
    if not allowed:
        return ()
    headers = [
        *(header for header in allowed if header[0] != "access-control-expose-headers"),
        ("access-control-allow-methods", ",".join(cors.methods)),
        ("access-control-allow-headers", ",".join(cors.headers)),
    ]
    if cors.max_age is not None:
        headers.append(("access-control-max-age", str(cors.max_age)))
    return tuple(headers)
