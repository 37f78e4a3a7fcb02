"""Makes docs/openapi.json from the routes of all functions: `postbag openapi`.

A route's name and description come from its docstring, its models and `possible_answers` next to it. Its examples are
recorded in docs/examples/. This package works out everything that routes of a kind share: callers, refusals, caching.
"""

import importlib
import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from local.errors import LocalError
from local.openapi.answers import cached, is_json, responses
from local.openapi.models import Schemas, without_null
from local.openapi.parts import COMPONENTS, DESCRIPTION, IF_NONE_MATCH, PARAMETERS, SERVERS, TAGS
from local.openapi.recorded_examples import RecordedExamples
from local.openapi.routes import Described

FILE = Path("docs/openapi.json")
_JSON = "application/json"


def text(root: Path, routes: Sequence[Described], recorded: RecordedExamples) -> str:
    """The text of the file."""
    return json.dumps(document(root, routes, recorded), indent=1, ensure_ascii=False) + "\n"


def document(root: Path, routes: Sequence[Described], recorded: RecordedExamples) -> dict[str, Any]:
    """The API's description (OpenAPI 3.1)."""
    problems = importlib.import_module("shared.web.problems")
    schemas = Schemas(root)
    for described in routes:
        if described.body:
            schemas.sent(described.id, described.body)
        if is_json(described):
            schemas.answered(described.id, described.answer)
    schemas.answered("problem", problems.Problem)
    schemas.make()
    paths: dict[str, Any] = {}
    for described in routes:
        operation = _operation(described, schemas, problems.KINDS, recorded)
        paths.setdefault(described.route.openapi_path, {})[described.route.method.lower()] = operation
    components = {
        **COMPONENTS,
        "examples": {
            code: {"summary": problems.KINDS[code].title, "value": value} for code, value in recorded.problems.items()
        },
        "schemas": schemas.components | COMPONENTS["schemas"],
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Postbag", "version": _version(root), "description": DESCRIPTION},
        "servers": SERVERS,
        "tags": TAGS,
        "paths": paths,
        "components": {kind: dict(sorted(parts.items())) for kind, parts in sorted(components.items())},
    }


def _version(root: Path) -> str:
    """The version of Postbag, from the only place that states it."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _operation(described: Described, schemas: Schemas, kinds: Any, recorded: RecordedExamples) -> dict[str, Any]:
    said = " ".join((described.route.func.__doc__ or "").split())
    operation: dict[str, Any] = {
        "operationId": described.id,
        "tags": ["moderators" if described.caller == "moderator" else "readers"],
        "summary": described.summary,
        **({"description": said} if ". " in said or ": " in said else {}),
        "parameters": [_parameter(parameter, described.examples.parameters) for parameter in described.parameters],
    }
    if described.key in cached():
        operation["parameters"].append(IF_NONE_MATCH)
    if described.body:
        operation["requestBody"] = _request_body(described, schemas)
    operation["responses"] = {
        str(status): response for status, response in sorted(responses(described, schemas, kinds, recorded).items())
    }
    operation["security"] = [{described.caller: []}] if described.caller else []
    return operation


def _parameter(parameter: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    name = parameter["name"]
    said = PARAMETERS.get(f"{parameter['in']} {name}") or PARAMETERS.get(name)
    if not said:
        raise LocalError(f"say in local/openapi/parts.py what the parameter {name} is")
    schema = without_null(parameter["schema"])
    example = asked.get(name)
    if schema.get("type") == "integer" and example is not None:
        example = int(example)
    if schema.get("type") == "boolean" and example is not None:
        example = example == "true"
    return {
        "name": name,
        "in": parameter["in"],
        "required": parameter["required"],
        "description": said,
        "schema": schema,
        **({"example": example} if example is not None else {}),
    }


def _request_body(described: Described, schemas: Schemas) -> dict[str, Any]:
    shown = {name: {"value": body} for name, body in described.examples.bodies.items()}
    if described.is_form:
        form = schemas.as_form(described.id)
        return {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form, "examples": shown}}}
    content = {_JSON: {"schema": schemas.of(described.id, "validation"), "examples": shown}}
    if described.is_beacon:
        content["text/plain"] = {
            "schema": {"type": "string", "description": "The same JSON, as `navigator.sendBeacon` sends it."},
            "examples": {name: {"value": json.dumps(body)} for name, body in described.examples.bodies.items()},
        }
    return {"required": True, "content": content}
