"""Facts from the table's stream become tallies, each exactly once.

The fence of a stream shard is the sequence number of its last counted record. One transaction writes the tallies and
moves the fence, on condition that the fence has not moved since it was read. A record that is delivered again is
dropped if it is at or below the fence. Otherwise the condition fails, and its transaction is refused. Sequence numbers
have up to 40 digits (AWS: DynamoDB Streams, StreamRecord) and are compared as zero-padded text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.comments.comment import Comment
from shared.domain.comments.nesting import PREVIEWED
from shared.domain.comments.votes_and_reports import CastVote, FiledReport
from shared.domain.counting.increments import (
    CommentTally,
    Counted,
    DayOfTally,
    Increment,
    ListPlace,
    Publication,
    TallySubject,
    from_click,
    from_comment,
    from_report,
    from_visit,
    from_vote,
    publication,
    total,
    with_counts,
)
from shared.domain.judging.policy import Policy
from shared.domain.refusals import Busy
from shared.domain.sharing.share_click import ShareClick
from shared.domain.sharing.visit import Visit
from shared.domain.times import DAY, SECOND
from shared.storage import indexes, keys, table
from shared.storage.comments.comment_item import difference, from_item
from shared.storage.judging import policy_in_force
from shared.storage.keys import Key
from shared.storage.table import Change

FENCE_LIFETIME = 2 * DAY
"""Time for which a fence outlives its last record, in ms. A stream shard's records live for one day."""
PLACE_LIFETIME = 7 * DAY
"""Time for which an article's place in a list outlives the list's day or week, in ms."""
_TRANSACTION = 100
_ATTEMPTS = 5


NUMBERS = ("up", "down", "replies", "published_replies", "reports")
"""The numbers that counting keeps on a comment. Its score, its first replies and their places follow from these."""
_RELIED_ON = (*NUMBERS, "reports_settled")
"""The attributes from which a comment's new numbers and its visibility follow."""
_PREVIEWS = 2 * PREVIEWED
"""The most replies of a comment whose places change at once: all previewed ones may make room for earlier ones."""


class CountedRecord(NamedTuple):
    """One change of the table: its place in its shard, its increments, and the reply that it published."""

    sequence_number: str
    increments: Sequence[Increment]
    publication: Publication | None

    @property
    def position(self) -> str:
        """The sequence number, comparable as text."""
        return position(self.sequence_number)

    @property
    def comments(self) -> set[CommentTally]:
        """The comments whose numbers it changes."""
        counted = {subject for subject, _, _ in self.increments if isinstance(subject, CommentTally)}
        return counted | ({self.publication.parent} if self.publication else set())

    @property
    def items(self) -> set[object]:
        """The items that counting it may write: tallies, comments, and the replies previewed with these."""
        tallies: set[object] = {
            tally(subject, "") for subject, _, _ in self.increments if not isinstance(subject, CommentTally)
        }
        return tallies | {(comment, part) for comment in self.comments for part in range(1 + _PREVIEWS)}


class Effect(NamedTuple):
    """The increments of one change of an item, and the reply that it published."""

    increments: Sequence[Increment]
    publication: Publication | None


class CountingStuck(Exception):  # noqa: N818  (the event source mapping reads it as "deliver again from here")
    """A record could not be counted now. All records before it are counted."""

    def __init__(self, sequence_number: str) -> None:
        super().__init__(f"counting stopped before record {sequence_number}")
        self.sequence_number = sequence_number


def position(sequence_number: str) -> str:
    """A sequence number, comparable as text."""
    return sequence_number.zfill(40)


def record(raw: Mapping[str, Any]) -> CountedRecord:
    """Read a record of the table's stream. A record that is no fact adds nothing."""
    change = raw["dynamodb"]
    images = change.get("OldImage"), change.get("NewImage")
    return CountedRecord(change["SequenceNumber"], *effect(change["Keys"]["pk"]["S"], *images))


