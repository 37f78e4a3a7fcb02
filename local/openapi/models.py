"""The models of requests and answers as JSON Schema, described in the words of the code."""

import ast
import inspect
import json
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from local.openapi.fields import FIELDS

Mode = Literal["validation", "serialization"]
_REFERENCE = "#/components/schemas/{model}"


class _Schema(GenerateJsonSchema):
    """A generator of schemas in which every field of an answer is required, with or without a default."""

    def field_is_required(self, field: Any, total: bool) -> bool:  # noqa: FBT001 (pydantic's signature)
        return self.mode == "serialization" or super().field_is_required(field, total)


class Schemas:
    """The schemas of one document. First name every type, then call `make`, then ask for schemas."""

    def __init__(self, root: Path) -> None:
        self._wanted: list[tuple[str, Mode, TypeAdapter[Any]]] = []
        self._made: dict[tuple[str, Mode], Any] = {}
        self._said, self._bases = _classes(root)
        self.components: dict[str, Any] = {}

    def sent(self, name: str, kind: Any) -> None:
        """Name a type that the operation `name` takes."""
        self._wanted.append((name, "validation", TypeAdapter(kind)))

    def answered(self, name: str, kind: Any) -> None:
        """Name a type that the operation `name` answers."""
        self._wanted.append((name, "serialization", TypeAdapter(kind)))

    def make(self) -> None:
        """Make all schemas, so that each name has one schema."""
        made, definitions = TypeAdapter.json_schemas(
            self._wanted, ref_template=_REFERENCE, schema_generator=_Schema, title=None
        )
        found = {f"{name} {mode}": schema for (name, mode), schema in made.items()}
        whole = _one_name_each({"operations": found, "components": definitions.get("$defs", {})})
        self._made = {(name, mode): whole["operations"][f"{name} {mode}"] for name, mode in made}
        self.components = {name: self._described(name, schema) for name, schema in whole["components"].items()}
        # A problem document leaves out fields that are null; the answer to several decisions keeps them.
        for optional in ("errors", "current"):
            self.components["Problem"]["required"].remove(optional)
        for model in ("CurrentComment", "CurrentBan", "CurrentThread", "CurrentPolicy"):
            self.components[model]["required"] = [
                field
                for field, schema in self.components[model]["properties"].items()
                if {"type": "null"} not in schema.get("anyOf", ())
            ]

    def of(self, name: str, mode: Mode) -> Any:
        """The schema of an operation's body or answer."""
        return self._made[name, mode]

    def as_form(self, name: str) -> dict[str, Any]:
        """The schema of an operation's body as the flat fields of a form."""
        model = self.components.pop(self.of(name, "validation")["$ref"].rpartition("/")[2])
        properties = dict(model["properties"])
        about = self.components["ArticleAbout"]["properties"]
        del properties["article"]
        properties |= {f"article_{field}": schema for field, schema in about.items()}
        return {**model, "properties": {field: without_null(schema) for field, schema in properties.items()}}

    @staticmethod
    def said(kind: Any) -> str:
        """A type's own description."""
        is_model = isinstance(kind, type) and issubclass(kind, BaseModel)
        return inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].replace("\n", " ") if is_model else "Taken in."

    def _described(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        model = name.removesuffix("-Input").removesuffix("-Output")
        properties = {
            field: {key: value for key, value in found.items() if key != "title"} | self._words(model, field)
            for field, found in schema.get("properties", {}).items()
        }
        return {**schema, **({"properties": properties} if properties else {})}

    def _words(self, model: str, field: str) -> dict[str, str]:
        for name in self._lineage(model):
            said = self._said.get(name, {}).get(field) or FIELDS.get(f"{name}.{field}")
            if said:
                return {"description": said}
        return {"description": FIELDS[field]} if field in FIELDS else {}

    def _lineage(self, model: str) -> list[str]:
        """A model and its base models."""
        return [model, *(name for base in self._bases.get(model, []) for name in self._lineage(base))]


def _one_name_each(found: dict[str, Any]) -> dict[str, Any]:
    """Give one name to a model whose schema is the same in requests and answers."""
    components = found["components"]
    whole = json.dumps(found)
    for name in [name.removesuffix("-Input") for name in components if name.endswith("-Input")]:
        variants = [components.get(f"{name}-{kind}") for kind in ("Input", "Output")]
        sent, answered = (re.sub(r"-(Input|Output)\b", "", json.dumps(variant)) for variant in variants)
        if sent == answered:
            whole = re.sub(rf'("|/){re.escape(name)}-(Input|Output)"', rf'\1{name}"', whole)
    made: dict[str, Any] = json.loads(whole)
    return made


def without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without null, which a form, a path and a query do not have."""
    some = [variant for variant in schema.get("anyOf", []) if variant.get("type") != "null"]
    rest = {
        key: value
        for key, value in schema.items()
        if key not in ("anyOf", "title") and not (key == "default" and value in (None, ""))
    }
    return {**(some[0] if some else {}), **rest}


def _classes(root: Path) -> tuple[dict[str, dict[str, str]], dict[str, list[str]]]:
    """The descriptions below the fields of a class in the code, and the class's base classes."""
    said: dict[str, dict[str, str]] = {}
    bases: dict[str, list[str]] = {}
    for package in ("functions", "shared"):
        for file in sorted((root / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    said.setdefault(node.name, {}).update(_of_class(node))
                    bases[node.name] = [base.id for base in node.bases if isinstance(base, ast.Name)]
    return said, bases


def _of_class(node: ast.ClassDef) -> dict[str, str]:
    said: dict[str, str] = {}
    for field, following in zip(node.body, node.body[1:], strict=False):
        match field, following:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ):
                said[name] = " ".join(text.split())
    return said
