"""Reads and writes of bans, for moderators."""

from typing import NamedTuple

from shared.domain.identifiers import created_at
from shared.domain.moderation.ban_changes import BanFacts, BanOutcome, current, kept_until
from shared.domain.moderation.removals import Removal
from shared.domain.people.ban import Ban, BanKind
from shared.domain.refusals import StatusChanged
from shared.domain.times import SECOND
from shared.storage import indexes, keys, table
from shared.storage.log import log_entries


class BanPage(NamedTuple):
    """Some bans; `more` is True if others follow."""

    bans: list[BanFacts]
    more: bool


def facts(kind: BanKind, value: str) -> BanFacts:
    """A ban and the last removal of the same reader, address or mail domain, in one batched read."""
    ban, removal = keys.ban(kind, value), keys.removal(f"{kind}.{value}")
    items = table.get(ban, removal, consistent=True)
    return BanFacts(
        Ban.model_validate(items[ban]) if ban in items else None,
        Removal.model_validate(items[removal]) if removal in items else None,
    )


def facts_to_impose(kind: BanKind, value: str) -> BanFacts:
    """The facts for imposing a ban. For an address they include the time of its last comment within 30 days."""
    before = facts(kind, value)
    if kind is not BanKind.ADDRESS:
        return before
    position = {":address": indexes.of_address(value)}
    newest = table.query("queue", "queue_pk = :address", position, limit=1, forward=False).items
    return before._replace(last_seen=created_at(newest[0]["comment_id"]) if newest else None)


def page(*, after: str | None, limit: int) -> BanPage:
    """Up to `limit` bans that were not lifted, the last changed first, behind the ban with the log entry `after`."""
    listed = table.query(
        "queue",
        "queue_pk = :bans" + (" AND queue_sk < :after" if after else ""),
        {":bans": indexes.BANS, ":after": after},
        limit=limit + 1,
        forward=False,
    )
    bans = [Ban.model_validate(item) for item in listed.items]
    shown = bans[:limit]
    items = table.get(*(keys.removal(ban.id) for ban in shown)) if shown else {}
    removals = {key.sk: Removal.model_validate(item) for key, item in items.items()}
    return BanPage([BanFacts(ban, removals.get(ban.id)) for ban in shown], more=len(bans) > limit)


def write(before: BanFacts, outcome: BanOutcome) -> None:
    """Store a changed ban, its removal and the log entry in one transaction. Without an entry it writes nothing.

    Raises:
        StatusChanged: another moderator has changed the ban since it was read.
    """
    after, entry = outcome
    if entry is None or after.ban is None:
        return
    operations = [_ban(before.ban, after.ban), log_entries.line(entry)]
    if after.removal:
        moved = removal_moved(before.removal, after.removal) if after.removal != before.removal else table.Change()
        _expire(moved, kept_until(after.ban))
        operations.append(moved.at(keys.removal(after.ban.id)))
    try:
        table.write(*operations)
    except table.LostRace:
        now = facts(after.ban.kind, after.ban.value).ban
        raise StatusChanged(
            "Somebody has changed this ban at the same moment. Look at it again.", current=current(now, at=entry.at)
        ) from None


def removal_moved(before: Removal | None, after: Removal) -> table.Change:
    """The change of a removal from `before` to `after`, if nobody has taken a step meanwhile."""
    old = table.fields(before) if before else {}
    fields = table.fields(after)
    return table.Change(
        sets={name: value for name, value in fields.items() if old.get(name) != value},
        removes=set(old.keys() - fields.keys()),
        only_if={"step": before.step if before else None},
    )


def _ban(before: Ban | None, after: Ban) -> table.Operation:
    """The operation that changes a ban. A lifted ban is in no list any more."""
    fields = table.fields(after)
    if after.lifted_at is None:
        fields |= {"queue_pk": indexes.BANS, "queue_sk": after.number}
    written = table.Change(
        sets=fields,
        removes={*Ban.model_fields, "queue_pk", "queue_sk"} - fields.keys(),
        only_if={"number": before.number if before else None},
    )
    _expire(written, kept_until(after))
    return written.at(keys.ban(after.kind, after.value))


def _expire(change: table.Change, at: int | None) -> None:
    if at is None:
        change.removes.add("expires_at")
    else:
        change.sets["expires_at"] = at // SECOND
