"""docs/openapi.json, made of the routes of all functions: `postbag openapi`.

What a route is called and says comes from its docstring, its models and `web.answers` next to it; what it is asked, for
an example, from the stored events; what it answers, for an example, from local/openapi/examples.py. What every route of
a kind has in common (who may call it, what it can refuse, how long it may be cached) is found out here.
"""

import importlib
import json
from pathlib import Path
from typing import Any

from local.errors import LocalError
from local.openapi import examples
from local.openapi.answers import cached, is_json, problem, responses
from local.openapi.models import Schemas, without_null
from local.openapi.parts import COMPONENTS, DESCRIPTION, IF_NONE_MATCH, PARAMETERS, SERVERS, TAGS
from local.openapi.routes import Described, routes
from local.openapi.stored_events import Stored

ROOT = Path(__file__).resolve().parents[2]
FILE = Path("docs/openapi.json")
_JSON = "application/json"


def text(root: Path = ROOT) -> str:
    """The document as it stands in the file."""
    return json.dumps(document(root), indent=1, ensure_ascii=False) + "\n"


def write(root: Path = ROOT) -> None:
    """Write the file anew."""
    (root / FILE).write_text(text(root), encoding="utf-8")


def check(root: Path = ROOT) -> None:
    """Raise LocalError if the file is not what the routes say."""
    try:
        kept = (root / FILE).read_text(encoding="utf-8")
    except OSError:
        kept = ""
    if kept != text(root):
        raise LocalError(f"{FILE} is not what the routes say any more; run: make openapi")


def document(root: Path = ROOT) -> dict[str, Any]:
    """The API's description (OpenAPI 3.1)."""
    found = sorted(routes(root), key=lambda described: (described.route.openapi_path, described.route.method))
    problems = importlib.import_module("shared.web.problems")
    schemas = Schemas(root)
    for described in found:
        if described.body:
            schemas.sent(described.id, described.body)
        if is_json(described):
            schemas.answered(described.id, described.answer)
    schemas.answered("problem", problems.Problem)
    schemas.make()
    paths: dict[str, Any] = {}
    for described in found:
        operation = _operation(described, schemas, problems.KINDS)
        paths.setdefault(described.route.openapi_path, {})[described.route.method.lower()] = operation
    components = {
        **COMPONENTS,
        "examples": {code: problem(problems, code) for code in sorted(problems.KINDS)},
        "schemas": schemas.components | COMPONENTS["schemas"],
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Postbag", "version": "1.0.0", "description": DESCRIPTION},
        "servers": SERVERS,
        "tags": TAGS,
        "paths": paths,
        "components": {kind: dict(sorted(parts.items())) for kind, parts in sorted(components.items())},
    }


def _operation(described: Described, schemas: Schemas, kinds: Any) -> dict[str, Any]:
    said = " ".join((described.route.func.__doc__ or "").split())
    operation: dict[str, Any] = {
        "operationId": described.id,
        "tags": ["moderators" if described.caller == "moderator" else "readers"],
        "summary": said.split(". ")[0].split(": ")[0].rstrip("."),
        **({"description": said} if ". " in said or ": " in said else {}),
        "parameters": [_parameter(parameter, described.stored) for parameter in described.parameters],
    }
    if described.key in cached():
        operation["parameters"].append(IF_NONE_MATCH)
    if described.body:
        operation["requestBody"] = _request_body(described, schemas)
    operation["responses"] = {
        str(status): response for status, response in sorted(responses(described, schemas, kinds).items())
    }
    operation["security"] = [{described.caller: []}] if described.caller else []
    return operation


def _parameter(parameter: dict[str, Any], stored: Stored) -> dict[str, Any]:
    name = parameter["name"]
    said = PARAMETERS.get(f"{parameter['in']} {name}") or PARAMETERS.get(name)
    if not said:
        raise LocalError(f"say in local/openapi/parts.py what the parameter {name} is")
    schema = without_null(parameter["schema"])
    example: Any = stored.parameters.get(name, examples.PARAMETERS.get(name))
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
    if not described.stored.bodies:
        raise LocalError(f"events/ has no event with a body for {described.key}")
    shown = {name: {"value": body} for name, body in described.stored.bodies.items()}
    if described.is_form:
        form = schemas.as_form(described.id)
        return {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": form, "examples": shown}}}
    content = {_JSON: {"schema": schemas.of(described.id, "validation"), "examples": shown}}
    if described.is_beacon:
        content["text/plain"] = {
            "schema": {"type": "string", "description": "The same JSON, as `navigator.sendBeacon` sends it."},
            "examples": {name: {"value": json.dumps(body)} for name, body in described.stored.bodies.items()},
        }
    return {"required": True, "content": content}
