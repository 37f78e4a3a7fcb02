"""The facts, added up as of the fences where the stream was begun, and the records behind those fences."""

from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from typing import Any, NamedTuple

from pydantic import ValidationError

from shared.domain.comments.comment import Status
from shared.domain.counting.increments import (
    CommentTally,
    Counted,
    DayOfTally,
    Increment,
    ListPlace,
    Publication,
    TallySubject,
)
from shared.domain.sharing.share_click import FACT_LIFETIME
from shared.domain.times import DAY, HOUR, SECOND, day
from shared.storage import keys
from shared.storage.counting import tallies
from shared.storage.keys import Key

Positions = Mapping[str, str]
"""The position up to which each shard of the stream is counted. A shard that nobody has counted may be missing."""
Image = Mapping[str, Any]
"""An item in DynamoDB's notation."""

_KEPT = 25 * HOUR
"""Age from which a fact has no record in the stream any more, in ms. The stream holds a day."""
_LASTING = frozenset({"comments", "posted", "reports", "decided", "decided_after", *Status})
"""The numbers whose facts do not expire."""


class FactCounts(NamedTuple):
    """The increments of one item, or of one change of it, and the reply that it published: parent and id."""

    numbers: tuple[tuple[Key, str, int], ...] = ()
    published: tuple[Key, str] | None = None

    def __bool__(self) -> bool:
        """True if there is anything to add."""
        return bool(self.numbers or self.published)


_NOTHING = FactCounts()


class Later(NamedTuple):
    """One increment, or the id (`name`) of one published reply, of a record behind the fences, and its position."""

    shard: str
    position: str
    name: str
    by: int

    def is_counted(self, at: Positions) -> bool:
        """True if the record is counted when the fences are `at`."""
        return self.position <= at.get(self.shard, "")


