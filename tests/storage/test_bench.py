"""`make bench` runs: its parts that measure, on few facts, for what they say and not how fast it was."""

import re

import pytest

from tests.processes import running


@pytest.mark.xdist_group("costs")
def test_the_bench_measures_what_counting_and_every_deed_cost(elsewhere: str) -> None:
    small = ("--facts", "5", "--times", "1", "--endpoint-url", elsewhere)
    with running("-m", "bench", "counting", "operations", "storage", "sustained", *small) as bench:
        said = bench.rest()
        assert bench.process.wait() == 0, said
    clicks, votes, operations, *_ = re.split(r"\n\n(?=[A-Z])", said)
    for table in (clicks, votes):
        assert re.search(r"^1 +1 \+ [\d.]+ +\d", table, re.MULTILINE), said
    rows = {row[:30].strip(): row.split()[-7:] for row in operations.splitlines()}
    assert {"page of 20 threads, newest", "share click", "approval"} <= rows.keys()
