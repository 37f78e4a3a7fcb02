"""The comments of a reader, an address or a mail domain: counted before a ban, turned down and put back with it."""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from shared.domain.comments.comment import Comment
from shared.domain.identifiers import RANDOM_BYTES, ulid
from shared.domain.moderation.removals import Removal, RemovalFacts, RemovalState, RemovalStep, concerns
from shared.domain.people.ban import BanKind
from shared.domain.people.keyed_hashes import ORIGIN_LIFETIME
from shared.storage import indexes, keys, table
from shared.storage.comments.comment_item import difference, from_item
from shared.storage.log import log_entries
from shared.storage.moderation import ban_changes

PAGE = 25
"""Comments of one step. Each is two operations of a transaction, which takes 100."""
MOST_COUNTED = 1_000
"""So many comments are counted before a ban."""
_COUNTED_AT_ONCE = 100


class ListedComment(NamedTuple):
    """A comment in the list of a ban's comments."""

    place: str
    """Where it stands in the list."""
    article_id: str
    comment_id: str
    reader_id: str


class BanReach(NamedTuple):
    """Whom and what a ban with its removal hits."""

    readers: int
    comments: int
    at_least: bool
    """Were there too many to look at them all?"""


def hit(removal: Removal) -> BanReach:
    """Whom and what a removal would hit; the first thousand comments of the list are looked at.

    Of an address and a mail domain those are listed that came within 30 days: `anonymity.ORIGIN_LIFETIME`.
    """
    readers: set[str] = {removal.value} if removal.kind is BanKind.READER else set()
    comments = looked_at = 0
    after, more = None, True
    while more and looked_at < MOST_COUNTED:
        listed, more = _listed(removal, after, _COUNTED_AT_ONCE)
        comments += sum(concerns(comment, removal) for comment in _comments(listed))
        readers.update(entry.reader_id for entry in listed)
        looked_at += len(listed)
        after = listed[-1].place if listed else None
    return BanReach(len(readers), comments, at_least=more)


def facts(ban_id: str) -> RemovalFacts | None:
    """A removal that goes on, and the next comments of its list, in four reads; None if there is nothing left to do."""
    key = keys.removal(ban_id)
    item = table.get(key, consistent=True).get(key)
    removal = Removal.model_validate(item) if item else None
    if removal is None or not removal.going_on:
        return None
    listed, more = _listed(removal, removal.after, PAGE)
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
    """Store what a step has changed, with its entries in the log, and that it was taken, in one transaction.

    Raises:
        LostRace: a comment, or the removal, is not as it was read any more.
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
    """Some comments of a reader, an address or a mail domain, and whether there are more.

    Where a comment came from is known for 30 days. What has expired may lie there for longer (AWS: DynamoDB, Time to
    Live), so the list begins there.
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
    """The comments as they are now, in the order of the list: an index shows them as they were a moment ago."""
    wanted = [keys.comment(entry.article_id, entry.comment_id) for entry in listed]
    found = table.get(*wanted, consistent=True) if wanted else {}
    return [from_item(found[key]) for key in wanted if key in found]
