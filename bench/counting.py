"""What counting costs: write units per click and per vote, and transactions per 1,000, by the size of a batch."""

from collections.abc import Callable
from typing import NamedTuple

from bench.facts import click, comment, vote
from bench.layout import TextTable
from bench.meter import Meter
from bench.place import Record, Workbench
from shared.storage import table
from shared.storage.comments import comment_item, votes_and_reports
from shared.storage.sharing import share_clicks

SIZES = (1, 10, 100, 1_000)
_BATCHES = 50
"""More batches of one size say nothing new."""


class Load(NamedTuple):
    """Facts of one kind: what each is, what it is about, what must be there before, and how they are stored.

    Both functions take a name that makes what they write their own, and over how many articles or comments the facts
    are spread evenly; `store` takes the number of facts in between.
    """

    fact: str
    about: str
    prepare: Callable[[str, int], None]
    store: Callable[[str, int, int], None]

    def where(self, spread: int) -> str:
        """What the facts are about, in words."""
        return f"one {self.about}" if spread == 1 else f"{spread} {self.about}s"


class Cost(NamedTuple):
    """Of one fact: write units of storing it; write units, read units and transactions of counting it."""

    stored: float
    counted: float
    read: float
    transactions: float


def _nothing(_name: str, _spread: int) -> None:
    """A click needs nothing before it."""


def _clicks(name: str, facts: int, spread: int) -> None:
    for number in range(facts):
        share_clicks.add(click(f"{name}-{number % spread}", number))


def _voted(name: str, spread: int) -> None:
    for number in range(spread):
        table.write(table.new(comment_item.to_item(comment(name, number))))


def _votes(name: str, facts: int, spread: int) -> None:
    on = [comment(name, number) for number in range(spread)]
    for number in range(facts):
        votes_and_reports.store_vote(vote(on[number % spread], number))


LOADS = (Load("click", "article", _nothing, _clicks), Load("vote", "comment", _voted, _votes))


def run(place: Workbench, facts: int, spread: int) -> list[TextTable]:
    """Measure each kind of fact, about one thing and about as many as `spread`."""
    return [_table(place, load, facts, (1, spread)) for load in LOADS]


def _table(place: Workbench, load: Load, facts: int, spreads: tuple[int, ...]) -> TextTable:
    costs = [_measured(place, load, facts, spread) for spread in spreads]
    heads = [
        f"{load.where(spread)}:\n{what}"
        for spread in spreads
        for what in ("write units", "read units", "transactions\nper 1,000")
    ]
    rows = [[f"{size:,}", *(cell for cost in costs for cell in _cells(cost[size]))] for size in SIZES]
    title = f"What a {load.fact} costs to store + to count, by the number of {load.fact}s in a batch"
    return TextTable(title, ["batch", *heads], rows, ("Write units as the engine reports them, indexes included.",))


def _cells(cost: Cost) -> list[str]:
    return [f"{cost.stored:g} + {cost.counted:.3f}", f"{cost.read:.3f}", f"{1_000 * cost.transactions:,.0f}"]


def _measured(place: Workbench, load: Load, facts: int, spread: int) -> dict[int, Cost]:
    """What storing and counting a fact costs, by the size of the batches they are counted in."""
    name = f"counting-{load.fact}-{spread}"
    load.prepare(name, spread)
    place.records()  # not what was prepared, nor what counting has changed before: comments come through the stream too
    with Meter() as storing:
        load.store(name, facts, spread)
    records = place.records()
    if len(records) != facts:
        raise RuntimeError(f"{facts} facts made {len(records)} records")
    place.count(records, f"{name}-first")  # tallies begin once; what follows is every time after that
    return {
        size: _counted(place, records[: _BATCHES * size], size, f"{name}-{size}", storing.write_units / facts)
        for size in SIZES
    }


def _counted(place: Workbench, records: list[Record], size: int, shard: str, stored: float) -> Cost:
    with Meter() as counting:
        for start in range(0, len(records), size):
            place.count(records[start : start + size], shard)
    transactions = counting.operations.count("TransactWriteItems")
    return Cost(
        stored,
        counting.write_units / len(records),
        counting.read_units / len(records),
        transactions / len(records),
    )
