"""Tallies and fences, read as of one moment, and their differences from the facts as of then."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import NamedTuple

from botocore.exceptions import ClientError

from shared.domain.comments.comment import Comment
from shared.domain.comments.nesting import PREVIEWED
from shared.domain.comments.ranking import score
from shared.settings import settings
from shared.storage import indexes, keys, table
from shared.storage.comments.comment_item import from_item
from shared.storage.counting.recounting.facts import Facts, Positions
from shared.storage.counting.recounting.stream import Stream, chunks, fences
from shared.storage.counting.tallies import NUMBERS, position
from shared.storage.keys import Key
from shared.storage.table import Item

_TRANSACTION = 100
_MOST_ITEMS = 50
"""The most items of one read: as many comments of the largest size stay under a transaction's 4 MB."""
_MOST_SHARDS = _TRANSACTION - keys.SITE_SHARDS
"""The most open shards: their fences and the largest tally must fit into one transaction."""
_AT_ONCE = 8
_ATTEMPTS = 20
_NO_NUMBERS = {*Key._fields, "expires_at"}
_NOWHERE = "none"
FOLLOWING = frozenset({"score", "place"})
"""Differences of a comment that follow from its numbers, and are corrected by deriving the value anew."""


class TooManyShards(Exception):  # noqa: N818  (says what is wrong)
    """One transaction cannot read the fences of all open shards of the stream."""


class Restless(Exception):  # noqa: N818  (says what is wrong)
    """Shards kept opening and closing, so no tallies could be read together with all fences."""


class Snapshot(NamedTuple):
    """Some tallies as of one moment, and the positions up to which the stream was counted then."""

    counted: Positions
    wanted: Sequence[Key]
    found: Mapping[Key, Item]


class Difference(NamedTuple):
    """A number of a tally, or a value that follows from its numbers, that disagrees with the facts."""

    key: Key
    name: str
    tally: int | str
    facts: int | str
    item: Item
    """The tally's item as it was read for the comparison."""

    @property
    def by(self) -> int | str:
        """The amount to add to a number; for a value that is no number, the right value."""
        if isinstance(self.facts, int) and isinstance(self.tally, int):
            return self.facts - self.tally
        return self.facts

    def confirms(self, earlier: "Difference | None") -> bool:
        """True if it is the `earlier` difference again. One that follows from numbers may differ by another amount."""
        return earlier is not None and (self.name in FOLLOWING or self.by == earlier.by)


def compare(facts: Facts, stream: Stream, wanted: Iterable[Key], working: Callable[[], None]) -> list[Difference]:
    """The differences in the `wanted` tallies; `working` is called now and then.

    Raises:
        TooManyShards, Restless, StreamEnds: the tallies cannot be compared.
    """
    found: list[Difference] = []
    for some in chunks(list(wanted), _AT_ONCE * _MOST_ITEMS):
        for look in snapshots(stream, some):
            stream.reach(look.counted)
            for key in look.wanted:
                found += differences(facts, key, look)
        working()
    return found


def snapshots(stream: Stream, wanted: Sequence[Key]) -> list[Snapshot]:
    """Read the `wanted` tallies, and all fences that may move meanwhile.

    The fences of closed shards move for a short time only. Shards that open meanwhile have no fence at first. If a
    fence of either kind has moved in between, everything is read again.

    Raises:
        TooManyShards, Restless: they could not be read together.
    """
    for _ in range(_ATTEMPTS):
        stream.refresh()
        still_open = [shard.id for shard in stream.shards.values() if shard.open]
        if len(still_open) > _MOST_SHARDS:
            raise TooManyShards(
                f"The stream has {len(still_open)} open shards. The fences of more than {_MOST_SHARDS} "
                "cannot be read in one transaction with a tally."
            )
        others = fences(stream.shards.keys() - set(still_open))
        groups = list(_groups(wanted, min(_MOST_ITEMS, _TRANSACTION - len(still_open))))
        moving = [keys.fence(shard) for shard in still_open]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            taken = list(pool.map(together, ([*moving, *_items(group)] for group in groups)))
        stream.refresh()
        if others == fences(stream.shards.keys() - set(still_open)):
            return [
                Snapshot(_positions(still_open, others, found), group, found)
                for group, found in zip(groups, taken, strict=True)
            ]
    raise Restless("The stream's shards kept changing. Try again in some minutes.")


