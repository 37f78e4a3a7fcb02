"""The spam filter's model, which learns from the moderators' decisions. Pure.

The same decisions in the same order give the same model, whatever the batches, since a model is whole numbers.
features.py finds the features of a text, weights.py weighs them.
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
from shared.domain.spam.score import SpamScore
from shared.domain.spam.weights import FeatureCounts, percent, reason, weights

ENOUGH = 50
"""Comments of each kind that the filter must have learned before it is used."""
HELD_BACK = 5
"""One comment in this many is never learned; the filter judges it, which shows how good the filter is."""
REMEMBERED_JUDGEMENTS = 1_000
"""Judgements of held-back comments that are kept, the latest ones."""
MOST_REASONS = 5

_MAGIC = b"postbag filter 1"
"""The format. Give it another number when features or their slots change: older models mean nothing then."""
_HEAD = struct.Struct("<16s5IH")
_SPAM = 0x80
"""The bit of a kept judgement that is set if the moderator said spam; the other bits are the score in percent."""


class Label(StrEnum):
    """What a moderator's decision teaches about a comment."""

    FINE = "fine"
    SPAM = "spam"


class Sample(BaseModel):
    """One decision to learn from, with the comment's name and body at that time."""

    model_config = ConfigDict(frozen=True)

    comment_id: CommentId
    name: str
    body: str
    label: Label | None
    """None if the decision teaches nothing: an insult is neither spam nor fine."""
    unlearns: Label | None = None
    """The label that the reversed decision had taught."""


class HeldBack(NamedTuple):
    """How often the filter was right about the latest held-back comments, at one threshold.

    The filter judged each when a moderator decided, with what it had learned by then. A comment that was decided twice
    counts twice: if moderators disagree, the filter is wrong once.
    """

    true_spam: int
    false_spam: int
    missed: int
    true_fine: int

    @property
    def precision(self) -> float | None:
        """The share of real spam in what the filter calls spam."""
        called = self.true_spam + self.false_spam
        return self.true_spam / called if called else None

    @property
    def recall(self) -> float | None:
        """The share of all spam that the filter calls spam."""
        spam = self.true_spam + self.missed
        return self.true_spam / spam if spam else None


@dataclass(frozen=True)
class Model:
    """What the filter has learned. A model never changes; `learned` returns a new one."""

    version: int
    """Decisions seen, with those that taught nothing and those that were held back."""
    seen: Mapping[Label, int]
    """Comments learned of each kind, without those unlearned again."""
    counts: Mapping[Label, FeatureCounts]
    judged: bytes
    """The latest judgements of held-back comments, oldest first, one byte each."""

    @classmethod
    def empty(cls) -> Self:
        """A model that has seen nothing."""
        return cls(0, dict.fromkeys(Label, 0), {label: FeatureCounts() for label in Label}, b"")

    @classmethod
    def from_bytes(cls, raw: bytes) -> Self:
        """Read a model that `to_bytes` wrote.

        Raises:
            ValueError: these bytes are no model, or one of another format. Run `postbag train` then.
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
        """The model as bytes for one item of the table. Equal models give equal bytes under one version of zlib.

        All low bytes come before all high bytes, which are nearly all zero and compress well. Little-endian, as all of
        Lambda's machines are.
        """
        fine, spam = self.counts[Label.FINE], self.counts[Label.SPAM]
        seen = self.seen[Label.FINE], self.seen[Label.SPAM]
        head = _HEAD.pack(_MAGIC, self.version, *seen, fine.comments, spam.comments, len(self.judged))
        both = (fine.slots + spam.slots).tobytes()
        return zlib.compress(head + self.judged + both[::2] + both[1::2], 9)

    @property
    def in_use(self) -> bool:
        """Has it learned enough comments of both kinds?"""
        return _enough(self.seen)

    def score(self, name: str, body: str) -> SpamScore:
        """The probability that a comment is spam, in steps of 0.01, rounded down; 0.5 if no feature of it is known.

        A reason is a feature of the text and how much more common it is in spam (↑) or in fine comments (↓):
        `“casino” ↑9.0` means nine times. There are at most MOST_REASONS.
        """
        weighed = weights(self.counts[Label.SPAM], self.counts[Label.FINE], features(name, body))
        reasons = tuple(reason(feature, weight) for feature, weight in weighed[:MOST_REASONS])
        return SpamScore(probability=percent(weighed) / 100, reasons=reasons, version=self.version)

    def held_back(self, threshold: float) -> HeldBack:
        """The filter's record on held-back comments if scores from `threshold` on are called spam."""
        called = [(bool(byte & _SPAM), (byte & ~_SPAM) / 100 >= threshold) for byte in self.judged]
        return HeldBack(*(called.count(pair) for pair in ((True, True), (False, True), (True, False), (False, False))))


class UnreadableModel:
    """The filter is there and cannot be read. It takes everything for spam: nothing is published unchecked."""

    in_use = True

    def score(self, _name: str, _body: str) -> SpamScore:
        """As bad as can be, whatever the text."""
        return SpamScore(probability=1, reasons=("the filter cannot be read: run postbag train",))


def learned(model: Model, samples: Iterable[Sample]) -> Model:
    """The model after these decisions, in their order.

    A decision that reverses another one unlearns what that taught: exactly, unless counts were halved in between.
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
    """Is this comment held back from learning? About one in HELD_BACK is, always the same ones."""
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
