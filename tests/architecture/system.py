"""template.yaml as SAM expands it, in the terms of the tests."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import boto3
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

ORIGINS = ["https://www.example.com", "https://desk.example.com"]
"""CloudFormation gives SAM a parameter of a list type as a list."""

HTTP_METHODS = frozenset({"get", "put", "post", "delete", "patch", "head", "options", "x-amazon-apigateway-any-method"})


class Route(NamedTuple):
    """A route of the HTTP API, as `routeKey` names it in an event."""

    method: str
    path: str


class Right(NamedTuple):
    """One action that a role may do, its resource, and its partition keys (none: a resource without items)."""

    action: str
    resource: str
    keys: tuple[str, ...] = ()


@dataclass
class System:
    """The system that template.yaml describes: as written, and as SAM expands it."""

    template: dict[str, Any]
    expanded: dict[str, Any]

    @classmethod
    def of(cls, path: Path) -> "System":
        """Read and expand a template without calling AWS."""
        text = path.read_text(encoding="utf-8")
        uploaded: Any = yaml_parse(text)
        uploaded["Globals"]["Function"]["CodeUri"] = "s3://uploaded/function.zip"  # as after `sam package`
        session = boto3.Session(region_name="eu-central-1")
        expanded = Translator({}, Parser(), boto_session=session).translate(uploaded, {"AllowedOrigins": ORIGINS})
        return cls(yaml_parse(text), expanded)

    @property
    def resources(self) -> dict[str, Any]:
        """Every resource of the expanded template."""
        return self.expanded["Resources"]

    def of_type(self, kind: str) -> dict[str, Any]:
        """Properties of the resources of a type, by logical id."""
        return {name: found["Properties"] for name, found in self.resources.items() if found["Type"] == kind}

    @cached_property
    def functions(self) -> dict[str, Any]:
        """Properties of the functions, by logical id."""
        return self.of_type("AWS::Lambda::Function")

    @cached_property
    def operations(self) -> dict[Route, Any]:
        """The API definition's part about each route."""
        paths = self.resources["HttpApi"]["Properties"]["Body"]["paths"]
        return {
            Route(method.upper(), path): operation
            for path, methods in paths.items()
            for method, operation in methods.items()
            if method in HTTP_METHODS
        }

    @cached_property
    def routes(self) -> dict[Route, str]:
        """The logical id of the function behind each route."""
        return {
            route: re.findall(r"\$\{(\w+)\.Arn\}", operation["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"])[0]
            for route, operation in self.operations.items()
        }

    def environment(self, function: str) -> dict[str, Any]:
        """The variables of a function's environment."""
        return self.functions[function]["Environment"]["Variables"]

    def role(self, function: str) -> dict[str, Any]:
        """Properties of a function's role."""
        return self.resources[self.functions[function]["Role"]["Fn::GetAtt"][0]]["Properties"]

    def statements(self, function: str) -> list[dict[str, Any]]:
        """Every statement of a function's policies."""
        policies = self.role(function)["Policies"]
        return [given(statement) for policy in policies for statement in policy["PolicyDocument"]["Statement"]]

    def rights(self, function: str) -> set[Right]:
        """A function's rights: each action, resource and set of partition keys apart."""
        return {
            Right(action, named(resource), leading_keys(statement))
            for statement in self.statements(function)
            for action in listed(statement["Action"])
            for resource in listed(statement["Resource"])
        }


def given(statement: dict[str, Any]) -> dict[str, Any]:
    """A statement, also if it depends on a parameter."""
    match statement:
        case {"Fn::If": [_, dict(only_then), {"Ref": "AWS::NoValue"}]}:
            return only_then
    return statement


def listed(value: Any) -> list[Any]:
    """One thing or a list of them as a list, since IAM accepts either."""
    return value if isinstance(value, list) else [value]


def named(resource: Any) -> str:
    """A resource as text: `Table.Arn`, `Table.Arn/index/public`, `PassSecret`."""
    match resource:
        case {"Fn::GetAtt": [name, attribute]}:
            return f"{name}.{attribute}"
        case {"Fn::Sub": text}:
            return re.sub(r"\$\{([\w.]+)\}", r"\1", text)
        case {"Ref": name}:
            return name
        case {"Fn::If": [_, only_then, {"Ref": "AWS::NoValue"}]}:
            return named(only_then)
        case str(text):
            return text
        case _:
            raise ValueError(f"a resource these tests cannot read: {resource}")


def leading_keys(statement: dict[str, Any]) -> tuple[str, ...]:
    """The partition keys to which a statement is limited. Any other condition is unknown to these tests."""
    if "Condition" not in statement:
        return ()
    [(operator, [(key, patterns)])] = [(o, list(k.items())) for o, k in statement["Condition"].items()]
    assert (operator, key) == ("ForAllValues:StringLike", "dynamodb:LeadingKeys")
    return tuple(patterns)
