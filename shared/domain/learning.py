"""A spam filter that learns from the moderators' own decisions. Pure.

The same decisions in the same order give the same model, however they are cut into batches: a model is whole numbers.

It is naive Bayes over hashed features (features.py): for each slot it counts the spam and the fine comments that have
it, once each however often it is there. A word's frequency is taken of all words of a kind rather than of its comments,
so that long spam does not make every long comment suspect (Metsis et al. 2006, "Spam Filtering with Naive Bayes - Which
Naive Bayes?": multinomial with boolean attributes). What was never seen says nothing: counts are smoothed towards what
all features have in common (Robinson 2003, "A Statistical Approach to the Spam Problem"). How much spam there is says
nothing either, for moderators see a selection.

Naive Bayes takes neighbouring words for independent witnesses, so its sum is far too sure of long texts. Here only the
most telling features count, as Graham has it (2002, "A Plan for Spam"), so that spam is not lost in a long comment, and
their sum is divided by the square root of their number. docs/decisions.md has what was tried, and how it did.
"""

import struct
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from math import exp, log, sqrt
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict

from shared.domain.features import SLOTS, WORDS, Places, features
from shared.domain.identifiers import CommentId

ENOUGH = 50
"""So many comments of either kind must have been learned from before the filter is in use."""
MEMORY = 2_048
"""When the filter remembers so many comments of a kind, it halves what it has counted of that kind: no count can
overflow, what was written long ago fades, and what was there once is forgotten. So it knows the last one to two
thousand, and its size is bounded."""
HELD_BACK = 5
"""One comment of so many is never learned from, but judged, to tell how good the filter is."""
REMEMBERED_JUDGEMENTS = 1_000
"""The last so many judgements of what was held back are kept."""
MOST_REASONS = 5

_TELLING = 0.3
"""Natural logarithm of how many times more common a feature must be in one kind to count: 1.35 times."""
_MOST_TELLING = 40
"""Of a text's features so many count. Graham's fifteen miss more of what they should hold in real mail."""
_CAUTION = 3
"""Each feature is taken to have been there so often more, as evenly as all are: one comment proves little."""
_GAIN = 2
"""How sure the sum makes it. Of what was tried on mail, 1.5 to 2 lost least (logarithmic loss)."""
_LONGEST_REASON = 80
_MAGIC = b"postbag filter 1"
"""Another number when features are made otherwise or lie otherwise: what was learned before says nothing then."""
_HEAD = struct.Struct("<16s5IH")
_SPAM = 0x80
"""The bit of a kept judgement that says what the moderator said; the others are the score in percent."""


class Label(StrEnum):
    """What a moderator's decision says about a comment."""

    FINE = "fine"
    SPAM = "spam"


class Sample(BaseModel):
    """One decision, as far as the filter learns from it. `name` and `body` are the comment's when it was decided."""

    model_config = ConfigDict(frozen=True)

    comment_id: CommentId
    name: str
    body: str
    label: Label | None
    """None if it teaches nothing: an insult is neither spam nor fine."""
    unlearns: Label | None = None
    """What the decision that this one reverses has taught."""


class Score(NamedTuple):
    """How likely a text is spam, from 0 to 1 in steps of 0.01 (rounded down), and the features that say so.

    A reason is a feature of this very text, and how many times more common it is in spam (↑) or in fine comments (↓):
    `“casino” ↑9.0`. The strongest come first, at most `MOST_REASONS`.
    """

    probability: float
    reasons: tuple[str, ...]
    version: int


class HeldBack(NamedTuple):
    """How the filter did, with a threshold, on the last comments that were held back from it.

    Each was judged as soon as a moderator had decided, by what the filter had learned until then. A comment that was
    decided twice counts twice: if moderators disagree, the filter is wrong once.
    """

    true_spam: int
    false_spam: int
    missed: int
    true_fine: int

    @property
    def precision(self) -> float | None:
        """The share of spam in what the filter calls spam."""
        called = self.true_spam + self.false_spam
        return self.true_spam / called if called else None

    @property
    def recall(self) -> float | None:
        """The share of spam that the filter calls so."""
        spam = self.true_spam + self.missed
        return self.true_spam / spam if spam else None


