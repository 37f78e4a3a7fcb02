"""Costs of counting: units per click and per vote, and transactions per 1,000, by the size of a batch."""

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
"""Most batches of one size; more show nothing new."""


class Load(NamedTuple):
    """Facts of one kind. A `fact` is `about` an article or a comment; `prepare` makes these, `store` stores the facts.

    Both functions take a name first, which keeps their items apart from those of other calls. They take the number of
    articles or comments last; facts are spread over these evenly. `store` takes the number of facts in between.
    """

    fact: str
    about: str
    prepare: Callable[[str, int], None]
    store: Callable[[str, int, int], None]

    def where(self, spread: int) -> str:
        """The articles or comments of the facts, in words."""
        return f"one {self.about}" if spread == 1 else f"{spread} {self.about}s"


class Cost(NamedTuple):
    """Costs of one fact: write units to store it; write units, read units and transactions to count it."""

    stored: float
    counted: float
    read: float
    transactions: float


def _nothing(_name: str, _spread: int) -> None:
    """Prepare nothing: a click needs no item before it."""


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
    """Measure each kind of fact, about one article or comment and about `spread` of them."""
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
    """Costs of a fact, by the size of the batches in which facts are counted."""
    name = f"counting-{load.fact}-{spread}"
    load.prepare(name, spread)
    place.records()  # drop the records of preparing and of earlier counting: comments come through the stream too
    with Meter() as storing:
        load.store(name, facts, spread)
    records = place.records()
    if len(records) != facts:
        raise RuntimeError(f"{facts} facts made {len(records)} records")
    place.count(records, f"{name}-first")  # creates the tallies, which happens once and is not measured
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
