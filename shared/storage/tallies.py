"""Facts from the table's stream become tallies: each exactly once.

The fence of a stream shard is the sequence number of the last record of it that is counted. One transaction writes the
tallies and moves the fence from where it was read to, so whatever is delivered again is either dropped, being at or
below the fence, or refused with its transaction. Sequence numbers have up to 40 digits (AWS: DynamoDB Streams,
StreamRecord) and are compared as zero-padded text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.comments import Comment
from shared.domain.shares import ShareClick
from shared.domain.tallying import (
    Increment,
    Parent,
    Replies,
    ReplyMove,
    Subject,
    from_click,
    from_comment,
    reply_move,
    settle,
    total,
)
from shared.domain.times import DAY, SECOND
from shared.storage import keys, table
from shared.storage.keys import Key
from shared.storage.table import Change

FENCE_LIFETIME = 2 * DAY
"""How long a fence outlives its last record, in ms. A stream shard's records live for one day."""
_TRANSACTION = 100
_ATTEMPTS = 5


class Record(NamedTuple):
    """One change of the table: where it stands in its shard, and what it adds."""

    sequence_number: str
    increments: Sequence[Increment]
    move: tuple[Parent, ReplyMove] | None

    @property
    def position(self) -> str:
        """The sequence number, comparable as text."""
        return self.sequence_number.zfill(40)

    @property
    def items(self) -> set[object]:
        """The items that counting it may write: its tallies, the parent, the reply, and a reply it crowds out."""
        tallies: set[object] = {_tally(subject) for subject, _, _ in self.increments}
        return tallies | ({self.move[0], self.move[1].reply_id, self.sequence_number} if self.move else set())


class Stuck(Exception):  # noqa: N818  (the event source mapping reads it as "deliver again from here")
    """A record could not be counted now; what is before it is counted."""

    def __init__(self, sequence_number: str) -> None:
        super().__init__(f"counting stopped before record {sequence_number}")
        self.sequence_number = sequence_number


def record(raw: Mapping[str, Any]) -> Record:
    """What a record of the table's stream adds. One that is no fact adds nothing."""
    change = raw["dynamodb"]
    pk = change["Keys"]["pk"]["S"]
    before, after = change.get("OldImage"), change.get("NewImage")
    increments: list[Increment] = []
    move = None
    if keys.is_comment(pk):
        old, new = _comment(before), _comment(after)
        increments, move = from_comment(old, new), reply_move(old, new)
    elif keys.is_share_click(pk) and after and not before:
        increments = from_click(ShareClick.model_validate(table.decoded(after)))
    return Record(change["SequenceNumber"], increments, move)


def count(shard_id: str, records: Iterable[Record], *, at: int) -> None:
    """Add `records` of one stream shard, in their order, to the tallies; `at` is ms since the epoch.

    Raises:
        Stuck: some could not be counted; deliver again from there.
    """
    for facts in _transactions(record for record in records if record.increments or record.move):
        try:
            _count(shard_id, facts, at)
        except (table.WriteRefused, ClientError, BotoCoreError) as error:
            raise Stuck(facts[0].sequence_number) from error


def _count(shard_id: str, facts: Sequence[Record], at: int) -> None:
    fence = keys.fence(shard_id)
    unseen: set[Key] = set()
    for attempt in range(1, _ATTEMPTS + 1):
        parents = dict.fromkeys(fact.move[0] for fact in facts if fact.move)
        found = table.get(fence, *(keys.comment(*parent) for parent in parents), consistent=True)
        counted = found.get(fence, {}).get("counted")
        uncounted = [fact for fact in facts if counted is None or fact.position > counted]
        if not uncounted:
            return
        changes = {
            fence: Change(
                sets={"counted": uncounted[-1].position, "expires_at": (at + FENCE_LIFETIME) // SECOND},
                only_if={"counted": counted},
            ),
            **_tallies(uncounted),
            **_replies(uncounted, found, unseen),
        }
        try:
            table.write(*(change.at(key) for key, change in changes.items()))
        except table.WriteRefused as refused:
            if attempt == _ATTEMPTS:
                raise
            unseen |= _unseen(changes, refused)
        else:
            return


def _tallies(facts: Iterable[Record]) -> dict[Key, Change]:
    changes: dict[Key, Change] = {}
    for subject, numbers in total(increment for fact in facts for increment in fact.increments).items():
        adds = changes.setdefault(_tally(subject), Change()).adds
        for name, by in numbers.items():
            adds[name] = adds.get(name, 0) + by
    return changes


def _replies(facts: Iterable[Record], found: Mapping[Key, table.Item], unseen: AbstractSet[Key]) -> dict[Key, Change]:
    """Reply counts of the parents, and the preview positions of the replies that are, or are no longer, first.

    `unseen` are replies known to be out of sight by now; the record that says so is still to come.
    """
    moves: dict[Parent, list[ReplyMove]] = {}
    for fact in facts:
        if fact.move and keys.comment(*fact.move[0]) in found:
            moves.setdefault(fact.move[0], []).append(fact.move[1])
    changes: dict[Key, Change] = {}
    for parent, moved in moves.items():
        key = keys.comment(*parent)
        before = Replies(int(found[key].get("replies", 0)), tuple(found[key].get("first_replies", ())))
        after = settle(before, moved)
        change = changes.setdefault(key, Change())
        change.sets |= {"replies": after.visible, "first_replies": after.first}
        change.only_if |= {"id": parent.comment_id, "replies": found[key].get("replies")}
        if found[key].get("parent_id"):
            continue  # previews are for pages of a thread, so only replies to top-level comments have a place there
        for reply in {*before.first} ^ {*after.first}:
            place = keys.comment(parent.article_id, reply)
            if place in unseen:
                continue
            change = changes.setdefault(place, Change())
            if reply in after.first:
                change.sets |= keys.preview_position(parent.article_id, parent.comment_id, reply)
                change.only_if_has |= {*keys.THREAD_POSITION}
            else:
                change.removes |= {*keys.PREVIEW_POSITION}
                change.only_if_has |= {"pk"}
    return changes


def _unseen(changes: Mapping[Key, Change], refused: table.WriteRefused) -> set[Key]:
    """The replies that could not be previewed because they are out of sight, or erased."""
    return {
        key
        for (key, change), reason in zip(changes.items(), refused.reasons, strict=True)
        if reason.unmet and change.only_if_has and not change.only_if_has <= (reason.item or {}).keys()
    }


def _transactions(facts: Iterable[Record]) -> Iterator[list[Record]]:
    """Runs of facts that write, with the fence, no more items than one transaction may."""
    run: list[Record] = []
    items: set[object] = set()
    for fact in facts:
        if run and len(items | fact.items) >= _TRANSACTION:
            yield run
            run, items = [], set()
        run.append(fact)
        items |= fact.items
    if run:
        yield run


def _tally(subject: Subject) -> Key:
    if subject.kind == "article":
        return keys.article_tally(subject.id)
    if subject.kind == "reader":
        return keys.reader_tally(subject.id)
    return keys.queue_tally(keys.queue_shard(subject.id))


def _comment(image: Mapping[str, Any] | None) -> Comment | None:
    return Comment.model_validate(table.decoded(image)) if image else None
