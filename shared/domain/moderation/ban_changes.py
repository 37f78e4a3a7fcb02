"""Moderators impose and lift bans."""

from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationInfo, field_validator

from shared.domain.comments.reasons import Reason
from shared.domain.domain_names import in_ascii
from shared.domain.log.log_entry import LogEntry, LoggedAction, LogStamp
from shared.domain.moderation.removals import Removal, RemovalState, ordered, undone
from shared.domain.people.ban import Ban, BanKind, is_bannable
from shared.domain.people.keyed_hashes import month_key_expires
from shared.domain.people.moderator import Moderator, Role
from shared.domain.refusals import BanNotFound, CurrentBan, FieldError, InvalidRequest, RoleRequired
from shared.domain.times import DAY, Moment, rfc3339

KEPT = 30 * DAY
"""Time for which a ban stays stored after it ended or was lifted, in ms. Until then its removal can be undone."""

MessageToReader = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
ReasonForModerators = Annotated[str, StringConstraints(max_length=1_000, strip_whitespace=True)]

_UNDOING = frozenset({RemovalState.RESTORING, RemovalState.RESTORED})
_FORMS = {
    BanKind.READER: "This must be a reader's id.",
    BanKind.ADDRESS: "This must be the hash of an address, as a reader's record shows it.",
    BanKind.DOMAIN: "This must be the domain of a mail address, such as example.org.",
}


class ProposedBan(BaseModel):
    """A ban that a moderator proposes: whom, until when, and the message to the reader."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: BanKind
    value: Annotated[str, StringConstraints(max_length=253, strip_whitespace=True)]
    """The reader's id, the address hash, or the mail domain."""
    until: Moment | None = None
    """The end of the ban; null: for good. A ban of an address ends at the latest with the key of its hash."""
    reason: ReasonForModerators = ""
    """The reason, for moderators."""
    told: MessageToReader | None = None
    """The message to a banned reader, and to the authors of removed comments."""
    remove_comments: bool = False
    """Also reject all their comments, except those that a moderator decides about from now on."""
    remove_reason: Reason = Reason.ABUSE
    """The reason that the authors of the removed comments read."""
    dry_run: bool = False
    """Only count the readers and comments that it would affect."""

    @field_validator("value")
    @classmethod
    def _of_its_kind(cls, value: str, info: ValidationInfo) -> str:
        kind = info.data.get("kind")
        if kind is None:  # Pydantic already reports the wrong kind
            return value
        value = (in_ascii(value) or "") if kind is BanKind.DOMAIN else value.lower()
        if not is_bannable(kind, value):
            raise ValueError(_FORMS[kind])
        return value


class BanFacts(NamedTuple):
    """A ban, in force or not, and the last removal of the same reader, address or mail domain."""

    ban: Ban | None
    removal: Removal | None
    last_seen: int | None = None
    """Time of the newest comment from the address to be banned, in ms since the epoch; None if unknown."""

    @property
    def lifted(self) -> bool:
        """True if there is no ban, or it was lifted."""
        return self.ban is None or self.ban.lifted_at is not None

    @property
    def own_removal(self) -> Removal | None:
        """The removal that was ordered with this ban; None if there is none."""
        own = self.ban is not None and self.removal is not None and self.ban.removal == self.removal.number
        return self.removal if own else None


class BanOutcome(NamedTuple):
    """The state of a ban and its removal after a change, and the log entry of the change."""

    after: BanFacts
    entry: LogEntry | None
    """The log entry; None if nothing changes."""


def may_ban(moderator: Moderator, kind: BanKind) -> None:
    """Check that a moderator may impose and lift bans of this kind.

    Raises:
        RoleRequired: only admins may ban a mail domain, because that bars everybody with an account there.
    """
    if kind is BanKind.DOMAIN and Role.ADMIN not in moderator.roles:
        raise RoleRequired("Banning a whole mail domain needs a login with the role admin. Ask an administrator.")


def impose(before: BanFacts, proposed: ProposedBan, stamp: LogStamp) -> BanOutcome:
    """Impose the `proposed` ban in the place of an earlier one, if any. Proposing the same ban again changes nothing.

    Raises:
        InvalidRequest: the ban would end before it begins.
    """
    ban = imposed(proposed, stamp, last_seen=before.last_seen)
    if proposed.remove_comments:
        removing = ordered(before.removal, removal_with(proposed, stamp), lifted=before.lifted)
        after = BanFacts(ban.model_copy(update={"removal": removing.number}), removing)
        return BanOutcome(after, recorded(before.ban, ban, stamp, removing=True))
    if before.ban and not before.lifted:
        ban = ban.model_copy(update={"removal": before.ban.removal})
        if _terms(before.ban) == _terms(ban):
            return BanOutcome(before, None)
    return BanOutcome(BanFacts(ban, before.removal), recorded(before.ban, ban, stamp))


