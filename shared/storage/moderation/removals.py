"""The comments of a reader, an address or a mail domain: counted before a ban, turned down and put back with it."""

import secrets
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.comments.comment import Comment
from shared.domain.identifiers import RANDOM_BYTES, ulid
from shared.domain.moderation.decisions import LogStamp
from shared.domain.moderation.removals import Removal, RemovalState, advanced, concerns, done
from shared.domain.people.ban import BanKind
from shared.domain.people.keyed_hashes import ORIGIN_LIFETIME
from shared.domain.refusals import Refusal
from shared.storage import indexes, keys, table
from shared.storage.comments.comment_item import difference, from_item
from shared.storage.log import log_entries
from shared.storage.moderation import ban_changes

PAGE = 25
"""Comments of one step. Each is two operations of a transaction, which takes 100."""
MOST_COUNTED = 1_000
"""So many comments are counted before a ban."""
_COUNTED_AT_ONCE = 100
_TRIES = 5


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


class Unfinished(Exception):  # noqa: N818  (deliver again)
    """A step could not be taken: others changed the same comments again and again, or the table did not answer."""


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


def go_on(ban_id: str) -> Removal | None:
    """Take the next step of a removal, if there is one left to take; the removal as it is then.

    One transaction turns down, or puts back, the next comments of the list, puts each on record, and moves the removal
    one step on from where it was read to. So nothing is done twice, and nothing is left out, however often this is
    called, and wherever it breaks off.

    Raises:
        Unfinished: see there.
    """
    try:
        return _next_step(ban_id)
    except (ClientError, BotoCoreError) as error:
        raise Unfinished(f"the removal of {ban_id} met a table that does not answer") from error


def _next_step(ban_id: str) -> Removal | None:
    for _ in range(_TRIES):
        key = keys.removal(ban_id)
        item = table.get(key, consistent=True).get(key)
        removal = Removal.model_validate(item) if item else None
        if removal is None or not removal.going_on:
            return removal
        listed, more = _listed(removal, removal.after, PAGE)
        outcomes = _outcomes([comment for comment in _comments(listed) if concerns(comment, removal)], removal)
        after = advanced(removal, changed=len(outcomes), last=listed[-1].place if more else None)
        try:
            table.write(*chain.from_iterable(outcomes), ban_changes.removal_moved(removal, after).at(key))
        except table.WriteRefused:  # a comment, or the removal, is not as it was read any more
            continue
        return after
    raise Unfinished(f"the removal of {ban_id} met others {_TRIES} times")


def _outcomes(comments: Sequence[Comment], removal: Removal) -> list[tuple[table.Operation, table.Operation]]:
    """What each comment becomes, and the line of the log about that. One that cannot be put back is left as it is."""
    undoing = removal.state is RemovalState.RESTORING
    decisions = log_entries.entries(comment.decided.number for comment in comments if undoing and comment.decided)
    outcomes = []
    for comment in comments:
        hand = LogStamp(removal.by, removal.at, ulid(removal.at, secrets.token_bytes(RANDOM_BYTES)))
        decision = decisions.get(comment.decided.number) if comment.decided else None
        try:
            after, entry = done(comment, removal, hand, decision=decision)
        except Refusal:  # one comment must not stand in the way of all others
            continue
        changed = difference(comment, after).at(keys.comment(comment.article_id, comment.id))
        outcomes.append((changed, log_entries.line(entry)))
    return outcomes


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
