"""Run histories like those of tests/storage/test_exact_counts.py, with other numbers: every tally equals its facts."""

import time
from collections import Counter

from bench.layout import TextTable
from tests.storage.histories import run as run_history
from tests.storage.histories import stage

_TESTED = 2_000
"""The tests run the histories of lower numbers."""


def run(count: int) -> list[TextTable]:
    """Run `count` histories. A history with wrong tallies raises AssertionError, which names it."""
    started = time.process_time()
    with stage() as memory:
        tales = [run_history(number, memory) for number in range(_TESTED, _TESTED + count)]
    seconds = time.process_time() - started
    troubles = sum((tale.troubles for tale in tales), Counter[str]())
    rows = [
        ["histories", f"{len(tales):,}"],
        ["facts", f"{sum(tale.facts for tale in tales):,}"],
        ["records of the stream", f"{sum(tale.records for tale in tales):,}"],
        ["shards", f"{sum(tale.shards for tale in tales):,}"],
        ["deliveries", f"{sum(tale.deliveries for tale in tales):,}"],
        *([name, f"{number:,}"] for name, number in troubles.most_common()),
        ["seconds of processor time", f"{seconds:.0f}"],
    ]
    return [TextTable("Hostile streams, and tallies that equal their facts", ["what happened", "how often"], rows)]