class Facts:
    """The facts of one article, or of all, read from the table and reset to the fences where the stream was begun.

    An item's first record behind those fences shows the item as it was there, however much later it was read. So every
    comment is remembered as it was read. Other facts are remembered if the stream may still have a record of them.
    """

    def __init__(self, article_id: str | None, at: int) -> None:
        """Begin without facts, for one article or, with None, for all; `at` is now, in ms since the epoch."""
        self.article_id = article_id
        self.at = at
        self.days = kept_days(at)
        """The days whose facts are all still in the table."""
        self.read = 0
        """Number of facts that were read."""
        self.came = 0
        """Number of records of facts that the stream brought."""
        self.comments: dict[Key, str] = {}
        """The ids of the comments that were read."""
        self.expires: dict[Key, int] = {}
        """Expiry of the tallies that expire, in seconds since the epoch."""
        self.tallies: set[Key] = set()
        """Tallies that have facts, and tallies found in the table."""
        self.unreadable: set[Key] = set()
        """Items with the key of a fact that cannot be read as a fact. Nobody counts them."""
        self.waiting: dict[str, dict[str, int]] = {}
        """Facts behind the fences: by shard and position, the time at which each happened, in ms since the epoch."""
        self._lock = Lock()
        self._names: dict[Key, Key] = {}
        self._sums: dict[Key, dict[str, int]] = {}
        self._published: dict[Key, set[str]] = {}
        self._kept: dict[Key, FactCounts] = {}
        self._touched: set[Key] = set()
        self._later: dict[Key, list[Later]] = {}
        self._published_later: dict[Key, list[Later]] = {}

    def add(self, item: Image) -> None:
        """Take an item of the table into account: a fact, a tally, or an item that is neither."""
        key = _key(item)
        if not self._matters(key.pk):
            self._add_tally(key, item)
            return
        counts = self._counts(key, None, item)
        if key in self.unreadable:
            return
        with self._lock:
            self.read += 1
            self._fold(counts, 1)
            if keys.is_comment(key.pk):
                self.comments[key] = item["id"]["S"]
            if keys.is_comment(key.pk) or self._is_recent(item):
                self._kept[key] = counts

    def take(self, shard: str, position: str, raw: Mapping[str, Any]) -> bool:
        """Take a record of the stream into account; True if it is a fact that matters here."""
        change = raw["dynamodb"]
        key = _key(change["Keys"])
        if not self._matters(key.pk):
            return False
        before, after = change.get("OldImage"), change.get("NewImage")
        if key not in self._touched:
            self._touched.add(key)
            self._take_back(key, before)
        counts = self._counts(key, before, after)
        if not counts:
            return False
        self.came += 1
        happened = round(change["ApproximateCreationDateTime"].timestamp() * SECOND)
        self.waiting.setdefault(shard, {})[position] = happened
        for tally, name, by in counts.numbers:
            self._later.setdefault(tally, []).append(Later(shard, position, name, by))
        if counts.published:
            parent, reply = counts.published
            self._published_later.setdefault(parent, []).append(Later(shard, position, reply, 1))
        return True

    def numbers(self, tally: Key, at: Positions) -> dict[str, int]:
        """The numbers that a tally should have when the fences are `at`."""
        sums = dict(self._sums.get(tally, {}))
        for later in self._later.get(tally, ()):
            if later.is_counted(at):
                sums[later.name] = sums.get(later.name, 0) + later.by
        return sums

    def knows(self, tally: Key, name: str) -> bool:
        """True if all facts of a number are still in the table."""
        on = keys.day_of_tally(tally)
        return on is None or on in self.days or name in _LASTING

    def published(self, comment: Key, at: Positions) -> list[str]:
        """The replies to a comment that were ever approved up to the fences `at`, in order of time."""
        later = {one.name for one in self._published_later.get(comment, ()) if one.is_counted(at)}
        return sorted(self._published.get(comment, set()) | later)

    def uncounted(self, shard: str, at: Positions) -> list[int]:
        """The times, in ms since the epoch, of a shard's facts that are not counted when the fences are `at`."""
        reached = at.get(shard, "")
        return [happened for position, happened in self.waiting.get(shard, {}).items() if position > reached]

    def _add_tally(self, key: Key, item: Image) -> None:
        """Note a tally, which may have no facts. A day whose facts are gone is trusted and part of the total."""
        going = "expires_at" in item and self._is_going(int(item["expires_at"]["N"]))
        if keys.named(key) is None or going:
            return
        self.tallies.add(keys.whole(key))
        if keys.is_article_day(key.pk) and key.sk not in self.days:
            whole = self._named(keys.article_tally(keys.article_of(key.pk)))
            numbers = tuple((whole, name, int(n["N"])) for name, n in item.items() if "N" in n and name not in _LASTING)
            with self._lock:
                self._fold(FactCounts(numbers), 1)

    def _take_back(self, key: Key, before: Image | None) -> None:
        """Replace an item's counts by those of its state before its first record."""
        kept = self._kept.pop(key, None)
        self._fold(kept or _NOTHING, -1)
        # A fact that was read and not kept is unchanged: its last change is older than the stream's records.
        if before and (kept is not None or keys.is_comment(key.pk) or self._is_recent(before)):
            self._fold(self._counts(key, None, before), 1)

    def _matters(self, pk: str) -> bool:
        ours = keys.is_fact(pk) and self.article_id in (None, keys.article_of(pk))
        on = keys.day_of_fact(pk) if ours else None
        return ours and (on is None or on in self.days)

    def _is_recent(self, fact: Image) -> bool:
        return int(fact["at"]["N"]) > self.at - _KEPT

    def _counts(self, key: Key, before: Image | None, after: Image | None) -> FactCounts:
        try:
            increments, publication = tallies.effect(key.pk, before, after)
        except ValidationError:
            self.unreadable.add(key)
            return _NOTHING
        numbers = tuple(self._numbers(increments))
        return FactCounts(numbers, self._publication(publication) if publication else None)

    def _numbers(self, increments: Iterable[Increment]) -> Iterator[tuple[Key, str, int]]:
        for subject, name, by in increments:
            key = self.held_against(subject)
            if key:
                yield key, name, by

    def held_against(self, subject: Counted) -> Key | None:
        """The tally of a subject, noted as one to compare with the facts; None if it cannot be compared."""
        if isinstance(subject, CommentTally):
            return self._named(keys.comment(*subject))
        if self.article_id is not None and not _is_of_article(subject):
            return None
        key = self._named(keys.whole(tallies.tally(subject, "")))
        if isinstance(subject, ListPlace):
            self.expires[key] = tallies.expires_at(subject)
            if self._is_going(self.expires[key]):
                return None
        self.tallies.add(key)
        return key

    def _is_going(self, expires_at: int) -> bool:
        """True if an item may expire before the recount is over. `expires_at` is in seconds since the epoch."""
        return expires_at <= (self.at + HOUR) // SECOND

    def _publication(self, publication: Publication) -> tuple[Key, str]:
        return self._named(keys.comment(*publication.parent)), publication.reply_id

    def _named(self, key: Key) -> Key:
        """Return the same object for equal keys, to save memory: there are far more mentions than keys."""
        return self._names.setdefault(key, key)

    def _fold(self, counts: FactCounts, sign: int) -> None:
        for key, name, by in counts.numbers:
            sums = self._sums.setdefault(key, {})
            sums[name] = sums.get(name, 0) + sign * by
        if counts.published:
            parent, reply = counts.published
            replies = self._published.setdefault(parent, set())
            (replies.add if sign > 0 else replies.discard)(reply)


def _is_of_article(subject: Counted) -> bool:
    """False for the tallies of a reader, of a queue and of the site, which count many articles."""
    if isinstance(subject, TallySubject):
        return subject.kind == "article"
    return not (isinstance(subject, DayOfTally) and subject.article_id is None)


def kept_days(at: int) -> dict[str, int]:
    """The days whose facts all outlive the next hour from `at`, and their beginnings; times are in ms since the epoch.

    The newest is tomorrow: another clock may be ahead.
    """
    today = at // DAY * DAY
    return {
        day(start): start
        for start in range(today + DAY, today - FACT_LIFETIME - DAY, -DAY)
        if start + FACT_LIFETIME > at + HOUR
    }


def _key(item: Image) -> Key:
    return Key(item["pk"]["S"], item["sk"]["S"])