def differences(facts: Facts, key: Key, look: Snapshot) -> Iterator[Difference]:
    """The differences in one tally."""
    item = look.found.get(key, {})
    numbers = facts.numbers(key, look.counted)
    if key not in facts.comments:
        said = Counter[str]()
        for part in keys.parts(key):
            said.update(_numbers(look.found.get(part, {})))
        names = [name for name in sorted({*said, *numbers} - _NO_NUMBERS) if facts.knows(key, name)]
        pairs = [(name, said.get(name, 0), numbers.get(name, 0)) for name in names]
        yield from (Difference(key, *pair, item) for pair in pairs if pair[1] != pair[2])
    elif item:  # else it was erased meanwhile
        yield from _of_comment(facts, key, item, numbers, look.counted)


def _numbers(item: Item) -> dict[str, int]:
    return {name: int(number) for name, number in item.items() if isinstance(number, Decimal)}


def _groups(wanted: Sequence[Key], most: int) -> Iterator[list[Key]]:
    """Group tallies, so that a group has at most `most` items. Some tallies have several."""
    group: list[Key] = []
    for key in wanted:
        if group and len(_items([*group, key])) > most:
            yield group
            group = []
        group.append(key)
    if group:
        yield group


def _items(group: Iterable[Key]) -> list[Key]:
    return [item for key in group for item in keys.parts(key)]


def together(wanted: Sequence[Key]) -> dict[Key, Item]:
    """Up to 100 items as of one moment, by key. Items that do not exist are left out.

    A read that meets a transaction on one of its items is refused (AWS: TransactGetItems). It is then tried again.
    """
    gets = [{"Get": {"TableName": settings.table_name, "Key": table.key_of(key)}} for key in wanted]
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            answers = table.client().transact_get_items(TransactItems=gets)["Responses"]
        except ClientError as error:
            codes = {reason.get("Code") for reason in error.response.get("CancellationReasons", [])}
            if not codes & {"TransactionConflict", "ThrottlingError"} or attempt == _ATTEMPTS:
                raise
            time.sleep(random.uniform(0.01, 0.05) * min(attempt, 8))  # noqa: S311  (jitter, no secret)
        else:
            break
    found = zip(wanted, answers, strict=True)
    return {key: table.decoded(answer["Item"]) for key, answer in found if "Item" in answer}


def _positions(still_open: Sequence[str], others: Mapping[str, str], found: Mapping[Key, Item]) -> dict[str, str]:
    moving = {shard: found[keys.fence(shard)]["counted"] for shard in still_open if keys.fence(shard) in found}
    return {shard: position(counted) for shard, counted in {**others, **moving}.items()}


def _of_comment(facts: Facts, key: Key, item: Item, numbers: Mapping[str, int], at: Positions) -> Iterator[Difference]:
    comment = from_item(item)
    published = facts.published(key, at)
    should = {name: numbers.get(name, 0) for name in NUMBERS} | {"published_replies": len(published)}
    should["score"] = score(should["up"], should["down"])
    for name, number in should.items():
        if int(item.get(name, 0)) != number:
            yield Difference(key, name, int(item.get(name, 0)), number, item)
    first = tuple(published[:PREVIEWED])
    if comment.first_replies != first:
        yield Difference(key, "first_replies", _text(comment.first_replies), _text(first), item)
    place = _place(facts, comment, should["score"], at)
    if item.get("best_sk") != place:
        yield Difference(key, "place", item.get("best_sk") or _NOWHERE, place or _NOWHERE, item)


def listed(replies: str) -> tuple[str, ...]:
    """The ids of replies in the text of a difference."""
    return () if replies == _NOWHERE else tuple(replies.split())


def _text(replies: Iterable[str]) -> str:
    return " ".join(replies) or _NOWHERE


def _place(facts: Facts, comment: Comment, own_score: int, at: Positions) -> str | None:
    """The place that a comment should have among the best: by its own score or, if previewed, by its parent's."""
    if comment.parent_id is None:
        return indexes.best_place(own_score, comment.id) if comment.published else None
    parent = keys.comment(comment.article_id, comment.parent_id)
    if comment.depth > 1 or comment.id not in facts.published(parent, at)[:PREVIEWED]:
        return None
    numbers = facts.numbers(parent, at)
    return indexes.best_place(score(numbers.get("up", 0), numbers.get("down", 0)), comment.parent_id, comment.id)
