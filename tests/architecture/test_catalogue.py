"""Every sentence of the pages is in the catalogue, every value is escaped. Read from the source, nothing is run."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import NamedTuple

from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
WEB = ROOT / "shared" / "web"
TEMPLATES = sorted((WEB / "templates").glob("*.html"))
SOURCES = sorted(path for top in ("functions", "shared/web") for path in (ROOT / top).rglob("*.py"))
MONTHS = [f"month.{number}" for number in range(1, 13)]


class Use(NamedTuple):
    """A place that uses a sentence, and the names of its values."""

    key: str
    values: frozenset[str]
    counted: bool
    where: str


def sentences() -> dict[str, str]:
    def once(pairs: list[tuple[str, str]]) -> dict[str, str]:
        assert len(dict(pairs)) == len(pairs), "a key stands twice"
        return dict(pairs)

    found: dict[str, str] = json.loads(
        (WEB / "languages" / "en.json").read_text(encoding="utf-8"), object_pairs_hook=once
    )
    return found


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def asked_by_templates() -> Iterator[Use]:
    environment = Environment(autoescape=True)
    environment.filters["rfc3339"] = str
    for path in TEMPLATES:
        for call in environment.parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in ("say", "counted"):
                key = call.args[0]
                assert isinstance(key, nodes.Const), f"{path.name} computes a key"
                values = frozenset(value.key for value in call.kwargs)
                yield Use(key.value, values, call.node.name == "counted", path.name)


def asked_by_python() -> Iterator[Use]:
    for path in SOURCES:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and re.fullmatch(r"say|catalogue\(\)\.\w+", ast.unparse(call.func)):
                key = call.args[0] if call.args else None
                assert isinstance(key, ast.Constant), f"{path.name} computes a key"
                values = frozenset(str(value.arg) for value in call.keywords)
                yield Use(key.value, values, ast.unparse(call.func).endswith(".counted"), path.name)


def asked() -> list[Use]:
    moment = Use("moment", frozenset({"day", "month", "year", "time"}), counted=False, where="catalogue.py")
    own = [Use(key, frozenset(), counted=False, where="catalogue.py") for key in ("language", *MONTHS)]
    return [*asked_by_templates(), *asked_by_python(), moment, *own]


def keys_of(use: Use) -> list[str]:
    return [f"{use.key}.one", f"{use.key}.other"] if use.counted else [use.key]


def test_every_sentence_that_is_asked_for_exists_and_gets_just_the_values_it_names() -> None:
    found = sentences()
    wrong = [
        (use.where, key)
        for use in asked()
        for key in keys_of(use)
        if key not in found or places(found[key]) != use.values
    ]
    assert wrong == []


def test_no_sentence_is_there_that_nobody_asks_for() -> None:
    assert sentences().keys() - {key for use in asked() for key in keys_of(use)} == set()


def test_a_template_holds_no_sentence_of_its_own() -> None:
    """The rest without tags, comments and expressions has no letters."""
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        for part in (r"\{#.*?#\}", r"\{%.*?%\}", r"\{\{.*?\}\}", r"<!?/?[a-z][^>]*>"):
            text = re.sub(part, "", text, flags=re.DOTALL | re.IGNORECASE)
        assert re.findall(r"[^\W\d_]+", text) == [], path.name
        labels = re.findall(r'\b(?:aria-label|title|alt|placeholder)="([^"]*)', path.read_text(encoding="utf-8"))
        assert [label for label in labels if not label.startswith("{{")] == [], path.name


def test_a_comments_text_is_the_only_value_that_is_not_escaped() -> None:
    environment = Environment(autoescape=True)
    environment.filters["rfc3339"] = str
    trusted = []
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"{%-?\s*autoescape", text), path.name
        trusted += [found.node for found in environment.parse(text).find_all(nodes.Filter) if found.name == "safe"]
    assert trusted == [nodes.Getattr(nodes.Name("comment", "load"), "body_html", "load")]


def test_markup_is_made_by_templates_and_declared_safe_in_one_module() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert "Markup" not in names or path.name == "rendering.py"
        texts = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert [text for text in texts if re.search(r"</[a-z]", text)] == [], path
