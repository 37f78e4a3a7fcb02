"""docs/routes.md: every route by whom it lets in, and every function with its handler and environment."""

import importlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from local.openapi.answers import cached
from local.openapi.routes import Described

FILE = Path("docs/routes.md")
MOST_WORDS = 8
"""Words that describe a route, at most; its docstring says more."""
_TRUST = {None: "anybody", "reader": "reader with a pass", "moderator": "moderator", "admin": "admin"}
_PAGE = """\
# Routes

`make openapi` makes this page of the routes, the stored events and `template.yaml`. What each route
takes and answers is in [openapi.json](openapi.json), and why it refuses in
[problems.md](problems.md).

| who may | method | path | function | what it does | stored events | cached, s |
|---|---|---|---|---|---|---|
{routes}

Every function has
{globals}
in its environment, and its own variables of the table below. [environment.md](environment.md) says
what they mean.

| function | logical id | handler | environment |
|---|---|---|---|
{functions}
"""


class _Template(yaml.CSafeLoader):
    """Reads a template and ignores CloudFormation's own tags."""


_Template.add_multi_constructor("!", lambda *_: None)


def text(root: Path, routes: Sequence[Described]) -> str:
    """The page."""
    template: Any = yaml.load((root / "template.yaml").read_text(encoding="utf-8"), _Template)  # noqa: S506 (a safe one)
    functions = {
        found["Properties"]["Handler"].split(".")[1]: (name, found["Properties"])
        for name, found in template["Resources"].items()
        if found["Type"] == "AWS::Serverless::Function"
    }
    rows = [row for trust in _TRUST for row in _of_trust(trust, routes)]
    rows += [_of_stream(root, folder) for folder in functions if folder not in {route.function for route in routes}]
    return _PAGE.format(
        routes="\n".join(rows),
        globals=_variables(template["Globals"]["Function"]),
        functions="\n".join(_of_function(folder, *found) for folder, found in functions.items()),
    )


def what(said: str) -> str:
    """The first sentence of a docstring, cut at a colon, a semicolon or a comma if it is too long."""
    sentence = " ".join(said.split()).split(". ")[0].rstrip(".")
    for mark in (": ", "; ", ", "):
        while len(sentence.split()) > MOST_WORDS and mark in sentence:
            sentence = sentence.rpartition(mark)[0]
    return sentence


def _of_trust(trust: str | None, routes: Sequence[Described]) -> Iterator[str]:
    kept = cached()
    for route in routes:
        if route.trust == trust:
            seconds = re.search(r"max-age=(\d+)", kept.get(route.key, ""))
            yield _row(
                _TRUST[trust],
                route.route.method,
                f"`{route.route.openapi_path}`",
                route.function,
                what(route.route.func.__doc__ or ""),
                _events(route.examples.events),
                seconds[1] if seconds else "",
            )


def _of_stream(root: Path, folder: str) -> str:
    module = importlib.import_module(f"functions.{folder}.app")
    events = _events(sorted(file.stem for file in (root / "events").glob(f"{folder}.*.json")))
    return _row("the table's stream", "", "", folder, what(module.__doc__ or ""), events, "")


def _of_function(folder: str, name: str, properties: Any) -> str:
    return _row(folder, f"`{name}`", f"`{properties['Handler']}`", _variables(properties))


def _variables(properties: Any) -> str:
    return " ".join(f"`{name}`" for name in properties.get("Environment", {}).get("Variables", {}))


def _events(names: Sequence[str]) -> str:
    return " ".join(f"[{name.partition('.')[2]}](../events/{name}.json)" for name in names)


def _row(*cells: str) -> str:
    return re.sub(r"\|\s+(?=\|)", "| ", f"| {' | '.join(cells)} |")
