"""The possible answers of an operation in docs/openapi.json: its good answer, its refusals, and the gateway's."""

import importlib
from collections.abc import Mapping
from typing import Any

from local.openapi.models import Schemas
from local.openapi.parts import ANSWERS, THROTTLED, TOO_LARGE, UNAUTHORIZED, header, message
from local.openapi.recorded_examples import RecordedExamples
from local.openapi.refusals import refusals
from local.openapi.routes import Described

_JSON = "application/json"


def responses(described: Described, schemas: Schemas, kinds: Any, recorded: RecordedExamples) -> dict[int, Any]:
    """All answers of an operation, by status. `kinds` are the kinds of problems, by code."""
    found: dict[int, Any] = {described.route.status_code: _good(described, schemas)}
    if described.key in cached():
        found[304] = {
            "description": "The client has this already.",
            "headers": {"ETag": header("ETag"), "Cache-Control": header("Cache-Control")},
        }
    codes: dict[int, list[str]] = {}
    for code in sorted(refusals(described)):
        codes.setdefault(int(kinds[code].status), []).append(code)
    for status, listed in codes.items():
        found[status] = _refused(described, status, {code: kinds[code].title for code in listed}, recorded)
    _from_the_gateway(found, described)
    return found


def _good(described: Described, schemas: Schemas) -> dict[str, Any]:
    status = described.route.status_code
    may_be_cached = described.key in cached()
    headers = {"Cache-Control": header("Cache-Control" if may_be_cached else "No-Store")}
    if may_be_cached:
        headers["ETag"] = header("ETag")
    if status == 204:  # noqa: PLR2004
        return {"description": "Done. There is nothing more to say.", "headers": headers}
    if status == 303:  # noqa: PLR2004
        return {"description": "Done. Go on to the address in Location.", "headers": headers | _location(described)}
    content: dict[str, Any] = {
        "examples": {name: {"value": value} for name, value in described.examples.answers.items()}
    }
    if is_json(described):
        content = {"schema": schemas.of(described.id, "serialization"), **content}
        said = schemas.said(described.answer)
    else:
        schema = {"type": "object"} if _media(described) == _JSON else {"type": "string"}
        content, said = {"schema": schema, **content}, ANSWERS[described.id]
    return {"description": said, "headers": headers, "content": {_media(described): content}}


def _refused(described: Described, status: int, codes: Mapping[str, str], recorded: RecordedExamples) -> dict[str, Any]:
    """The answer with a status for the problems `codes`; each has its title."""
    said = "\n".join(f"- `{code}`: {title}." for code, title in codes.items())
    headers = {"Cache-Control": header("No-Store")}
    if status == 401:  # noqa: PLR2004
        headers["WWW-Authenticate"] = header("WWW-Authenticate")
    if _try_later() & codes.keys():
        headers["Retry-After"] = header("Retry-After")
    schema = {
        "allOf": [
            {"$ref": "#/components/schemas/Problem"},
            {"properties": {"status": {"const": status}, "code": {"enum": list(codes)}}},
        ]
    }
    shown = {code: {"$ref": f"#/components/examples/{code}"} for code in codes if code in recorded.problems}
    problem: dict[str, Any] = {"application/problem+json": {"schema": schema, "examples": shown}}
    page: dict[str, Any] = {"text/html": {"schema": {"type": "string"}, "example": recorded.refusal_page}}
    if not described.is_page:
        content = problem
    elif "not-found" in codes:
        content = page | problem
    else:
        content = page
    return {"description": said, "headers": headers, "content": content}


def _from_the_gateway(found: dict[int, Any], described: Described) -> None:
    """Add the answers that API Gateway gives by itself, in its own format."""
    own = [(429, THROTTLED)]
    if described.body:
        own.append((413, TOO_LARGE))
    if described.caller == "moderator":
        own += [(401, UNAUTHORIZED), (403, "The token lacks the scope `openid`.")]
    for status, said in own:
        before = found.get(status, {"description": "", "headers": {}, "content": {}})
        found[status] = {
            "description": "\n".join(filter(None, (before["description"], f"- API Gateway: {said}"))),
            "headers": before["headers"] | ({"WWW-Authenticate": header("WWW-Authenticate")} if status == 401 else {}),  # noqa: PLR2004
            "content": before["content"] | {_JSON: message(status)},
        }


def _location(described: Described) -> dict[str, Any]:
    schema = {"type": "string", "format": "uri-reference"}
    said = "Where to go on, absolute or relative to this address."
    shown = {name: {"value": address} for name, address in described.examples.answers.items()}
    return {"Location": {"description": said, "schema": schema, "required": True, "examples": shown}}


def _media(described: Described) -> str:
    declared = (described.route.responses or {}).get(200)
    return next(iter(declared["content"])) if declared else _JSON


def is_json(described: Described) -> bool:
    """True if its good answer is JSON of a model."""
    return described.route.status_code in (200, 201, 202) and _model(described.answer)


def _model(answer: Any) -> bool:
    return not getattr(answer, "__name__", "").startswith("Response")


def _try_later() -> set[str]:
    """The codes of refusals that state a waiting time."""
    kinds = importlib.import_module("shared.domain.refusals").TryLater.__subclasses__()
    return {kind.code for kind in kinds}


def cached() -> dict[str, str]:
    """The cached answers, by route key."""
    found: dict[str, str] = importlib.import_module("shared.web.caching").CACHED
    return found
