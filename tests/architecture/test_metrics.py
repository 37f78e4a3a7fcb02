"""The metrics, their senders, their costs, and their description in each function's README."""

import ast
import re
from pathlib import Path

import pytest

from shared.metrics import METRICS, Metric
from tests.architecture.system import Route, System, listed
from tests.support.costs_page import number, table

ROOT = Path(__file__).parents[2]
FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/app.py"))
MOST_METRICS, MOST_LINES, LONGEST_LINE = 40, 40, 100
ROUTES = re.compile(r"\b([A-Z]+(?: and [A-Z]+)*) `(/v1/[^`]*)`")


def sources() -> list[Path]:
    return [path for top in ("functions", "shared") for path in sorted((ROOT / top).rglob("*.py"))]


def named_in(path: Path) -> set[Metric]:
    """The metrics that a file names as `Metric.NAME`."""
    names = {
        node.attr
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Metric"
    }
    return {Metric[name] for name in names}


def readme(function: str) -> str:
    """A function's README, its paragraphs as one line each."""
    text = (ROOT / "functions" / function / "README.md").read_text(encoding="utf-8")
    return re.sub(r"(?<=\S)\n *(?=\S)", " ", text)


def test_there_are_at_most_forty_and_each_is_in_the_table() -> None:
    assert list(METRICS) == list(Metric)
    assert len(METRICS) <= MOST_METRICS
    assert {function for of in METRICS.values() for function in of.functions} <= set(FUNCTIONS)
    assert [name for name, of in METRICS.items() if not of.meaning.endswith(".")] == []


def test_each_is_sent_somewhere_and_nothing_else_makes_a_metric() -> None:
    sent = {metric for path in sources() if path.name != "metrics.py" for metric in named_in(path)}
    assert sent == set(Metric)
    makers = [path for path in sources() if "CloudWatchMetrics" in path.read_text(encoding="utf-8")]
    assert makers == [ROOT / "shared" / "telemetry.py"]


def test_a_metric_that_one_functions_own_code_sends_is_that_functions() -> None:
    for path in sources():
        folder = path.relative_to(ROOT).parts
        for metric in named_in(path) if folder[0] == "functions" else ():
            assert folder[1] in METRICS[metric].functions, metric


def test_the_page_of_costs_counts_them_at_their_price() -> None:
    assert number(table("### A newspaper")["metric"]["a month"]) == len(METRICS)
    assert number(table("### Prices")["metric"]["us-east-1"]) == number("0.30")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_functions_readme_is_one_screen(function: str) -> None:
    lines = (ROOT / "functions" / function / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= LONGEST_LINE


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_functions_readme_names_its_metrics_and_no_others(function: str) -> None:
    told = set(re.findall(r"`(\w+)`", readme(function))) & {*Metric}
    assert told == {name for name, of in METRICS.items() if function in of.functions}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_functions_readme_names_what_its_role_may_do_and_nothing_else(system: System, function: str) -> None:
    may = {action for one in system.statements(f"{function.title()}Function") for action in listed(one["Action"])}
    assert set(re.findall(r"`([a-z]+:\w+)`", readme(function))) == may


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_functions_readme_names_its_routes_and_no_others(system: System, function: str) -> None:
    told = {
        Route(method, path) for methods, path in ROUTES.findall(readme(function)) for method in methods.split(" and ")
    }
    assert told == {route for route, name in system.routes.items() if name == f"{function.title()}Function"}