@dataclass
class Counts:
    """How many comments of one kind had each slot: changed by `learned` only, on a copy."""

    slots: "array[int]" = field(default_factory=lambda: array("H", bytes(2 * SLOTS)))
    comments: int = 0
    total: int = 0
    """How many words and pairs they had together, each counted for both of its slots."""

    def copy(self) -> "Counts":
        """The same counts, to be changed."""
        return Counts(self.slots[:], self.comments, self.total)

    def of(self, places: Places) -> int:
        """How many comments had the feature of these slots, or a few more."""
        one, other = self.slots[places[0]], self.slots[places[1]]
        return min(one, other)

    def add(self, found: Iterable[Places]) -> None:
        """Count one comment more."""
        for slot in set(chain.from_iterable(found)):
            self.slots[slot] += 1
            self.total += slot < WORDS
        self.comments += 1
        if self.comments >= MEMORY:
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


@dataclass(frozen=True)
class Model:
    """What the filter has learned. Nobody changes one: `learned` gives another."""

    version: int
    """How many decisions it has seen, those that taught nothing or were held back among them."""
    seen: Mapping[Label, int]
    """How many comments it has learned from, less those that were unlearned."""
    counts: Mapping[Label, Counts]
    judged: bytes
    """The last judgements of what was held back, oldest first."""

    @classmethod
    def empty(cls) -> Self:
        """One that has seen nothing."""
        return cls(0, dict.fromkeys(Label, 0), {label: Counts() for label in Label}, b"")

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """The model that `to_bytes` gave.

        Raises ValueError if it is none, or one whose features were made otherwise: then it has to be learned anew.
        """
        plain = _decompressed(raw)
        if len(plain) < _HEAD.size or not plain.startswith(_MAGIC):
            raise ValueError("This is no model of the spam filter as it is now. Run `postbag train` to learn it anew.")
        _, version, seen_fine, seen_spam, fine, spam, judgements = _HEAD.unpack_from(plain)
        judged, planes = plain[_HEAD.size : _HEAD.size + judgements], plain[_HEAD.size + judgements :]
        if len(planes) != 4 * SLOTS or any(byte & ~_SPAM > 100 for byte in judged):  # noqa: PLR2004  (percent)
            raise ValueError("The spam filter's model is damaged. Run `postbag train` to learn it anew.")
        both = bytearray(4 * SLOTS)
        both[::2], both[1::2] = planes[: 2 * SLOTS], planes[2 * SLOTS :]
        slots = array("H", bytes(both))
        counts = {
            Label.FINE: Counts(slots[:SLOTS], fine, sum(slots[:WORDS])),
            Label.SPAM: Counts(slots[SLOTS:], spam, sum(slots[SLOTS:][:WORDS])),
        }
        return cls(version, {Label.FINE: seen_fine, Label.SPAM: seen_spam}, counts, judged)

    def to_bytes(self) -> bytes:
        """The model for one item of the table: the same content gives the same bytes (from one version of zlib).

        Low bytes before high bytes, nearly all of which are zero. Little-endian, as all of Lambda's machines are.
        """
        fine, spam = self.counts[Label.FINE], self.counts[Label.SPAM]
        seen = self.seen[Label.FINE], self.seen[Label.SPAM]
        head = _HEAD.pack(_MAGIC, self.version, *seen, fine.comments, spam.comments, len(self.judged))
        both = (fine.slots + spam.slots).tobytes()
        return zlib.compress(head + self.judged + both[::2] + both[1::2], 9)

    @property
    def in_use(self) -> bool:
        """Whether it has seen enough of both kinds for its scores to mean anything."""
        return _enough(self.seen)

    def score(self, name: str, body: str) -> Score:
        """How likely it is spam what is written under `name`: 0.5 if nothing in it says anything."""
        weights = _weights(self.counts, features(name, body))
        reasons = tuple(_reason(feature, weight) for feature, weight in weights[:MOST_REASONS])
        return Score(_percent(weights) / 100, reasons, self.version)

    def held_back(self, threshold: float) -> HeldBack:
        """How it would have done if scores of `threshold` and more were called spam."""
        called = [(bool(byte & _SPAM), (byte & ~_SPAM) / 100 >= threshold) for byte in self.judged]
        return HeldBack(*(called.count(pair) for pair in ((True, True), (False, True), (True, False), (False, False))))