def effect(pk: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Effect:
    """The effect of an item's change from `before` to `after`, both in DynamoDB's notation; None stands for no item."""
    increments: list[Increment] = []
    published = None
    if keys.is_comment(pk):
        old, new = _comment(before), _comment(after)
        increments, published = from_comment(old, new), publication(old, new)
    elif after and keys.is_vote(pk):
        cast = CastVote.model_validate(table.decoded(after))
        increments = from_vote(CastVote.model_validate(table.decoded(before)) if before else None, cast)
    elif after and not before and keys.is_report(pk):
        increments = from_report(FiledReport.model_validate(table.decoded(after)))
    elif after and not before and keys.is_share_click(pk):
        increments = from_click(ShareClick.model_validate(table.decoded(after)))
    elif after and not before and keys.is_visit(pk):
        increments = from_visit(Visit.model_validate(table.decoded(after)))
    return Effect(increments, published)


def count_in_transactions(
    shard_id: str, records: Iterable[CountedRecord], *, at: int
) -> Iterator[Sequence[CountedRecord]]:
    """Add `records` of one stream shard, in their order, to the tallies; `at` is ms since the epoch.

    After each transaction, yields the records that it has counted. The next transaction begins when the caller asks for
    more. No record is ever yielded twice, however often it is delivered. It is never yielded if the answer to its
    transaction got lost.

    Raises:
        CountingStuck: a record could not be counted; deliver again from there.
    """
    for facts in _transactions(record for record in records if record.increments or record.publication):
        try:
            counted = _count(shard_id, facts, policy_in_force.recent(at=at), at)
        except (table.LostRace, Busy, ClientError, BotoCoreError) as error:
            raise CountingStuck(facts[0].sequence_number) from error
        yield counted


def _count(shard_id: str, facts: Sequence[CountedRecord], policy: Policy, at: int) -> Sequence[CountedRecord]:
    """Count those of `facts` that are behind the fence, in one transaction, and return them."""
    fence = keys.fence(shard_id)
    for attempt in range(1, _ATTEMPTS + 1):
        touched = {keys.comment(*comment): comment for fact in facts for comment in fact.comments}
        found = table.get(fence, *touched, consistent=True)
        counted = found.get(fence, {}).get("counted")
        uncounted = [fact for fact in facts if counted is None or fact.position > position(counted)]
        if not uncounted:
            break
        changes = {
            fence: Change(
                sets={"counted": uncounted[-1].sequence_number, "expires_at": (at + FENCE_LIFETIME) // SECOND},
                only_if={"counted": counted},
            )
        }
        sums = total(increment for fact in uncounted for increment in fact.increments)
        known = {touched[key]: from_item(item) for key, item in found.items() if key in touched}
        _add_tallies(changes, sums, shard_id)
        _add_standings(changes, uncounted, sums, known, policy)
        try:
            table.write(*(change.at(key) for key, change in changes.items()))
        except table.WriteRefused:
            if attempt == _ATTEMPTS:
                raise
        else:
            return uncounted
    return []


def _add_tallies(changes: dict[Key, Change], sums: Mapping[Counted, Mapping[str, int]], shard_id: str) -> None:
    for subject, numbers in sums.items():
        if isinstance(subject, CommentTally):
            continue
        change = changes.setdefault(tally(subject, shard_id), Change())
        for name, by in numbers.items():  # several queue subjects share one item
            change.adds[name] = change.adds.get(name, 0) + by
        if isinstance(subject, ListPlace):  # a place of a day long past expires at once: nobody reads that list
            change.sets["expires_at"] = expires_at(subject)


def _add_standings(
    changes: dict[Key, Change],
    facts: Sequence[CountedRecord],
    sums: Mapping[Counted, Mapping[str, int]],
    known: Mapping[CommentTally, Comment],
    policy: Policy,
) -> None:
    """Add the numbers of comments, their places, and the places of the replies previewed with them.

    An erased comment is not among the `known` ones, and has no numbers any more.
    """
    for subject in dict.fromkeys(comment for fact in facts for comment in fact.comments):
        before = known.get(subject)
        if before is None:
            continue
        published = [
            fact.publication.reply_id for fact in facts if fact.publication and fact.publication.parent == subject
        ]
        after = with_counts(before, sums.get(subject, {}), published, policy)
        if after != before:  # else a vote was cast and taken back, say; DynamoDB refuses an empty update
            add_comment_counts(changes, before, after)


def add_comment_counts(changes: dict[Key, Change], before: Comment, after: Comment) -> None:
    """Add the changes that give a comment its new numbers, and its previewed replies the places that follow.

    They are made on condition that the comment still has the numbers of `before`.
    """
    change = difference(before, after)
    change.only_if |= {number: getattr(before, number) for number in _RELIED_ON}
    _add_change(changes, keys.comment(after.article_id, after.id), change)
    if after.parent_id is None:
        _add_previews(changes, before, after)


def _add_previews(changes: dict[Key, Change], before: Comment, after: Comment) -> None:
    """Add the places of previewed replies. Only pages of a thread have previews, so only top-level comments do."""
    moved = before.score != after.score
    for reply in after.first_replies:
        if moved or reply not in before.first_replies:
            places = indexes.preview_position(after, reply)
            _add_change(changes, keys.comment(after.article_id, reply), Change(sets={**places}, only_if_has={"pk"}))
    for reply in set(before.first_replies) - set(after.first_replies):
        gone = Change(removes={*indexes.PREVIEW_POSITION}, only_if_has={"pk"})
        _add_change(changes, keys.comment(after.article_id, reply), gone)


def _add_change(changes: dict[Key, Change], key: Key, change: Change) -> None:
    """Merge a change into those of its item, which may be a parent and a previewed reply at once.

    A transaction takes one operation per item.
    """
    merged = changes.setdefault(key, Change())
    merged.sets |= change.sets
    merged.removes |= change.removes
    merged.only_if |= change.only_if
    merged.only_if_has |= change.only_if_has


def _transactions(facts: Iterable[CountedRecord]) -> Iterator[list[CountedRecord]]:
    """Split facts into runs. A run writes, with the fence, no more items than one transaction may."""
    run: list[CountedRecord] = []
    items: set[object] = set()
    for fact in facts:
        if run and len(items | fact.items) >= _TRANSACTION:
            yield run
            run, items = [], set()
        run.append(fact)
        items |= fact.items
    if run:
        yield run


def tally(subject: TallySubject | ListPlace | DayOfTally, shard_id: str) -> Key:
    """The key of the item in which a stream shard's increments of a subject are counted."""
    if isinstance(subject, ListPlace):
        return keys.place(subject.kind, subject.span.name, subject.article_id)
    if isinstance(subject, DayOfTally):
        if subject.article_id is None:
            return keys.site_day(subject.day, keys.site_shard(shard_id))
        return keys.article_day(subject.article_id, subject.day)
    if subject.kind == "article":
        return keys.article_tally(subject.id)
    if subject.kind == "reader":
        return keys.reader_tally(subject.id)
    return keys.queue_tally(keys.queue_shard(subject.id))


def expires_at(place: ListPlace) -> int:
    """The time at which a place in a list expires, in seconds since the epoch."""
    return (place.span.ends + PLACE_LIFETIME) // SECOND


def _comment(image: Mapping[str, Any] | None) -> Comment | None:
    return from_item(table.decoded(image)) if image else None
