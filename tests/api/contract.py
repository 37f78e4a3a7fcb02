"""Check an answer against docs/openapi.json."""

import json
import re
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from tests.support.stacks import ROOT

METHODS = ("get", "put", "post", "delete", "patch")
GATEWAY = {"application/json", "application/problem+json"}


@cache
def document() -> dict[str, Any]:
    """The API's description."""
    loaded: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    return loaded


def operations() -> dict[str, dict[str, Any]]:
    """Every operation, by its route key."""
    return {
        f"{method.upper()} {path}": operation
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    }


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Route keys and the paths they match. Keys without parameters come first, as in API Gateway."""
    keys = sorted(operations(), key=lambda key: key.count("{"))
    return [(key, re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(key)))) for key in keys]


def route_key(request: httpx.Request) -> str | None:
    """The key of the route that a request goes to; None if no route matches."""
    asked = f"{request.method} {request.url.path}"
    return next((key for key, pattern in _patterns() if pattern.fullmatch(asked)), None)


@cache
def _registry() -> Registry[Any]:
    described = Resource(contents=document(), specification=DRAFT202012)
    return Registry().with_resource("urn:openapi", described)


@cache
def _validator(*place: str) -> Draft202012Validator:
    pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in place)
    return Draft202012Validator(
        {"$ref": f"urn:openapi#/{pointer}"}, registry=_registry(), format_checker=FormatChecker()
    )


def faults(value: Any, *place: str) -> list[str]:
    """The faults of `value` by the schema at `place` in the document."""
    return [f"{error.json_path}: {error.message}" for error in _validator(*place).iter_errors(value)]


def conforms(response: httpx.Response) -> None:
    """Assert that an answer is documented for its route: status, media type, headers and whole body.

    This is a response hook of httpx.
    """
    key = route_key(response.request)
    if key is None or response.request.method == "OPTIONS":
        assert response.status_code in (204, 404), f"no documented route, and yet {response.status_code}"
        return
    method, _, path = key.partition(" ")
    status = str(response.status_code)
    answers = operations()[key]["responses"]
    response.read()
    assert status in answers, f"{key} is not documented to answer {status}: {response.text[:500]}"
    for name, header in answers[status].get("headers", {}).items():
        required = header.get("required") or document()["components"]["headers"].get(name, {}).get("required")
        assert not required or name in response.headers or _by_gateway(response), f"{key} {status} lacks {name}"
    content = answers[status].get("content", {})
    if not content:
        assert response.content == b"", f"{key} {status} has a body"
        return
    media = response.headers["content-type"].partition(";")[0]
    assert media in content, f"{key} is not documented to answer {status} as {media}"
    if media.endswith("json"):
        place = ("paths", path, method.lower(), "responses", status, "content", media, "schema")
        wrong = faults(response.json(), *place)
        assert wrong == [], f"{key} {status} is not as documented: {wrong}"


def _by_gateway(response: httpx.Response) -> bool:
    return response.is_error and response.json().keys() == {"message"}
