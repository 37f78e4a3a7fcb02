"""The spam filter: the size of its item, the times to read, score and learn, and its precision and recall.

The comments and the spam are made up (tests/support/corpus.py). Three labels in a hundred are wrong.
"""

from collections.abc import Callable, Sequence
from timeit import repeat

from bench.layout import TextTable
from shared.domain.spam.model import HeldBack, Label, Model, Sample, learned
from tests.support.corpus import corpus

DECISIONS = (100, 300, 1_000, 3_000, 10_000, 30_000)
THRESHOLD = 0.8
_LONG = 8
"""Comments joined to a long one."""
_TIMES = 20


def run() -> list[TextTable]:
    """Learn from more and more decisions, and measure the model each time."""
    decisions = corpus(max(DECISIONS))
    model, learned_from, costs, marks = Model.empty(), 0, [], []
    fresh = corpus(2_000, seed=2, wrong=0)
    for count in DECISIONS:
        model = learned(model, decisions[learned_from:count])
        learned_from = count
        costs.append([f"{count:,}", *_costs(model, fresh)])
        marks.append([f"{count:,}", *_marks(model, fresh)])
    return [
        TextTable(
            "The spam filter: costs",
            ["decisions", "bytes", "ms to read", "to write", "to score\n350 characters", "5,000", "to learn\n100 more"],
            costs,
            [
                f"Best of {_TIMES}.",
                "An item of 12 KB: 1.5 read units (eventually consistent), 24 write units in a transaction.",
            ],
        ),
        TextTable(
            f"The spam filter: precision and recall at a score of {THRESHOLD}",
            [
                "decisions",
                "precision",
                "recall",
                "it says:\nprecision",
                "recall",
                "long comments:\nheld",
                "spam in\nthem: held",
            ],
            marks,
            [
                "Precision and recall: on 2,000 comments that it has never seen, against the truth.",
                "It says: its own figures, on decisions held back from it, wrong ones too. None before it is in use.",
                f"Long comments: {_LONG} comments in one. Spam in them: at their end.",
            ],
        ),
    ]


def _costs(model: Model, texts: Sequence[Sample]) -> list[str]:
    raw = model.to_bytes()
    short, long = (" ".join(each.body for each in texts)[:size] for size in (350, 5_000))
    done: list[Callable[[], object]] = [
        lambda: Model.from_bytes(raw),
        model.to_bytes,
        lambda: model.score("Ann", short),
        lambda: model.score("Ann", long),
        lambda: learned(model, texts[:100]),
    ]
    return [f"{len(raw):,}", *(f"{1_000 * min(repeat(act, number=1, repeat=_TIMES)):.2f}" for act in done)]


def _marks(model: Model, texts: Sequence[Sample]) -> list[str]:
    called = [(each.label is Label.SPAM, _held(model, each.name, each.body)) for each in texts]
    ways = (True, True), (False, True), (True, False), (False, False)
    found = HeldBack(*(called.count(way) for way in ways))
    own = model.held_back(THRESHOLD)
    comments = [each.body for each in texts if each.label is Label.FINE]
    spam = [each.body for each in texts if each.label is Label.SPAM]
    long = [" ".join(comments[at : at + _LONG]) for at in range(0, len(comments) - _LONG, _LONG)]
    held = sum(_held(model, "Ann", text) for text in long) / len(long)
    within = sum(_held(model, "Ann", f"{text} {end}") for text, end in zip(long, spam, strict=False)) / len(long)
    return [*map(_share, (found.precision, found.recall, own.precision, own.recall, held, within))]


def _held(model: Model, name: str, body: str) -> bool:
    return model.score(name, body).probability >= THRESHOLD


def _share(of: float | None) -> str:
    return "" if of is None else f"{of:.3f}"
