"""Problem documents (RFC 9457). Only this module chooses the HTTP status of a refusal."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated, Any, NamedTuple

from aws_lambda_powertools.event_handler import Response
from pydantic import BaseModel, Field

from shared.domain.refusals import ChangedMeanwhile, CurrentState, FieldError, Refusal

CONTENT_TYPE = "application/problem+json"


class ProblemKind(NamedTuple):
    """A kind of problem: its HTTP status, and its constant title."""

    status: HTTPStatus
    title: str


KINDS = {
    "already-appealed": ProblemKind(HTTPStatus.CONFLICT, "Appealed before"),
    "another-moderator": ProblemKind(HTTPStatus.FORBIDDEN, "Another moderator must decide this appeal"),
    "ban-not-found": ProblemKind(HTTPStatus.NOT_FOUND, "No such ban"),
    "banned": ProblemKind(HTTPStatus.FORBIDDEN, "You are barred from writing"),
    "busy": ProblemKind(HTTPStatus.SERVICE_UNAVAILABLE, "The service is busy"),
    "cannot-pin": ProblemKind(HTTPStatus.CONFLICT, "This comment cannot be pinned"),
    "cannot-undo": ProblemKind(HTTPStatus.CONFLICT, "This cannot be undone"),
    "challenge-failed": ProblemKind(HTTPStatus.BAD_REQUEST, "The proof of work does not hold"),
    "challenge-used": ProblemKind(HTTPStatus.CONFLICT, "The challenge was used before"),
    "comment-not-found": ProblemKind(HTTPStatus.NOT_FOUND, "No such comment"),
    "comment-refused": ProblemKind(HTTPStatus.UNPROCESSABLE_ENTITY, "The comment cannot be accepted"),
    "edit-window-closed": ProblemKind(HTTPStatus.FORBIDDEN, "Too late to edit"),
    "idempotency-conflict": ProblemKind(HTTPStatus.CONFLICT, "The key was used for another comment"),
    "internal-error": ProblemKind(HTTPStatus.INTERNAL_SERVER_ERROR, "Something broke on our side"),
    "invalid-cursor": ProblemKind(HTTPStatus.BAD_REQUEST, "The cursor does not belong here"),
    "invalid-request": ProblemKind(HTTPStatus.UNPROCESSABLE_ENTITY, "The request is not as it should be"),
    "login-unavailable": ProblemKind(HTTPStatus.SERVICE_UNAVAILABLE, "The newspaper's login cannot be checked"),
    "malformed-body": ProblemKind(HTTPStatus.BAD_REQUEST, "The body cannot be read"),
    "not-found": ProblemKind(HTTPStatus.NOT_FOUND, "There is nothing here"),
    "not-rejected": ProblemKind(HTTPStatus.FORBIDDEN, "There is nothing to appeal"),
    "not-yours": ProblemKind(HTTPStatus.FORBIDDEN, "Not your comment"),
    "own-comment": ProblemKind(HTTPStatus.FORBIDDEN, "Your own comment"),
    "pass-required": ProblemKind(HTTPStatus.UNAUTHORIZED, "A reader pass is needed"),
    "policy-changed": ProblemKind(HTTPStatus.CONFLICT, "The rules were changed by somebody else meanwhile"),
    "read-only": ProblemKind(HTTPStatus.SERVICE_UNAVAILABLE, "The site is read-only"),
    "reader-not-found": ProblemKind(HTTPStatus.NOT_FOUND, "No such reader"),
    "role-required": ProblemKind(HTTPStatus.FORBIDDEN, "This login may not do that"),
    "status-changed": ProblemKind(HTTPStatus.CONFLICT, "Decided by somebody else meanwhile"),
    "thread-closed": ProblemKind(HTTPStatus.FORBIDDEN, "Comments are closed"),
    "too-many-comments": ProblemKind(HTTPStatus.TOO_MANY_REQUESTS, "Too many comments at once"),
    "unknown-article": ProblemKind(HTTPStatus.NOT_FOUND, "No such article"),
    "unsupported-media-type": ProblemKind(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body is not JSON"),
}


_LEFT_OUT_IF_NULL = Field(exclude_if=lambda value: value is None)


class Problem(BaseModel):
    """An RFC 9457 problem document. `code` is stable; `instance` is the request's id, to find it in the logs."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: Annotated[list[FieldError] | None, _LEFT_OUT_IF_NULL] = None
    current: Annotated[CurrentState | None, _LEFT_OUT_IF_NULL] = None
    """The present state, as far as the caller may see it, if somebody else was faster (409)."""


def problem(
    code: str,
    detail: str,
    *,
    instance: str = "",
    errors: Sequence[FieldError] = (),
    current: CurrentState | None = None,
) -> Problem:
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
        current=current,
    )


def of(refusal: Refusal, *, instance: str = "") -> Problem:
    """The problem document of `refusal`."""
    current = refusal.current if isinstance(refusal, ChangedMeanwhile) else None
    return problem(refusal.code, refusal.detail, instance=instance, errors=refusal.errors, current=current)


def response(document: Problem) -> Response[str]:
    """The answer that contains a problem document."""
    headers: dict[str, Any] = {"WWW-Authenticate": "Bearer"} if document.status == HTTPStatus.UNAUTHORIZED else {}
    return Response(
        status_code=document.status,
        content_type=CONTENT_TYPE,
        body=json.dumps(document.model_dump(mode="json", exclude_none=True), ensure_ascii=False),
        headers=headers,
    )
