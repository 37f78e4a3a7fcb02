"""How much the features of a text say: naive Bayes, kept from being too sure.

For each slot of features.py, the spam and the fine comments are counted that have it, once each however often. A word's
frequency is taken of all words of a kind rather than of its comments, so that long spam does not make every long
comment suspect (Metsis et al. 2006, "Spam Filtering with Naive Bayes - Which Naive Bayes?": multinomial with boolean
attributes). What was never seen says nothing: counts are smoothed towards what all features have in common (Robinson
2003, "A Statistical Approach to the Spam Problem"). How much spam there is says nothing either, for moderators see a
selection.

Naive Bayes takes neighbouring words for independent witnesses, so its sum is far too sure of long texts. Here only the
most telling features count, as Graham has it (2002, "A Plan for Spam"), so that spam is not lost in a long comment, and
their sum is divided by the square root of their number. docs/decisions.md has what was tried, and how it did.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import exp, log, sqrt

from shared.domain.spam.features import SLOTS, WORDS, Places

MEMORY = 2_048
"""When the filter remembers so many comments of a kind, it halves what it has counted of that kind: no count can
overflow, what was written long ago fades, and what was there once is forgotten. So it knows the last one to two
thousand, and its size is bounded."""

_TELLING = 0.3
"""Natural logarithm of how many times more common a feature must be in one kind to count: 1.35 times."""
_MOST_TELLING = 40
"""Of a text's features so many count. Graham's fifteen miss more of what they should hold in real mail."""
_CAUTION = 3
"""Each feature is taken to have been there so often more, as evenly as all are: one comment proves little."""
_GAIN = 2
"""How sure the sum makes it. Of what was tried on mail, 1.5 to 2 lost least (logarithmic loss)."""
_LONGEST_REASON = 80


@dataclass
class FeatureCounts:
    """How many comments of one kind had each slot: changed by `learned` only, on a copy."""

    slots: "array[int]" = field(default_factory=lambda: array("H", bytes(2 * SLOTS)))
    comments: int = 0
    total: int = 0
    """How many words and pairs they had together, each counted for both of its slots."""

    def copy(self) -> "FeatureCounts":
        """The same counts, to be changed."""
        return FeatureCounts(self.slots[:], self.comments, self.total)

    def of(self, places: Places) -> int:
        """How many comments had the feature of these slots, or a few more."""
        one, other = self.slots[places[0]], self.slots[places[1]]
        return min(one, other)

    def add(self, found: Iterable[Places]) -> None:
        """Count one comment more."""
        fullest = 0
        for slot in set(chain.from_iterable(found)):
            self.slots[slot] += 1
            self.total += slot < WORDS
            fullest = max(fullest, self.slots[slot])
        self.comments += 1
        if max(self.comments, fullest) >= MEMORY:  # a count is larger if something else was unlearned than learned
            self.slots = array("H", [count // 2 for count in self.slots])
            self.comments //= 2
            self.total = sum(self.slots[:WORDS])

    def remove(self, found: Iterable[Places]) -> None:
        """Count one comment less; never below zero, for it may have been halved away."""
        for slot in set(chain.from_iterable(found)):
            if self.slots[slot]:
                self.slots[slot] -= 1
                self.total -= slot < WORDS
        self.comments = max(0, self.comments - 1)


def weights(spam: FeatureCounts, fine: FeatureCounts, found: Mapping[str, Places]) -> list[tuple[str, float]]:
    """The features that say most, and the logarithm of how many times more common each is in spam; strongest first."""
    words = {feature: places for feature, places in found.items() if places[0] < WORDS}
    looks = {feature: places for feature, places in found.items() if places[0] >= WORDS}
    telling: list[tuple[str, float]] = []
    for some, of_spam, of_fine in ((words, spam.total, fine.total), (looks, spam.comments, fine.comments)):
        if of_spam and of_fine:
            share, odds = _CAUTION * of_spam / (of_spam + of_fine), of_fine / of_spam
            weighed = (  # 0 for what was never seen
                (feature, log((spam.of(places) + share) / (fine.of(places) + _CAUTION - share) * odds))
                for feature, places in some.items()
            )
            telling += [(feature, weight) for feature, weight in weighed if abs(weight) > _TELLING]
    return sorted(telling, key=_strength)[:_MOST_TELLING]


def _strength(weighted: tuple[str, float]) -> float:
    return -abs(weighted[1])


def percent(weighed: Sequence[tuple[str, float]]) -> int:
    """The score of a text with these weights, in whole percent, rounded down."""
    if not weighed:
        return 50
    evidence = sum(weight for _, weight in weighed) / sqrt(len(weighed))
    return int(100 / (1 + exp(-_GAIN * evidence)))


def reason(feature: str, weight: float) -> str:
    """A feature and how many times more common it is in spam (↑) or in fine comments (↓): `“casino” ↑9.0`."""
    times = exp(abs(weight))
    shown = feature if len(feature) <= _LONGEST_REASON else f"{feature[: _LONGEST_REASON - 1]}…"
    return f"{shown} {'↑' if weight > 0 else '↓'}{times:.{0 if times >= 10 else 1}f}"  # noqa: PLR2004
