"""The tests' own house rules. Read from the source, nothing is run."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST_NAME = 90
"""Characters of a test's name: a longer name does not fit beside its file in pytest's summary."""


@cache
def parsed() -> list[tuple[str, ast.Module]]:
    """Each file of the tests, by its path from the repository's root."""
    paths = sorted((ROOT / "tests").rglob("*.py"))
    return [(str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths]


def is_fixture(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and any("fixture" in ast.unparse(one) for one in node.decorator_list)


def test_nobody_imports_from_a_conftest() -> None:
    found = [
        name
        for name, module in parsed()
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("conftest")
    ]
    assert found == [], "what is imported lies in tests/support or beside the tests that use it"


def test_a_conftest_has_fixtures_and_hooks_and_what_only_these_use() -> None:
    found = [
        f"{name}: {node.name}"
        for name, module in parsed()
        if name.endswith("conftest.py")
        for node in module.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        if not is_fixture(node) and not node.name.startswith(("pytest_", "_"))
    ]
    assert found == []


def test_the_name_of_a_test_fits_a_line() -> None:
    found = [
        node.name
        for _, module in parsed()
        for node in module.body
        if isinstance(node, ast.FunctionDef) and len(node.name) > LONGEST_NAME
    ]
    assert found == []
