"""Bans, as moderators make, look at and lift them."""

from typing import NamedTuple

from shared.domain.identifiers import created_at
from shared.domain.log.log_entry import LogEntry
from shared.domain.moderation import ban_changes as rules
from shared.domain.moderation.ban_changes import ProposedBan, kept_until, recorded
from shared.domain.moderation.decisions import LogStamp
from shared.domain.moderation.removals import Removal, RemovalState, ordered, undone
from shared.domain.people.ban import Ban, BanKind
from shared.domain.refusals import StatusChanged
from shared.domain.times import SECOND
from shared.storage import indexes, keys, table
from shared.storage.log import log_entries

_UNDOING = frozenset({RemovalState.RESTORING, RemovalState.RESTORED})


class BanFacts(NamedTuple):
    """What is known of a ban, one that has ended or was lifted included, and the last removal of the same subject."""

    ban: Ban | None
    removal: Removal | None

    @property
    def standing(self) -> bool:
        """Is there a ban that nobody has lifted?"""
        return self.ban is not None and self.ban.lifted_at is None

    @property
    def its_removal(self) -> Removal | None:
        """The removal that came with this ban."""
        own = self.ban is not None and self.removal is not None and self.ban.removal == self.removal.number
        return self.removal if own else None


class BanPage(NamedTuple):
    """Some bans, and whether there are more behind them."""

    bans: list[BanFacts]
    more: bool


def get(kind: BanKind, value: str) -> BanFacts:
    """What is known of a ban, in one batched read."""
    ban, removal = keys.ban(kind, value), keys.removal(f"{kind}.{value}")
    found = table.get(ban, removal, consistent=True)
    return BanFacts(
        Ban.model_validate(found[ban]) if ban in found else None,
        Removal.model_validate(found[removal]) if removal in found else None,
    )


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


def removal(proposed: ProposedBan, hand: LogStamp) -> Removal:
    """The removal that a ban is proposed with."""
    return Removal(
        kind=proposed.kind,
        value=proposed.value,
        number=hand.number,
        by=hand.by,
        at=hand.at,
        reason=proposed.remove_reason,
        told=proposed.told or None,
    )


def impose(proposed: ProposedBan, hand: LogStamp) -> BanFacts:
    """Make the ban that is `proposed`, in the place of the one that there may be. The same again changes nothing.

    Raises:
        InvalidRequest: it would be over before it begins.
        StatusChanged: another moderator was faster.
    """
    before = get(proposed.kind, proposed.value)
    ban = rules.imposed(proposed, hand, last_seen=_last_seen(proposed))
    if proposed.remove_comments:
        removing = ordered(before.removal, removal(proposed, hand), standing=before.standing)
        after = BanFacts(ban.model_copy(update={"removal": removing.number}), removing)
        _change(before, after, recorded(before.ban, ban, hand, removing=True))
        return after
    if before.ban and before.standing:
        ban = ban.model_copy(update={"removal": before.ban.removal})
        if _terms(before.ban) == _terms(ban):
            return before
    after = BanFacts(ban, before.removal)
    _change(before, after, recorded(before.ban, ban, hand))
    return after


def lift(known: BanFacts, hand: LogStamp, *, restoring: bool = False) -> BanFacts:
    """Lift a ban, and with `restoring` undo the removal that came with it; that can also be done afterwards.

    Raises:
        BanNotFound: there is none, or it was lifted before.
        StatusChanged: another moderator was faster.
    """
    own = known.its_removal
    back = undone(own, hand) if restoring and own and own.state not in _UNDOING else None
    if not known.standing and back is None:
        raise rules.missing()
    after = BanFacts(rules.lifted(known.ban, hand), back or known.removal)
    if after.ban:
        _change(known, after, recorded(known.ban, after.ban, hand, removing=False if back else None))
    return after


def removal_moved(before: Removal | None, after: Removal) -> table.Change:
    """The change that makes `after` of a removal, if nobody has taken a step meanwhile."""
    known = table.fields(before) if before else {}
    told = table.fields(after)
    return table.Change(
        sets={name: value for name, value in told.items() if known.get(name) != value},
        removes=set(known.keys() - told.keys()),
        only_if={"step": before.step if before else None},
    )


def _change(before: BanFacts, after: BanFacts, entry: LogEntry) -> None:
    """Store what became of a ban and its removal, and put it on record, in one transaction."""
    if after.ban is None:
        raise ValueError("a ban is never taken away, only lifted")
    operations = [_ban(before.ban, after.ban), log_entries.line(entry)]
    if after.removal:
        moved = removal_moved(before.removal, after.removal) if after.removal != before.removal else table.Change()
        _expire(moved, kept_until(after.ban))
        operations.append(moved.at(keys.removal(after.ban.id)))
    try:
        table.write(*operations)
    except table.WriteRefused:
        raise StatusChanged("This ban has changed at the same moment. Look at it again.") from None


def _ban(before: Ban | None, after: Ban) -> table.Operation:
    """One that was lifted is in no list any more."""
    told = table.fields(after)
    if after.lifted_at is None:
        told |= {"queue_pk": indexes.BANS, "queue_sk": after.number}
    written = table.Change(
        sets=told,
        removes={*Ban.model_fields, "queue_pk", "queue_sk"} - told.keys(),
        only_if={"number": before.number if before else None},
    )
    _expire(written, kept_until(after))
    return written.at(keys.ban(after.kind, after.value))


def _expire(change: table.Change, at: int | None) -> None:
    if at is None:
        change.removes.add("expires_at")
    else:
        change.sets["expires_at"] = at // SECOND


def _last_seen(proposed: ProposedBan) -> int | None:
    """When the newest comment came from the address that is to be banned, of those of the last 30 days."""
    if proposed.kind is not BanKind.ADDRESS:
        return None
    position = {":address": indexes.of_address(proposed.value)}
    came = table.query("queue", "queue_pk = :address", position, limit=1, forward=False).items
    return created_at(came[0]["comment_id"]) if came else None


def _terms(ban: Ban) -> tuple[int | None, str, str | None]:
    return ban.until, ban.reason, ban.told
