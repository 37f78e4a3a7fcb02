"""Clicks and votes that one writer stores, and one consumer counts, in a second on this machine."""

import os
import time

from bench.counting import LOADS, Load
from bench.layout import TextTable
from bench.place import Record, Workbench

BATCH = 1_000
_REPEATED = 20
_RUNS = 2
_PATIENCE = 4.0
"""Most seconds of counting in a run: enough to know its speed."""


def run(place: Workbench, facts: int, spread: int) -> list[TextTable]:
    """Store `facts` facts of each kind, then count twenty times as many in batches of 1,000."""
    rows = [_row(place, load, facts, over) for load in LOADS for over in (1, spread)]
    return [
        TextTable(
            f"One writer and one consumer on this machine ({os.cpu_count()} CPUs), batches of {BATCH:,}",
            ["", "stored\na second", "counted\na second", "ms per batch"],
            rows,
            (
                f"{facts:,} are stored. Their records are counted {_REPEATED} times, under later numbers, for at most",
                f"{_PATIENCE:.0f} s. Best of {_RUNS} runs of counting, one of storing.",
                "MiniStack shares the CPUs. In AWS a batch waits for the network; each stream shard has a consumer.",
            ),
        )
    ]


def _row(place: Workbench, load: Load, facts: int, spread: int) -> list[str]:
    name = f"sustained-{load.fact}-{spread}"
    load.prepare(name, spread)
    place.records()
    started = time.perf_counter()
    load.store(name, facts, spread)
    stored = facts / (time.perf_counter() - started)
    records = _many(place.records())
    counted = max(_counted(place, records, f"{name}-{run}") for run in range(_RUNS))
    return [
        f"{load.fact}s on {load.where(spread)}",
        f"{stored:,.0f}",
        f"{counted:,.0f}",
        f"{1_000 * BATCH / counted:,.0f}",
    ]


def _many(records: list[Record]) -> list[Record]:
    """The records repeated, each time with later sequence numbers."""
    last = int(records[-1]["dynamodb"]["SequenceNumber"])
    return [
        {**record, "dynamodb": {**record["dynamodb"], "SequenceNumber": str(last + number)}}
        for number, record in enumerate(records * _REPEATED)
    ]


def _counted(place: Workbench, records: list[Record], shard: str) -> float:
    """Number of records counted a second."""
    seconds, counted = 0.0, 0
    while counted < len(records) and seconds < _PATIENCE:
        batch = records[counted : counted + BATCH]
        place.count(batch, shard)
        seconds += place.seconds
        counted += len(batch)
    return counted / seconds
