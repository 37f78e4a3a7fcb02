"""The facts, added up as of a place in the stream, and what the stream brought behind that place."""

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
"""How far each shard of the stream has been counted, as positions; a shard nobody has counted may be left out."""
Image = Mapping[str, Any]
"""An item in DynamoDB's notation."""

_KEPT = 25 * HOUR
"""What happened longer ago can have no record in the stream any more, which holds a day."""
_LASTING = frozenset({"comments", "posted", "reports", "decided", "decided_after", *Status})
"""The numbers whose facts do not expire."""


class FactCounts(NamedTuple):
    """What one item, or one change of it, adds to tallies, and the reply it published: parent and id."""

    numbers: tuple[tuple[Key, str, int], ...] = ()
    published: tuple[Key, str] | None = None

    def __bool__(self) -> bool:
        """Does it add anything?"""
        return bool(self.numbers or self.published)


_NOTHING = FactCounts()


class Later(NamedTuple):
    """What a record behind the fences adds, and where it stands."""

    shard: str
    position: str
    name: str
    by: int

    def is_counted(self, at: Positions) -> bool:
        """Has it been counted when the fences are these?"""
        return self.position <= at.get(self.shard, "")


class Facts:
    """The facts of one article, or all of them: read from the table, then taken back to where the stream was begun.

    An item's first record behind that place shows what the item was there, however much later it was read. So every
    comment is remembered as it was read, and of the other facts those that the stream may still know of.
    """

    def __init__(self, article_id: str | None, at: int) -> None:
        """For one article or, with None, for all; `at` is now, in ms since the epoch."""
        self.article_id = article_id
        self.at = at
        self.days = kept_days(at)
        """The days whose facts are all in the table."""
        self.read = 0
        """How many facts were read."""
        self.came = 0
        """How many records of facts the stream brought."""
        self.comments: dict[Key, str] = {}
        """The comments that were read, and their ids."""
        self.expires: dict[Key, int] = {}
        """When those tallies expire that do, in seconds since the epoch."""
        self.tallies: set[Key] = set()
        """Tallies that have facts, and those found in the table."""
        self.unreadable: set[Key] = set()
        """Items that should be facts, and cannot be read as such; nobody counts them."""
        self.waiting: dict[str, dict[str, int]] = {}
        """Facts behind the fences, by shard: their positions, and when they happened."""
        self._lock = Lock()
        self._names: dict[Key, Key] = {}
        self._sums: dict[Key, dict[str, int]] = {}
        self._published: dict[Key, set[str]] = {}
        self._kept: dict[Key, FactCounts] = {}
        self._touched: set[Key] = set()
        self._later: dict[Key, list[Later]] = {}
        self._published_later: dict[Key, list[Later]] = {}

    def add(self, item: Image) -> None:
        """Take an item of the table into account, whatever it is."""
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
        """Take a record of the stream into account; whether it is a fact that matters here."""
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
        """What a tally should say when the fences are `at`."""
        sums = dict(self._sums.get(tally, {}))
        for later in self._later.get(tally, ()):
            if later.is_counted(at):
                sums[later.name] = sums.get(later.name, 0) + later.by
        return sums

    def knows(self, tally: Key, name: str) -> bool:
        """Are all facts behind a number still there?"""
        on = keys.day_of_tally(tally)
        return on is None or on in self.days or name in _LASTING

    def published(self, comment: Key, at: Positions) -> list[str]:
        """The replies to a comment that were ever approved when the fences are `at`, in order of time."""
        later = {one.name for one in self._published_later.get(comment, ()) if one.is_counted(at)}
        return sorted(self._published.get(comment, set()) | later)

    def uncounted(self, shard: str, at: Positions) -> list[int]:
        """When the facts of a shard happened that are not counted when the fences are `at`."""
        reached = at.get(shard, "")
        return [happened for position, happened in self.waiting.get(shard, {}).items() if position > reached]

    def _add_tally(self, key: Key, item: Image) -> None:
        """A tally that was found may have no facts. A day whose facts are gone is believed, and part of the total."""
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
        """Put what an item was before its first record in the place of what was read."""
        kept = self._kept.pop(key, None)
        self._fold(kept or _NOTHING, -1)
        # What was read and not kept is as it was: nothing had touched it for longer than the stream remembers.
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
        """The tally of a subject, from now on one of those to be held against the facts; None if it cannot be."""
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
        """May it be gone before the recount is over? `expires_at` is in seconds since the epoch."""
        return expires_at <= (self.at + HOUR) // SECOND

    def _publication(self, publication: Publication) -> tuple[Key, str]:
        return self._named(keys.comment(*publication.parent)), publication.reply_id

    def _named(self, key: Key) -> Key:
        """The one object that stands for a key: there are far fewer keys than mentions of them."""
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
    """A reader's and a queue's tallies, and the site's, are about many articles."""
    if isinstance(subject, TallySubject):
        return subject.kind == "article"
    return not (isinstance(subject, DayOfTally) and subject.article_id is None)


def kept_days(at: int) -> dict[str, int]:
    """The days, and when they begin, none of whose facts expires within an hour from `at`; in ms since the epoch.

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
