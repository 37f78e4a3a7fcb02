"""The routes of all functions, with the values that docs/openapi.json needs."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_type_hints

from pydantic import BaseModel

from local.openapi.parts import TRUST
from local.openapi.recorded_examples import RecordedExamples, RouteExamples


class Described(NamedTuple):
    """A route of a function, and its properties."""

    id: str
    api: Any
    route: Any
    parameters: list[dict[str, Any]]
    examples: RouteExamples
    function: str
    """The name of the function's folder."""

    @property
    def key(self) -> str:
        """The route key, as in an event."""
        return f"{self.route.method} {self.route.openapi_path}"

    @property
    def is_form(self) -> bool:
        """True if it takes a form."""
        return self.key in self.api._forms  # noqa: SLF001 (nobody else asks)

    @property
    def is_beacon(self) -> bool:
        """True if it also takes its JSON as text/plain."""
        return self.key in self.api._plain_text  # noqa: SLF001

    @property
    def is_page(self) -> bool:
        """True if its refusals leave as a page."""
        return self.key in self.api._pages  # noqa: SLF001

    @property
    def body(self) -> type[BaseModel] | None:
        """The model of the request's body."""
        hints = {name: hint for name, hint in get_type_hints(self.route.func).items() if name != "return"}
        depended = {depended.param_name for depended in self.route.dependant.dependencies}
        models = [
            hint
            for name, hint in hints.items()
            if name not in depended and isinstance(hint, type) and issubclass(hint, BaseModel)
        ]
        return models[0] if models else None

    @property
    def answer(self) -> Any:
        """The type of the good answer."""
        return get_type_hints(self.route.func)["return"]

    @property
    def caller(self) -> str | None:
        """The caller: the name of a security scheme, or None for everybody."""
        return "moderator" if self.trust == "admin" else self.trust

    @property
    def trust(self) -> str | None:
        """The accepted caller: a reader with a pass, a moderator, an admin, or None for anybody."""
        callers = {depended.depends.dependency.__name__ for depended in self.route.dependant.dependencies}
        return next((trust for caller, trust in TRUST.items() if caller in callers), None)

    @property
    def summary(self) -> str:
        """The first sentence of its docstring, without the part after a colon."""
        said = " ".join((self.route.func.__doc__ or "").split())
        return said.split(". ")[0].split(": ")[0].rstrip(".")


def routes(root: Path, recorded: RecordedExamples) -> Iterator[Described]:
    """Every route of every function under `root`, with its recorded examples."""
    for file in sorted((root / "functions").glob("*/app.py")):
        folder = file.parent.name
        api: Any = importlib.import_module(f"functions.{folder}.app").handler
        if not hasattr(api, "get_openapi_schema"):
            continue
        made = json.loads(api.get_openapi_schema().model_dump_json(by_alias=True, exclude_none=True))
        for route in (*api._static_routes, *api._dynamic_routes):  # noqa: SLF001 (nothing public names functions)
            parameters = made["paths"][route.openapi_path][route.method.lower()].get("parameters", [])
            key = f"{route.method} {route.openapi_path}"
            for parameter in parameters:
                parameter["schema"] = _inlined(parameter["schema"], made["components"]["schemas"])
            yield Described(f"{folder}_{route.func.__name__}", api, route, parameters, recorded.of(key), folder)


def _inlined(schema: Any, components: dict[str, Any]) -> Any:
    """A parameter's schema with its references replaced by their content."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            return _inlined(components[schema["$ref"].rpartition("/")[2]], components)
        return {key: _inlined(value, components) for key, value in schema.items()}
    return [_inlined(value, components) for value in schema] if isinstance(schema, list) else schema
