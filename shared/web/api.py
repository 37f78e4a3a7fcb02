"""The resolver of every HTTP function: it checks bodies and turns every error into a problem document."""

import base64
import binascii
import json
from collections.abc import Callable, Collection, Iterable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
    ResponseValidationError,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.domain.refusals import (
    Busy,
    Fault,
    FieldError,
    InvalidRequest,
    MalformedBody,
    PolicyChanged,
    Refusal,
    StatusChanged,
    TryLater,
    UnsupportedBody,
)
from shared.metrics import Metric
from shared.storage import table
from shared.telemetry import count, fault, logger
from shared.web import caching, problems

_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_SAID = {
    "string_too_long": "At most {max_length} characters are accepted.",
    "string_too_short": "This cannot be empty.",
    "string_pattern_mismatch": "This does not look as it should: see docs/openapi.json for its pattern.",
    "missing": "This is missing.",
    "extra_forbidden": "There is no such field.",
    "string_type": "This must be text.",
    "string_unicode": "This is not valid Unicode text.",
}
"""Sentences for people who fill in forms, by Pydantic's type of error."""
_PLACES = frozenset({"body", "path", "query", "header"})
_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 20

RefusalPage = Callable[[problems.Problem, Mapping[str, Any]], Response[str]]
"""Makes a page from a problem and the request's event; the event's body is JSON if it could be read."""


