"""Bans, as moderators make, look at and lift them."""

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
    """Some bans, and whether there are more behind them."""

    bans: list[BanFacts]
    more: bool


def facts(kind: BanKind, value: str) -> BanFacts:
    """A ban and the last removal of the same subject, in one batched read."""
    ban, removal = keys.ban(kind, value), keys.removal(f"{kind}.{value}")
    found = table.get(ban, removal, consistent=True)
    return BanFacts(
        Ban.model_validate(found[ban]) if ban in found else None,
        Removal.model_validate(found[removal]) if removal in found else None,
    )


def facts_to_impose(kind: BanKind, value: str) -> BanFacts:
    """The same, and for an address when a comment last came from it, of the comments of the last 30 days."""
    before = facts(kind, value)
    if kind is not BanKind.ADDRESS:
        return before
    position = {":address": indexes.of_address(value)}
    came = table.query("queue", "queue_pk = :address", position, limit=1, forward=False).items
    return before._replace(last_seen=created_at(came[0]["comment_id"]) if came else None)


def page(*, after: str | None, limit: int) -> BanPage:
    """Up to `limit` bans that were not lifted, the last changed first, behind the one recorded by the entry `after`."""
    listed = table.query(
        "queue",
        "queue_pk = :bans" + (" AND queue_sk < :after" if after else ""),
        {":bans": indexes.BANS, ":after": after},
        limit=limit + 1,
        forward=False,
    )
    bans = [Ban.model_validate(item) for item in listed.items]
    shown = bans[:limit]
    found = table.get(*(keys.removal(ban.id) for ban in shown)) if shown else {}
    removals = {key.sk: Removal.model_validate(item) for key, item in found.items()}
    return BanPage([BanFacts(ban, removals.get(ban.id)) for ban in shown], more=len(bans) > limit)


def write(before: BanFacts, outcome: BanOutcome) -> None:
    """Store what became of a ban and its removal, with the entry in the log, in one transaction; nothing if no entry.

    Raises:
        StatusChanged: another moderator was faster.
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
            "This ban has changed at the same moment. Look at it again.", current=current(now, at=entry.at)
        ) from None


def removal_moved(before: Removal | None, after: Removal) -> table.Change:
    """The change that makes `after` of a removal, if nobody has taken a step meanwhile."""
    old = table.fields(before) if before else {}
    fields = table.fields(after)
    return table.Change(
        sets={name: value for name, value in fields.items() if old.get(name) != value},
        removes=set(old.keys() - fields.keys()),
        only_if={"step": before.step if before else None},
    )


def _ban(before: Ban | None, after: Ban) -> table.Operation:
    """One that was lifted is in no list any more."""
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
