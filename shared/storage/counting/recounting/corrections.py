"""The writes of a recount: its claim to be the only one, and the corrected numbers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.domain.counting.increments import with_counts
from shared.domain.judging.policy import Policy
from shared.domain.times import MINUTE, SECOND, rfc3339
from shared.settings import settings
from shared.storage import indexes, keys, table
from shared.storage.comments.comment_item import from_item
from shared.storage.counting.recounting.facts import Facts
from shared.storage.counting.recounting.snapshots import Difference, listed
from shared.storage.counting.recounting.stream import Clock, chunks
from shared.storage.counting.tallies import NUMBERS, add_comment_counts
from shared.storage.keys import Key
from shared.storage.table import Change, Item

LIFETIME = 15 * MINUTE
"""Lifetime of a claim that is not renewed, in ms. For so long a crashed recount keeps others from starting."""
_SIGN_OF_LIFE = MINUTE
_AT_ONCE = 50
_ATTEMPTS = 10
_REPLIES = ("published_replies", "first_replies")


class AtWork(Exception):  # noqa: N818  (says what is in the way)
    """Another recount is running."""


class Claim:
    """The right to correct tallies. One recount has it at a time."""

    def __init__(self, run_id: str, clock: Clock) -> None:
        """Take the claim.

        Raises:
            AtWork: another recount has it.
        """
        self._run = run_id
        self._clock = clock
        self._renewed = now = clock()
        free = Change(
            sets={"run": run_id, "since": now, "expires_at": (now + LIFETIME) // SECOND},
            only_if_below={"expires_at": now // SECOND},
        )
        try:
            table.write(free.at(keys.recount()))
        except table.WriteRefused as refused:
            other = refused.reasons[0].item or {}
            raise AtWork(
                f"Another recount has been running since {rfc3339(int(other['since']))}. If it has crashed, "
                f"the next one can begin at {rfc3339(int(other['expires_at']) * SECOND)}."
            ) from None

    def renew(self) -> None:
        """Renew the claim if the last renewal was over a minute ago.

        Raises:
            AtWork: the claim was not renewed in time, and another recount has it.
        """
        if self._clock() - self._renewed > _SIGN_OF_LIFE:
            self.write()

    def write(self, *operations: table.Operation) -> None:
        """Write in one transaction, on condition that this recount has the claim. This renews the claim.

        A transaction that the SDK sends twice happens once.

        Raises:
            AtWork: another recount has the claim by now.
            WriteRefused: another condition did not hold.
        """
        now = self._clock()
        held = Change(sets={"expires_at": (now + LIFETIME) // SECOND}, only_if={"run": self._run})
        try:
            table.write(held.at(keys.recount()), *operations)
        except table.WriteRefused as refused:
            if refused.reasons[0].unmet:
                raise AtWork("This recount did not renew its claim in time, and another recount has begun.") from None
            raise
        self._renewed = now

    def release(self) -> None:
        """Give up the claim, so that another recount can begin."""
        request: dict[str, Any] = {
            "TableName": settings.table_name,
            "Key": table.key_of(keys.recount()),
            "ConditionExpression": "run = :run",
            "ExpressionAttributeValues": table.encoded({":run": self._run}),
        }
        try:
            table.client().delete_item(**request)
        except table.client().exceptions.ConditionalCheckFailedException:
            return


def put_right(claim: Claim, facts: Facts, differences: Sequence[Difference], policy: Policy) -> list[Difference]:
    """Correct the differences. Return those that remain, because readers kept changing the comments.

    The numbers of plain tallies are corrected by adding, which commutes with the counting that goes on. A comment is
    written on condition that it is still as it was read.
    """
    by_key: dict[Key, list[Difference]] = {}
    for difference in differences:
        by_key.setdefault(difference.key, []).append(difference)
    for some in chunks([key for key in by_key if key not in facts.comments], _AT_ONCE):
        claim.write(*(_added(facts, by_key[key]).at(key) for key in some))
    # A place among the best follows from the parent's numbers, so places come last.
    of_comments = [differences for key, differences in by_key.items() if key in facts.comments]
    numbers = [[one for one in some if one.name != "place"] for some in of_comments]
    places = [[one for one in some if one.name == "place"] for some in of_comments]
    left = [some for some in numbers if some and not _put_comment_right(claim, some, policy)]
    left += [some for some in places if some and not _put_place_right(claim, some[0].key)]
    return [difference for some in left for difference in some]


def _added(facts: Facts, differences: Iterable[Difference]) -> Change:
    change = Change()
    for difference in differences:
        change.adds[difference.name] = int(difference.by)
        if difference.key in facts.expires:
            change.sets["expires_at"] = facts.expires[difference.key]
    return change


def _put_comment_right(claim: Claim, differences: Sequence[Difference], policy: Policy) -> bool:
    """Add the missing amounts to a comment's numbers; True if that was possible.

    `first_replies` follows from the published replies. It is corrected only if it and their number are still as they
    were when compared.
    """
    key, looked_at = differences[0].key, differences[0].item
    first = next((str(one.facts) for one in differences if one.name == "first_replies"), None)
    adds = {one.name: int(one.by) for one in differences if one.name in NUMBERS}
    for _ in range(_ATTEMPTS):
        item = table.get(key, consistent=True).get(key)
        if item is None:
            return True
        if first is not None and any(item.get(name) != looked_at.get(name) for name in _REPLIES):
            return False
        before = from_item(item)
        after = with_counts(before, adds, [], policy).model_copy(
            update={
                "published_replies": before.published_replies + adds.get("published_replies", 0),
                "first_replies": before.first_replies if first is None else listed(first),
            }
        )
        changes: dict[Key, Change] = {}
        add_comment_counts(changes, before, after)
        changes[key].only_if |= _as_read(item)
        if _written(claim, changes):
            return True
    return False


def _put_place_right(claim: Claim, key: Key) -> bool:
    """Give a comment the place that follows from its score or its parent's; True if that was possible."""
    for _ in range(_ATTEMPTS):
        item = table.get(key, consistent=True).get(key)
        if item is None:
            return True
        comment = from_item(item)
        places: Mapping[str, str | None] = indexes.positions(comment)
        changes = {}
        if comment.parent_id:
            above = keys.comment(comment.article_id, comment.parent_id)
            parent_item = table.get(above, consistent=True)[above]
            parent = from_item(parent_item)
            previewed = parent.parent_id is None and comment.id in parent.first_replies
            places = indexes.preview_position(parent, comment.id) if previewed else {}
            changes[above] = Change(sets={"score": parent.score}, only_if=_as_read(parent_item))
        names = indexes.PREVIEW_POSITION if comment.parent_id else indexes.BEST_POSITION
        changes[key] = Change(
            sets={name: places[name] for name in names if places.get(name)},
            removes={name for name in names if not places.get(name)},
            only_if=_as_read(item),
        )
        if _written(claim, changes):
            return True
    return False


def _written(claim: Claim, changes: Mapping[Key, Change]) -> bool:
    try:
        claim.write(*(change.at(key) for key, change in changes.items()))
    except table.WriteRefused:
        return False
    return True


def _as_read(item: Item) -> dict[str, Any]:
    return {number: item.get(number) for number in NUMBERS}