def learned(model: Model, samples: Iterable[Sample]) -> Model:
    """`model` after these decisions, in their order.

    A decision that reverses another one unlearns what that one taught: exactly, unless counts were halved in between.
    """
    counts = {label: model.counts[label].copy() for label in Label}
    version, seen, judged = model.version, dict(model.seen), bytearray(model.judged)
    for sample in samples:
        version += 1
        held_back = is_held_back(sample.comment_id)
        if held_back and (sample.label is None or not _enough(seen)):
            continue
        found = features(sample.name, sample.body)
        if held_back:
            judged.append(_percent(_weights(counts, found)) | (_SPAM if sample.label is Label.SPAM else 0))
            continue
        if sample.unlearns:
            counts[sample.unlearns].remove(found.values())
            seen[sample.unlearns] = max(0, seen[sample.unlearns] - 1)
        if sample.label:
            counts[sample.label].add(found.values())
            seen[sample.label] += 1
    return Model(version, seen, counts, bytes(judged[-REMEMBERED_JUDGEMENTS:]))


def is_held_back(comment_id: str) -> bool:
    """Whether decisions about this comment are not learned from: about one comment of `HELD_BACK`, always the same."""
    return zlib.crc32(comment_id.encode()) % HELD_BACK == 0


def _enough(seen: Mapping[Label, int]) -> bool:
    return min(seen.values()) >= ENOUGH


def _weights(counts: Mapping[Label, Counts], found: Mapping[str, Places]) -> list[tuple[str, float]]:
    """The features that say most, and the logarithm of how many times more common each is in spam; strongest first."""
    spam, fine = counts[Label.SPAM], counts[Label.FINE]
    words = {feature: places for feature, places in found.items() if places[0] < WORDS}
    looks = {feature: places for feature, places in found.items() if places[0] >= WORDS}
    telling: list[tuple[str, float]] = []
    for some, of_spam, of_fine in ((words, spam.total, fine.total), (looks, spam.comments, fine.comments)):
        if of_spam and of_fine:
            share, odds = _CAUTION * of_spam / (of_spam + of_fine), of_fine / of_spam
            weights = (  # 0 for what was never seen
                (feature, log((spam.of(places) + share) / (fine.of(places) + _CAUTION - share) * odds))
                for feature, places in some.items()
            )
            telling += [(feature, weight) for feature, weight in weights if abs(weight) > _TELLING]
    return sorted(telling, key=_strength)[:_MOST_TELLING]


def _strength(weighted: tuple[str, float]) -> float:
    return -abs(weighted[1])


def _percent(weights: Sequence[tuple[str, float]]) -> int:
    """The score of a text with these weights, in whole percent, rounded down."""
    if not weights:
        return 50
    evidence = sum(weight for _, weight in weights) / sqrt(len(weights))
    return int(100 / (1 + exp(-_GAIN * evidence)))


def _reason(feature: str, weight: float) -> str:
    times = exp(abs(weight))
    shown = feature if len(feature) <= _LONGEST_REASON else f"{feature[: _LONGEST_REASON - 1]}…"
    return f"{shown} {'↑' if weight > 0 else '↓'}{times:.{0 if times >= 10 else 1}f}"  # noqa: PLR2004


def _decompressed(raw: bytes) -> bytes:
    longest = _HEAD.size + REMEMBERED_JUDGEMENTS + 4 * SLOTS
    reading = zlib.decompressobj()
    try:
        plain = reading.decompress(raw, longest + 1)
    except zlib.error as fault:
        raise ValueError(f"The spam filter's model cannot be read ({fault}). Run `postbag train`.") from fault
    if not reading.eof or reading.unused_data or len(plain) > longest:
        raise ValueError("The spam filter's model is cut off or too long. Run `postbag train` to learn it anew.")
    return plain
