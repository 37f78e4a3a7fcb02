"""Removals: count the comments of a reader, address or mail domain before a ban, and store each step."""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from shared.domain.comments.comment import Comment
from shared.domain.identifiers import RANDOM_BYTES, ulid
from shared.domain.moderation.removals import STEP, Removal, RemovalFacts, RemovalState, RemovalStep, concerns
from shared.domain.people.ban import BanKind
from shared.domain.people.keyed_hashes import ORIGIN_LIFETIME
from shared.storage import indexes, keys, table
from shared.storage.comments.comment_item import difference, from_item
from shared.storage.log import log_entries
from shared.storage.moderation import ban_changes

MOST_COUNTED = 1_000
"""The most comments that are counted before a ban."""
_COUNTED_AT_ONCE = 100


class ListedComment(NamedTuple):
    """A comment in the list that a removal goes through."""

    place: str
    """The place of the comment in the list."""
    article_id: str
    comment_id: str
    reader_id: str


class BanReach(NamedTuple):
    """The numbers of readers and comments that a ban with its removal affects."""

    readers: int
    comments: int
    at_least: bool
    """True if the list has more comments than were counted."""


def hit(removal: Removal) -> BanReach:
    """The numbers of readers and comments that a removal would affect, among the first thousand comments of its list.

    The list of an address or a mail domain has the comments of 30 days (`ORIGIN_LIFETIME`).
    """
    readers: set[str] = {removal.value} if removal.kind is BanKind.READER else set()
    comments = examined = 0
    after, more = None, True
    while more and examined < MOST_COUNTED:
        listed, more = _listed(removal, after, _COUNTED_AT_ONCE)
        comments += sum(concerns(comment, removal) for comment in _comments(listed))
        readers.update(entry.reader_id for entry in listed)
        examined += len(listed)
        after = listed[-1].place if listed else None
    return BanReach(len(readers), comments, at_least=more)


def facts(ban_id: str) -> RemovalFacts | None:
    """A removal with steps left and the next comments of its list, in four reads; None if no step is left."""
    key = keys.removal(ban_id)
    item = table.get(key, consistent=True).get(key)
    removal = Removal.model_validate(item) if item else None
    if removal is None or not removal.going_on:
        return None
    listed, more = _listed(removal, removal.after, STEP)
    comments = _comments(listed)
    undoing = removal.state is RemovalState.RESTORING
    decisions = [comment.decided.number for comment in comments if undoing and comment.decided]
    return RemovalFacts(
        removal=removal,
        comments=comments,
        decisions=log_entries.entries(decisions) if decisions else {},
        last=listed[-1].place if more else None,
    )


def write(step: RemovalStep) -> None:
    """Store a step in one transaction: its changes, their log entries, and the removal's own progress.

    Raises:
        LostRace: a comment or the removal has changed since it was read.
    """
    changed = [
        (
            difference(before, after).at(keys.comment(before.article_id, before.id)),
            log_entries.line(entry),
        )
        for before, after, entry in step.changes
    ]
    moved = ban_changes.removal_moved(step.before, step.after).at(keys.removal(step.before.ban))
    table.write(*chain.from_iterable(changed), moved)


def _listed(removal: Removal, after: str | None, limit: int) -> tuple[list[ListedComment], bool]:
    """Some comments of a reader, an address or a mail domain, and True if there are more.

    The origin of a comment is kept for 30 days. Expired items may stay longer (AWS: DynamoDB, Time to Live), so the
    list of an address or a mail domain begins 30 days before the order.
    """
    index, of, pk, sk = {
        BanKind.READER: ("reader", removal.value, "reader_id", "reader_sk"),
        BanKind.ADDRESS: ("queue", indexes.of_address(removal.value), "queue_pk", "queue_sk"),
        BanKind.DOMAIN: ("article_queue", indexes.of_domain(removal.value), "article_queue_pk", "queue_sk"),
    }[removal.kind]
    if removal.kind is not BanKind.READER:
        after = after or ulid(removal.at - ORIGIN_LIFETIME, bytes(RANDOM_BYTES))
    page = table.query(
        index,
        f"{pk} = :of" + (f" AND {sk} > :after" if after else ""),
        {":of": of, ":after": after},
        limit=limit,
    )
    listed = [
        ListedComment(item[sk], item["article_id"], item.get("comment_id") or item["id"], item["reader_id"])
        for item in page.items
    ]
    return listed, page.more


def _comments(listed: Iterable[ListedComment]) -> list[Comment]:
    """The comments, read consistently, in the order of the list: an index shows them as they were a moment ago."""
    wanted = [keys.comment(entry.article_id, entry.comment_id) for entry in listed]
    items = table.get(*wanted, consistent=True) if wanted else {}
    return [from_item(items[key]) for key in wanted if key in items]
