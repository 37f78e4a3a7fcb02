"""Moderators ban and lift bans."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationInfo, field_validator

from shared.domain.comments.reasons import Reason
from shared.domain.domain_names import in_ascii
from shared.domain.log.log_entry import LogEntry, LoggedAction
from shared.domain.moderation.decisions import LogStamp
from shared.domain.people.ban import Ban, BanKind, is_bannable
from shared.domain.people.keyed_hashes import month_key_expires
from shared.domain.people.moderator import Moderator, Role
from shared.domain.refusals import BanNotFound, FieldError, InvalidRequest, RoleRequired
from shared.domain.times import DAY, Moment, rfc3339

KEPT = 30 * DAY
"""How long a ban that has ended or was lifted can still be looked at, and its removal undone, in ms."""

Told = Annotated[str, StringConstraints(max_length=500, strip_whitespace=True)]
Why = Annotated[str, StringConstraints(max_length=1_000, strip_whitespace=True)]

_FORMS = {
    BanKind.READER: "This must be a reader's id.",
    BanKind.ADDRESS: "This must be the hash of an address, as a reader's record shows it.",
    BanKind.DOMAIN: "This must be the domain of a mail address, such as example.org.",
}


class ProposedBan(BaseModel):
    """What a moderator asks for: whom to ban, until when, and what is to be told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: BanKind
    value: Annotated[str, StringConstraints(max_length=253, strip_whitespace=True)]
    """The reader's id, the address hash, or the mail domain."""
    until: Moment | None = None
    """Null: for good. A ban of an address ends at the latest when its hash means nothing any more."""
    reason: Why = ""
    """For moderators."""
    told: Told | None = None
    """For who is banned, and as the words to the authors of removed comments."""
    remove_comments: bool = False
    """Turn down all their comments as well, those on which somebody decides from now on excepted."""
    remove_reason: Reason = Reason.ABUSE
    """The reason that the authors of the removed comments are told."""
    dry_run: bool = False
    """Only count whom and what it would hit."""

    @field_validator("value")
    @classmethod
    def _of_its_kind(cls, value: str, info: ValidationInfo) -> str:
        kind = info.data.get("kind")
        if kind is None:  # which is said already
            return value
        value = (in_ascii(value) or "") if kind is BanKind.DOMAIN else value.lower()
        if not is_bannable(kind, value):
            raise ValueError(_FORMS[kind])
        return value


def may_ban(moderator: Moderator, kind: BanKind) -> None:
    """Let a moderator through who may ban by `kind`, and lift such a ban.

    Raises:
        RoleRequired: one line bars everybody with an account at a mail provider, which is for admins to answer for.
    """
    if kind is BanKind.DOMAIN and Role.ADMIN not in moderator.roles:
        raise RoleRequired("Banning a whole mail domain needs a login with the role admin. Ask an administrator.")


def imposed(proposed: ProposedBan, hand: LogStamp, *, last_seen: int | None) -> Ban:
    """The ban that is `proposed`.

    `last_seen` is when the newest comment came from the address that is to be banned (ms since the epoch), if that is
    known: its hash is made with the key of that month, and bars nobody once that key is gone.

    Raises:
        InvalidRequest: it would be over before it begins.
    """
    until = proposed.until
    if until is not None and until <= hand.at:
        over = FieldError(pointer="/until", code="in-the-past", detail="This must be a time to come, or null.")
        raise InvalidRequest("This ban would be over already. Choose a later time.", [over])
    if proposed.kind is BanKind.ADDRESS:
        meaningless = month_key_expires(hand.at if last_seen is None else last_seen)
        until = meaningless if until is None else min(until, meaningless)
    return Ban(
        kind=proposed.kind,
        value=proposed.value,
        until=until,
        reason=proposed.reason,
        told=proposed.told or None,
        by=hand.by,
        at=hand.at,
        number=hand.number,
    )


def lifted(ban: Ban | None, hand: LogStamp) -> Ban:
    """`ban` lifted.

    Raises:
        BanNotFound: there is none.
    """
    if ban is None:
        raise missing()
    return ban.model_copy(update={"lifted_at": hand.at, "number": hand.number})


def missing() -> BanNotFound:
    """That there is no ban to look at, or to lift."""
    return BanNotFound("There is no such ban. It may have been lifted.")


def kept_until(ban: Ban) -> int | None:
    """When what is known of a ban may be forgotten, in ms since the epoch; None: never."""
    ends = ban.until if ban.lifted_at is None else ban.lifted_at
    return ends + KEPT if ends is not None else None


def recorded(before: Ban | None, after: Ban, hand: LogStamp, *, removing: bool | None = None) -> LogEntry:
    """The line of the log about a ban, `before` being what was known of it.

    `removing` says whether all comments are turned down (True), or put back (False).
    """
    with_comments = {None: "", True: ", comments removed", False: ", comments put back"}[removing]
    return LogEntry(
        id=hand.number,
        at=hand.at,
        moderator=hand.by,
        action=LoggedAction.BAN if after.lifted_at is None else LoggedAction.UNBAN,
        reader_id=after.value if after.kind is BanKind.READER else None,
        ban=after.id,
        was=_terms(before, hand.at),
        became=_terms(after, hand.at) + with_comments,
        note=after.reason or None,
        previous=before.number if before else None,
    )


def _terms(ban: Ban | None, at: int) -> str:
    if ban is None or not ban.holds(at):
        return "not banned"
    return "banned for good" if ban.until is None else f"banned until {rfc3339(ban.until)}"
