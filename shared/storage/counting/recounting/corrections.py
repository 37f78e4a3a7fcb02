"""What a recount writes: the sign that it is at work, and the numbers that it puts right."""

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
"""How long a recount that has crashed keeps others from starting, in ms."""
_SIGN_OF_LIFE = MINUTE
_AT_ONCE = 50
_ATTEMPTS = 10
_REPLIES = ("published_replies", "first_replies")


class AtWork(Exception):  # noqa: N818  (says what is in the way)
    """Another recount is at work."""


class Claim:
    """The right to put tallies right, which one recount has at a time."""

    def __init__(self, run_id: str, clock: Clock) -> None:
        """Take it.

        Raises:
            AtWork: somebody else has it.
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
                f"Another recount is at work, since {rfc3339(int(other['since']))}. Should it have crashed, "
                f"the next one may begin at {rfc3339(int(other['expires_at']) * SECOND)}."
            ) from None

    def renew(self) -> None:
        """Keep it, if it has been a while.

        Raises:
            AtWork: it was not renewed in time, and somebody else has it.
        """
        if self._clock() - self._renewed > _SIGN_OF_LIFE:
            self.write()

    def write(self, *operations: table.Operation) -> None:
        """Write in one transaction, as long as it is ours. Sent twice by the SDK, it still happens once.

        Raises:
            AtWork: somebody else has it by now.
            WriteRefused: another condition did not hold.
        """
        now = self._clock()
        held = Change(sets={"expires_at": (now + LIFETIME) // SECOND}, only_if={"run": self._run})
        try:
            table.write(held.at(keys.recount()), *operations)
        except table.WriteRefused as refused:
            if refused.reasons[0].unmet:
                raise AtWork("This recount took too long to show that it is at work, and another has begun.") from None
            raise
        self._renewed = now

    def release(self) -> None:
        """Let others begin."""
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
    """Put right what differs; those that could not be, because readers were faster all the time.

    Numbers of plain tallies are added to, which commutes with the counting that goes on. A comment is read and written
    under the condition that it is still as it was read.
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
    """Add to a comment's numbers what is missing; whether that was possible.

    Which replies are the first follows from which are published, so these are put right only while they are, and are as
    many, as was looked at.
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
    """Give a comment the place that follows from its score, or its parent's; whether that was possible."""
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