class Api(APIGatewayHttpResolver):
    """An HTTP API's resolver (payload format 2.0), with Postbag's ways of reading bodies, refusing and caching.

    Args:
        plain_text: keys of routes that also take their JSON as text/plain, as `navigator.sendBeacon` sends it.
    """

    def __init__(self, *, plain_text: frozenset[str] = frozenset()) -> None:
        super().__init__(
            enable_validation=True,
            response_validation_error_http_code=HTTPStatus.INTERNAL_SERVER_ERROR,
            serializer=_to_json,
        )
        self._plain_text = plain_text
        self._pages: dict[str, RefusalPage] = {}
        self._forms: set[str] = set()
        self.exception_handler(Refusal)(self._refused)
        self.exception_handler(table.LostRace)(self._lost)
        self.exception_handler(RequestValidationError)(self._invalid)
        self.exception_handler(RequestUnsupportedContentType)(self._unsupported)
        self.exception_handler(ResponseValidationError)(self._broken)
        self.exception_handler(Exception)(self._broken)
        self.not_found(self._not_found)

    def __call__(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Answer one request. A function's `handler` is this."""
        logger.append_keys(request_id=event["requestContext"]["requestId"], route=event["routeKey"])
        try:
            try:
                received = readable(event, plain_text=self._plain_text, forms=self._forms)
            except Refusal as refusal:
                document = problems.of(refusal, instance=event["requestContext"]["requestId"])
                answer = _plain(self._said(document, {**event, "body": None}))
            else:
                answer = self.resolve(received, context)
            return caching.finish(event, answer)
        finally:
            logger.remove_keys(["request_id", "route"])

    def for_people(self, route: str, refused: RefusalPage, *, form: bool = False) -> None:
        """Declare a route for browsers without JavaScript: its refusals leave as the page that `refused` makes.

        With `form` it takes only a form (application/x-www-form-urlencoded), and the route gets the fields as JSON.
        """
        self._pages[route] = refused
        if form:
            self._forms.add(route)

    @property
    def now(self) -> int:
        """Time of the request, in ms since the epoch: a fact of the request, not this machine's clock."""
        return int(self.current_event.request_context.time_epoch)

    @property
    def instance(self) -> str:
        """The request's id, which the log has too."""
        return str(self.current_event.request_context.request_id)

    def report_faults(self, faults: Iterable[Fault]) -> None:
        """Log each rule that broke with its traceback, and count it. The comment waits for a moderator meanwhile."""
        for broken in faults:
            fault(Metric.BROKEN_RULE, "a rule broke", error=broken.error, rule=broken.rule)

    def _refused(self, refusal: Refusal) -> Response[str]:
        self.report_faults(refusal.faults)
        if isinstance(refusal, Busy):
            fault(Metric.BUSY, "the table did not answer", error=refusal.__cause__)
        if isinstance(refusal, StatusChanged | PolicyChanged):
            count({Metric.LOST_RACE: 1}, code=refusal.code)
        logger.debug("refused", code=refusal.code)  # a refusal is no fault: the access log has its status
        answer = self._said(problems.of(refusal, instance=self.instance), self.current_event.raw_event)
        if isinstance(refusal, TryLater):
            answer.headers["Retry-After"] = str(refusal.retry_after)
        return answer

    def _lost(self, lost: table.LostRace) -> Response[str]:
        """Answer a lost race over something that the caller has not looked at: the same request may be sent again."""
        refusal = table.busy()
        refusal.__cause__ = lost
        return self._refused(refusal)

    def _invalid(self, error: RequestValidationError) -> Response[str]:
        refusal = InvalidRequest(
            "Some fields or parameters are wrong. Correct the listed ones and send the request again.",
            [_field_error(entry) for entry in error.errors()],
        )
        return self._refused(refusal)

    def _unsupported(self, _: RequestUnsupportedContentType) -> Response[str]:
        return self._refused(_not_json())

    def _not_found(self, _: NotFoundError) -> Response[str]:
        document = problems.problem(
            "not-found", "No route of this API has this method and path.", instance=self.instance
        )
        return problems.response(document)

    def _broken(self, error: Exception) -> Response[str]:
        fault(Metric.BROKEN_REQUEST, "broken", error=error)
        document = problems.problem(
            "internal-error",
            "Everything that was confirmed before is stored. Try again; if it fails again, report this problem's "
            "instance.",
            instance=self.instance,
        )
        return self._said(document, self.current_event.raw_event)

    def _said(self, document: problems.Problem, event: Mapping[str, Any]) -> Response[str]:
        page = self._pages.get(event["routeKey"])
        return page(document, event) if page else problems.response(document)


def readable(
    event: Mapping[str, Any], *, plain_text: Collection[str] = (), forms: Collection[str] = ()
) -> dict[str, Any]:
    """`event` with its body as text, if its method has one: a JSON object in UTF-8.

    The check runs before the resolver, which would take a list for its first element and fail on JSON nested too deep.

    Raises:
        UnsupportedBody: the content type is not application/json. Routes in `plain_text` also take text/plain; routes
            in `forms` take a form only.
        MalformedBody: the body is not UTF-8, not JSON, or not an object; or a form has a field twice.
    """
    if event["requestContext"]["http"]["method"] not in _WITH_BODY:
        return dict(event)
    kind = event["headers"].get("content-type", "").split(";", 1)[0].strip().lower()
    if event["routeKey"] in forms:
        if kind != _FORM:
            raise UnsupportedBody(f"Send the form as a browser does, as {_FORM}.")
        return _as_json(event, _fields(_text(event)))
    if kind != "application/json" and not (kind == "text/plain" and event["routeKey"] in plain_text):
        raise _not_json()
    text = _text(event)
    try:
        parsed = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise MalformedBody("The body is not valid JSON. Send one JSON object.") from None
    if not isinstance(parsed, dict):
        raise MalformedBody("The body is JSON, but not an object. Send one JSON object.")
    return _as_json(event, text)


def _as_json(event: Mapping[str, Any], text: str) -> dict[str, Any]:
    headers = {**event["headers"], "content-type": "application/json"}
    return {**event, "headers": headers, "body": text, "isBase64Encoded": False}


def _fields(text: str) -> str:
    """The fields of a form as a JSON object of texts."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise MalformedBody("The form cannot be read. Send it in UTF-8.") from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise MalformedBody("The form has a field twice.")
    return json.dumps(fields)


def _text(event: Mapping[str, Any]) -> str:
    body: str = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return body
    try:
        return base64.b64decode(body, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise MalformedBody("The body is not UTF-8. Send it in UTF-8.") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _not_json() -> UnsupportedBody:
    return UnsupportedBody("Send the body as JSON, with the header Content-Type: application/json.")


def _field_error(entry: Mapping[str, Any]) -> FieldError:
    """Pydantic's complaint as a field error. It does not repeat the value, which may be anything."""
    place = [str(part) for part in entry["loc"]]
    if place and place[0] in _PLACES:
        del place[0]
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in place)
    said = _SAID.get(entry["type"], "{msg}").format(msg=entry["msg"], **entry.get("ctx", {}))
    detail = said.removeprefix("Value error, ")
    return FieldError(pointer=pointer, code=str(entry["type"]).replace("_", "-"), detail=detail)


def _to_json(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _plain(response: Response[str]) -> dict[str, Any]:
    return {
        "statusCode": response.status_code,
        "headers": response.headers,
        "body": response.body,
        "isBase64Encoded": False,
    }
