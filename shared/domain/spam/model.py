"""A spam filter that learns from the moderators' own decisions. Pure.

The same decisions in the same order give the same model, however they are cut into batches: a model is whole numbers.

What it is made of: features.py has what a text is known by, weights.py how much that says.
"""

import struct
import zlib
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self

from pydantic import BaseModel, ConfigDict

from shared.domain.identifiers import CommentId
from shared.domain.spam.features import SLOTS, WORDS, features
from shared.domain.spam.weights import FeatureCounts, percent, reason, weights

ENOUGH = 50
"""So many comments of either kind must have been learned from before the filter is in use."""
HELD_BACK = 5
"""One comment of so many is never learned from, but judged, to tell how good the filter is."""
REMEMBERED_JUDGEMENTS = 1_000
"""The last so many judgements of what was held back are kept."""
MOST_REASONS = 5

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


@dataclass(frozen=True)
class Model:
    """What the filter has learned. Nobody changes one: `learned` gives another."""

    version: int
    """How many decisions it has seen, those that taught nothing or were held back among them."""
    seen: Mapping[Label, int]
    """How many comments it has learned from, less those that were unlearned."""
    counts: Mapping[Label, FeatureCounts]
    judged: bytes
    """The last judgements of what was held back, oldest first."""

    @classmethod
    def empty(cls) -> Self:
        """One that has seen nothing."""
        return cls(0, dict.fromkeys(Label, 0), {label: FeatureCounts() for label in Label}, b"")

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
            Label.FINE: FeatureCounts(slots[:SLOTS], fine, sum(slots[:WORDS])),
            Label.SPAM: FeatureCounts(slots[SLOTS:], spam, sum(slots[SLOTS:][:WORDS])),
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
        weighed = weights(self.counts[Label.SPAM], self.counts[Label.FINE], features(name, body))
        reasons = tuple(reason(feature, weight) for feature, weight in weighed[:MOST_REASONS])
        return Score(percent(weighed) / 100, reasons, self.version)

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
            score = percent(weights(counts[Label.SPAM], counts[Label.FINE], found))
            judged.append(score | (_SPAM if sample.label is Label.SPAM else 0))
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
