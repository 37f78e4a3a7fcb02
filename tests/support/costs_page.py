"""The tables of docs/costs.md."""

from decimal import Decimal
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "costs.md").read_text(encoding="utf-8")
Table = dict[str, dict[str, str]]


def table(heading: str) -> Table:
    """The first table under a heading: its cells by row and column."""
    section = PAGE.split(f"\n{heading}\n", 1)[1]
    lines = section[section.index("\n|") + 1 :].split("\n\n", 1)[0].splitlines()
    heads, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(heads[1:], row[1:], strict=True)) for row in rows}


def number(cell: str) -> Decimal:
    return Decimal(cell.replace(",", "").strip("*") or "0")
