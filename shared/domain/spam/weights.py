"""Weigh the features of a text: naive Bayes, with care not to be too sure.

Each slot counts the spam comments and the fine comments that have it, each comment once. A word's frequency is its
share of all words of a kind, not of all comments; otherwise long spam would make every long comment suspect (Metsis et
al. 2006, "Spam Filtering with Naive Bayes - Which Naive Bayes?": multinomial with boolean attributes). Counts are
smoothed towards the average of all features, so an unseen feature weighs nothing (Robinson 2003, "A Statistical
Approach to the Spam Problem"). The share of spam among decisions weighs nothing, since moderators see a selection.

Naive Bayes takes neighbouring words for independent witnesses, so its sum is too sure of long texts. Therefore only
the most telling features count (Graham 2002, "A Plan for Spam"), and their sum is divided by the square root of their
number. docs/decisions/ has the variants that were tried, with their results.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import exp, log, sqrt

from shared.domain.spam.features import SLOTS, WORDS, Places

MEMORY = 2_048
"""After this many comments of a kind the filter halves all counts of that kind. So no count overflows, old comments
fade, and the model's size is bounded: it knows the last one to two thousand comments of a kind."""

_TELLING = 0.3
"""The least weight that counts, a natural logarithm: the feature is 1.35 times as common in one kind."""
_MOST_TELLING = 40
"""Features of a text that count. Graham's fifteen miss more spam in real mail."""
_CAUTION = 3
"""Comments added to each feature's count, spread like all features: one comment proves little."""
_GAIN = 2
"""How fast the score grows with the sum. On mail, 1.5 to 2 had the least logarithmic loss."""
_LONGEST_REASON = 80


@dataclass
class FeatureCounts:
    """The number of comments of one kind that had each slot. Only `learned` changes it, on a copy."""

    slots: "array[int]" = field(default_factory=lambda: array("H", bytes(2 * SLOTS)))
    comments: int = 0
    total: int = 0
    """Words and pairs of all these comments, each counted for both of its slots."""

    def copy(self) -> "FeatureCounts":
        """A copy that may be changed."""
        return FeatureCounts(self.slots[:], self.comments, self.total)

    def of(self, places: Places) -> int:
        """The number of comments that had this feature; too high by a few if other features share its slots."""
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
        if max(self.comments, fullest) >= MEMORY:  # unlearning can leave a slot above `comments`
            self.slots = array("H", [count // 2 for count in self.slots])
            self.comments //= 2
            self.total = sum(self.slots[:WORDS])

    def remove(self, found: Iterable[Places]) -> None:
        """Count one comment less, never below zero, since halving may have removed it."""
        for slot in set(chain.from_iterable(found)):
            if self.slots[slot]:
                self.slots[slot] -= 1
                self.total -= slot < WORDS
        self.comments = max(0, self.comments - 1)


def weights(spam: FeatureCounts, fine: FeatureCounts, found: Mapping[str, Places]) -> list[tuple[str, float]]:
    """The most telling features, strongest first, each with the logarithm of how much more common it is in spam."""
    words = {feature: places for feature, places in found.items() if places[0] < WORDS}
    looks = {feature: places for feature, places in found.items() if places[0] >= WORDS}
    telling: list[tuple[str, float]] = []
    for some, of_spam, of_fine in ((words, spam.total, fine.total), (looks, spam.comments, fine.comments)):
        if of_spam and of_fine:
            share, odds = _CAUTION * of_spam / (of_spam + of_fine), of_fine / of_spam
            weighed = (  # 0 for an unseen feature
                (feature, log((spam.of(places) + share) / (fine.of(places) + _CAUTION - share) * odds))
                for feature, places in some.items()
            )
            telling += [(feature, weight) for feature, weight in weighed if abs(weight) > _TELLING]
    return sorted(telling, key=_strength)[:_MOST_TELLING]


def _strength(weighted: tuple[str, float]) -> float:
    return -abs(weighted[1])


def percent(weighed: Sequence[tuple[str, float]]) -> int:
    """The score of a text with these weights, in whole percent, rounded down; 50 without any."""
    if not weighed:
        return 50
    evidence = sum(weight for _, weight in weighed) / sqrt(len(weighed))
    return int(100 / (1 + exp(-_GAIN * evidence)))


def reason(feature: str, weight: float) -> str:
    """Describe a weighed feature: `“casino” ↑9.0` is nine times as common in spam; ↓ means in fine comments."""
    times = exp(abs(weight))
    shown = feature if len(feature) <= _LONGEST_REASON else f"{feature[: _LONGEST_REASON - 1]}…"
    return f"{shown} {'↑' if weight > 0 else '↓'}{times:.{0 if times >= 10 else 1}f}"  # noqa: PLR2004
