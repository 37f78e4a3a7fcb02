"""`make bench` runs on few facts, and docs/costs.md has the same units. Times are not compared."""

import re
from decimal import Decimal

import pytest

from tests.support.costs_page import number, table
from tests.support.processes import running

DEEDS = {
    "page view": ("page of 20 threads, newest", "share counts of an article"),
    "click": ("share click",),
    "vote": ("vote",),
    "comment": ("comment that is published",),
    "held comment": ("comment that is held", "approval"),
}
"""The acts that add up to each of the page's columns."""
READ, WRITE = (2, 4), (3, 5)
"""Columns of units: those of the request itself, and those of counting it."""


@pytest.fixture(scope="session")  # tests come in random order, of other modules in between
def said(ministack_url: str) -> str:
    small = ("--facts", "5", "--spread", "5", "--times", "2", "--histories", "2", "--endpoint-url", ministack_url)
    with running("-m", "bench", "counting", "operations", "storage", "sustained", "histories", *small) as bench:
        said = bench.rest()
        assert bench.process.wait() == 0, said
    return said


def rows(said: str, title: str) -> dict[str, list[str]]:
    """A table's rows by their first cell. The dashes under the heads show where cells begin and end."""
    lines = said[said.index(title) :].split("\n\n", 2)[1].splitlines()
    rule = next(at for at, line in enumerate(lines) if line.startswith("---"))
    spans = [found.span() for found in re.finditer("-+", lines[rule])]
    cells = [[line[start:end].strip() for start, end in spans] for line in lines[rule + 1 :] if line[:1] != "*"]
    return {row[0]: row for row in cells}


@pytest.mark.xdist_group("bench")
@pytest.mark.parametrize("thing", DEEDS)
def test_the_page_of_costs_says_what_each_deed_was_measured_to_ask_of_the_table(said: str, thing: str) -> None:
    measured = rows(said, "Units and times of each request")
    quantities = table("### Quantities")
    for unit, columns in (("million read units", READ), ("million write units", WRITE)):
        units = sum((number(measured[deed][column]) for deed in DEEDS[thing] for column in columns), Decimal())
        assert units == number(quantities[unit][thing]), unit


@pytest.mark.xdist_group("bench")
@pytest.mark.parametrize("fact", ["click", "vote"])
def test_a_batch_about_one_thing_costs_the_same_whatever_it_holds(said: str, fact: str) -> None:
    counted = rows(said, f"What a {fact} costs")
    stored, alone = counted["1"][1].split(" + ")
    assert stored == "1"
    assert counted["10"][1] == f"1 + {float(alone) / 5:.3f}"  # the run has five facts
