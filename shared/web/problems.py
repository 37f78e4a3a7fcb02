"""Problem documents (RFC 9457): the one place that says which HTTP status a refusal has."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel

from shared.domain.refusals import FieldError, Refusal

CONTENT_TYPE = "application/problem+json"


class Kind(NamedTuple):
    """A kind of problem: its HTTP status, and its title, which is the same every time."""

    status: HTTPStatus
    title: str


KINDS = {
    "already-appealed": Kind(HTTPStatus.CONFLICT, "Appealed before"),
    "another-moderator": Kind(HTTPStatus.FORBIDDEN, "Another moderator must decide this appeal"),
    "ban-not-found": Kind(HTTPStatus.NOT_FOUND, "No such ban"),
    "banned": Kind(HTTPStatus.FORBIDDEN, "You are barred from writing"),
    "cannot-pin": Kind(HTTPStatus.CONFLICT, "This comment cannot be pinned"),
    "cannot-undo": Kind(HTTPStatus.CONFLICT, "This cannot be undone"),
    "challenge-failed": Kind(HTTPStatus.BAD_REQUEST, "The proof of work does not hold"),
    "challenge-used": Kind(HTTPStatus.CONFLICT, "The challenge was used before"),
    "comment-not-found": Kind(HTTPStatus.NOT_FOUND, "No such comment"),
    "comment-refused": Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "The comment cannot be accepted"),
    "edit-window-closed": Kind(HTTPStatus.FORBIDDEN, "Too late to edit"),
    "idempotency-conflict": Kind(HTTPStatus.CONFLICT, "The key was used for another comment"),
    "internal-error": Kind(HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke on our side"),
    "invalid-cursor": Kind(HTTPStatus.BAD_REQUEST, "The cursor does not belong here"),
    "invalid-request": Kind(HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not as it should be"),
    "login-unavailable": Kind(HTTPStatus.SERVICE_UNAVAILABLE, "The newspaper's login cannot be checked"),
    "malformed-body": Kind(HTTPStatus.BAD_REQUEST, "The body cannot be read"),
    "not-found": Kind(HTTPStatus.NOT_FOUND, "There is nothing here"),
    "not-rejected": Kind(HTTPStatus.FORBIDDEN, "There is nothing to appeal"),
    "not-yours": Kind(HTTPStatus.FORBIDDEN, "Not your comment"),
    "own-comment": Kind(HTTPStatus.FORBIDDEN, "Your own comment"),
    "pass-required": Kind(HTTPStatus.UNAUTHORIZED, "A reader pass is needed"),
    "policy-changed": Kind(HTTPStatus.CONFLICT, "The rules were changed by somebody else meanwhile"),
    "read-only": Kind(HTTPStatus.SERVICE_UNAVAILABLE, "The site is read-only"),
    "reader-not-found": Kind(HTTPStatus.NOT_FOUND, "No such reader"),
    "role-required": Kind(HTTPStatus.FORBIDDEN, "This login may not do that"),
    "status-changed": Kind(HTTPStatus.CONFLICT, "Decided by somebody else meanwhile"),
    "thread-closed": Kind(HTTPStatus.FORBIDDEN, "Comments are closed"),
    "too-many-comments": Kind(HTTPStatus.TOO_MANY_REQUESTS, "Too many comments at once"),
    "unknown-article": Kind(HTTPStatus.NOT_FOUND, "No such article"),
    "unsupported-media-type": Kind(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body is not JSON"),
}


class Problem(BaseModel):
    """An RFC 9457 problem document. `code` is stable; `instance` is the request's id, to find it in the logs."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[FieldError] | None = None


def problem(code: str, detail: str, *, instance: str = "", errors: Sequence[FieldError] = ()) -> Problem:
    """The problem document of a kind."""
    kind = KINDS[code]
    return Problem(
        type=f"urn:postbag:problem:{code}",
        title=kind.title,
        status=kind.status,
        detail=detail,
        instance=f"urn:request:{instance}",
        code=code,
        errors=list(errors) or None,
    )


def of(refusal: Refusal, *, instance: str = "") -> Problem:
    """The problem document that says what `refusal` says."""
    return problem(refusal.code, refusal.detail, instance=instance, errors=refusal.errors)


def response(document: Problem) -> Response[str]:
    """The answer that carries a problem document."""
    headers: dict[str, Any] = {"WWW-Authenticate": "Bearer"} if document.status == HTTPStatus.UNAUTHORIZED else {}
    return Response(
        status_code=document.status,
        content_type=CONTENT_TYPE,
        body=json.dumps(document.model_dump(exclude_none=True), ensure_ascii=False),
        headers=headers,
    )
