"""Moderators ban readers, addresses and mail domains, and lift bans."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel, StringConstraints

from functions.moderation.api import CallingModerator, api, log_stamp
from shared.domain.comments.reasons import Reason
from shared.domain.moderation import ban_changes as rules
from shared.domain.moderation.ban_changes import BanFacts, ProposedBan
from shared.domain.moderation.removals import Removal, RemovalState
from shared.domain.people.ban import Ban, BanKind, parted
from shared.domain.times import Instant
from shared.storage.moderation import ban_changes, removals
from shared.web.cursors import LONGEST, position
from shared.web.cursors import cursor as sealed_cursor
from shared.web.possible_answers import possible_answers

_LIST = "bans"
OfBan = Annotated[str, StringConstraints(pattern=r"^(reader|address|domain)\.[0-9a-z.-]{1,253}$"), Path()]


class ShownRemoval(BaseModel):
    """The progress of the removal of all comments, or of its undoing."""

    state: RemovalState
    removed: int
    """The number of comments that it has rejected so far."""
    restored: int
    """The number of them that it has put back so far."""
    reason: Reason
    """The reason that the authors of the removed comments read."""

    @classmethod
    def of(cls, removal: Removal) -> "ShownRemoval":
        """The moderators' view of `removal`."""
        return cls(**{name: getattr(removal, name) for name in cls.model_fields})


class ShownBan(BaseModel):
    """A ban."""

    id: str
    kind: BanKind
    value: str
    """The reader's id, the address hash, or the mail domain."""
    until: Instant | None
    reason: str
    """The reason, for moderators."""
    told: str | None
    by: str
    """The moderator who imposed it."""
    at: Instant
    """Time at which it was imposed."""
    number: str
    """The log entry of its latest change."""
    in_force: bool
    """False once it has ended or was lifted."""
    lifted_at: Instant | None
    """Time at which it was lifted; null if it was not."""
    removal: ShownRemoval | None

    @classmethod
    def of(cls, facts: BanFacts, *, at: int) -> "ShownBan":
        """The moderators' view of a ban at `at` (ms since the epoch)."""
        ban, removal = _existing(facts), facts.own_removal
        more = {"in_force": ban.holds(at), "removal": ShownRemoval.of(removal) if removal else None}
        return cls(**{name: getattr(ban, name) for name in cls.model_fields if name not in more}, **more)


class Bans(BaseModel):
    """A page of bans, the last changed first."""

    bans: list[ShownBan]
    """The bans of this page."""
    next_cursor: str | None


class OneBan(BaseModel):
    """The present state of a ban."""

    ban: ShownBan


class WouldHit(BaseModel):
    """The readers and comments that a ban would affect. Nothing was stored."""

    readers: int
    """Readers who wrote from there within 30 days; 1 for the ban of a reader."""
    comments: int
    """Comments that a removal would reject; from an address or mail domain, those of 30 days."""
    at_least: bool
    """True if there are more than the thousand comments that were counted."""


@api.get("/v1/moderation/bans", responses=possible_answers("invalid-cursor"))
def bans(
    _: CallingModerator,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=LONGEST)] = None,
) -> Bans:
    """The bans that were not lifted, the last changed first. A ban is listed for 30 more days after its end."""
    page, more = ban_changes.page(after=position(cursor, _LIST).after, limit=limit)
    return Bans(
        bans=[ShownBan.of(facts, at=api.now) for facts in page],
        next_cursor=sealed_cursor(_LIST, after=_existing(page[-1]).number) if more else None,
    )


@api.get("/v1/moderation/bans/<ban_id>", responses=possible_answers("ban-not-found"))
def ban(ban_id: OfBan, _: CallingModerator) -> OneBan:
    """One ban, with the progress of its removal. A lifted ban is shown for 30 more days."""
    return OneBan(ban=ShownBan.of(_facts(ban_id), at=api.now))


@api.post("/v1/moderation/bans", responses=possible_answers("status-changed"))
def impose(proposed: ProposedBan, moderator: CallingModerator) -> OneBan | WouldHit:
    """Ban a reader, address or mail domain, for a time or for good; or only count whom and what that would affect.

    Each reader, address or domain has at most one ban: a new ban replaces it. Only admins may ban a mail domain.
    """
    stamp = log_stamp(moderator)
    if proposed.dry_run:
        rules.imposed(proposed, stamp, last_seen=None)
        return WouldHit(**removals.hit(rules.removal_with(proposed, stamp))._asdict())
    rules.may_ban(moderator, proposed.kind)
    before = ban_changes.facts_to_impose(proposed.kind, proposed.value)
    outcome = rules.impose(before, proposed, stamp)
    ban_changes.write(before, outcome)
    return OneBan(ban=ShownBan.of(outcome.after, at=api.now))


@api.delete("/v1/moderation/bans/<ban_id>", responses=possible_answers("ban-not-found", "status-changed"))
def lift(
    ban_id: OfBan,
    moderator: CallingModerator,
    restore_comments: Annotated[bool, Query()] = False,  # noqa: FBT002  (a parameter of the query)
) -> OneBan:
    """Lift a ban; with `restore_comments` also put back the comments that were removed with it.

    A comment stays as it is if a moderator has decided about it since. For 30 days after a ban was lifted, the same
    request can still put the comments back.
    """
    before = _facts(ban_id)
    rules.may_ban(moderator, _existing(before).kind)
    outcome = rules.lift(before, log_stamp(moderator), restoring=restore_comments)
    ban_changes.write(before, outcome)
    return OneBan(ban=ShownBan.of(outcome.after, at=api.now))


def _facts(ban_id: str) -> BanFacts:
    parts = parted(ban_id)
    facts = ban_changes.facts(*parts) if parts else BanFacts(None, None)
    _existing(facts)
    return facts


def _existing(facts: BanFacts) -> Ban:
    if facts.ban is None:
        raise rules.missing()
    return facts.ban