def lift(before: BanFacts, stamp: LogStamp, *, restoring: bool = False) -> BanOutcome:
    """Lift a ban; with `restoring` also undo its removal. A removal can also be undone after the ban was lifted.

    Raises:
        BanNotFound: there is no ban, or it was lifted before and there is no removal to undo.
    """
    own = before.own_removal
    back = undone(own, stamp) if restoring and own and own.state not in _UNDOING else None
    if before.lifted and back is None:
        raise missing()
    ban = lifted(before.ban, stamp)
    after = BanFacts(ban, back or before.removal)
    return BanOutcome(after, recorded(before.ban, ban, stamp, removing=False if back else None))


def suspend(before: BanFacts, proposed: ProposedBan | None, stamp: LogStamp) -> BanOutcome:
    """Ban a reader as `proposed`, or lift the reader's ban (None). Repeating the request changes nothing.

    Raises:
        InvalidRequest: the ban would end before it begins.
    """
    if proposed:
        return impose(before, proposed, stamp)
    return BanOutcome(before, None) if before.lifted else lift(before, stamp)


def removal_with(proposed: ProposedBan, stamp: LogStamp) -> Removal:
    """The removal that a proposed ban orders."""
    return Removal(
        kind=proposed.kind,
        value=proposed.value,
        number=stamp.number,
        by=stamp.by,
        at=stamp.at,
        reason=proposed.remove_reason,
        told=proposed.told or None,
    )


def imposed(proposed: ProposedBan, stamp: LogStamp, *, last_seen: int | None) -> Ban:
    """The `proposed` ban, as it will be stored.

    `last_seen` is the time of the newest comment from the address (ms since the epoch), or None if it is unknown.
    Address hashes use the month's key, so the ban ends when that key is deleted.

    Raises:
        InvalidRequest: the ban would end before it begins.
    """
    until = proposed.until
    if until is not None and until <= stamp.at:
        over = FieldError(pointer="/until", code="in-the-past", detail="This must be a future time, or null.")
        raise InvalidRequest("This ban would have ended already. Choose a later time.", [over])
    if proposed.kind is BanKind.ADDRESS:
        meaningless = month_key_expires(stamp.at if last_seen is None else last_seen)
        until = meaningless if until is None else min(until, meaningless)
    return Ban(
        kind=proposed.kind,
        value=proposed.value,
        until=until,
        reason=proposed.reason,
        told=proposed.told or None,
        by=stamp.by,
        at=stamp.at,
        number=stamp.number,
    )


def lifted(ban: Ban | None, stamp: LogStamp) -> Ban:
    """`ban` after it was lifted.

    Raises:
        BanNotFound: there is no ban.
    """
    if ban is None:
        raise missing()
    return ban.model_copy(update={"lifted_at": stamp.at, "number": stamp.number})


def missing() -> BanNotFound:
    """The refusal for a ban that does not exist."""
    return BanNotFound("There is no such ban. It may have been lifted.")


def kept_until(ban: Ban) -> int | None:
    """Time from which a ban may be deleted, in ms since the epoch; None: never."""
    ends = ban.until if ban.lifted_at is None else ban.lifted_at
    return ends + KEPT if ends is not None else None


def recorded(before: Ban | None, after: Ban, stamp: LogStamp, *, removing: bool | None = None) -> LogEntry:
    """The log entry of a change of a ban; `before` is the earlier ban, if any.

    `removing` is True if all comments are rejected, False if they are put back, and None if neither.
    """
    with_comments = {None: "", True: ", comments removed", False: ", comments put back"}[removing]
    return stamp.entry(
        LoggedAction.BAN if after.lifted_at is None else LoggedAction.UNBAN,
        reader_id=after.value if after.kind is BanKind.READER else None,
        ban=after.id,
        was=_in_words(before, stamp.at),
        became=_in_words(after, stamp.at) + with_comments,
        note=after.reason or None,
        previous=before.number if before else None,
    )


def current(ban: Ban | None, *, at: int) -> CurrentBan:
    """The state of a ban at `at` (ms since the epoch), for a moderator whose change came too late."""
    if ban is None:
        return CurrentBan(in_force=False)
    return CurrentBan(in_force=ban.holds(at), number=ban.number, until=ban.until, lifted_at=ban.lifted_at)


def _terms(ban: Ban) -> tuple[int | None, str, str | None]:
    return ban.until, ban.reason, ban.told


def _in_words(ban: Ban | None, at: int) -> str:
    if ban is None or not ban.holds(at):
        return "not banned"
    return "banned for good" if ban.until is None else f"banned until {rfc3339(ban.until)}"
