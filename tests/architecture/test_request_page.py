"""The code in docs/request.md is the code of the files that it names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "request.md").read_text(encoding="utf-8")
PARTS = re.findall(r"`([a-z_/]+\.py)`(?:(?!```).)*?```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_shows_route_read_decision_and_write() -> None:
    assert [Path(file).parts[:2] for file, _ in PARTS] == [
        ("functions", "comments"),
        ("shared", "storage"),
        ("shared", "domain"),
        ("shared", "storage"),
    ]


@pytest.mark.parametrize(("file", "code"), PARTS)
def test_the_code_on_the_page_is_that_of_the_file(file: str, code: str) -> None:
    assert code in (ROOT / file).read_text(encoding="utf-8")
