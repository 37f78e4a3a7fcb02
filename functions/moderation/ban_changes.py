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
    """How far the removal of all comments is, or putting them back."""

    state: RemovalState
    removed: int
    """How many comments it has turned down."""
    restored: int
    """How many of them it has put back."""
    reason: Reason
    """What the authors are told."""

    @classmethod
    def of(cls, removal: Removal) -> "ShownRemoval":
        """What moderators see of it."""
        return cls(**{name: getattr(removal, name) for name in cls.model_fields})


class ShownBan(BaseModel):
    """A ban."""

    id: str
    kind: BanKind
    value: str
    """The reader's id, the address hash, or the mail domain."""
    until: Instant | None
    reason: str
    """Why, for moderators."""
    told: str | None
    by: str
    """Which moderator."""
    at: Instant
    """Since when."""
    number: str
    """The log entry that records it as it is now."""
    in_force: bool
    """False once it has ended or was lifted."""
    lifted_at: Instant | None
    """When it was lifted; null if it was not."""
    removal: ShownRemoval | None

    @classmethod
    def of(cls, facts: BanFacts, *, at: int) -> "ShownBan":
        """What moderators see of a ban at `at` (ms since the epoch)."""
        ban, removal = _existing(facts), facts.own_removal
        more = {"in_force": ban.holds(at), "removal": ShownRemoval.of(removal) if removal else None}
        return cls(**{name: getattr(ban, name) for name in cls.model_fields if name not in more}, **more)


class Bans(BaseModel):
    """Bans, the last changed first."""

    bans: list[ShownBan]
    """The bans of this page."""
    next_cursor: str | None


class OneBan(BaseModel):
    """A ban as it is now."""

    ban: ShownBan


class WouldHit(BaseModel):
    """Whom and what a ban would hit. Nothing was stored."""

    readers: int
    """How many have written from there within 30 days; 1 for the ban of a reader."""
    comments: int
    """How many comments a removal would turn down; from an address or mail domain, those of 30 days."""
    at_least: bool
    """Are there more than the thousand comments that were looked at?"""


@api.get("/v1/moderation/bans", responses=possible_answers("invalid-cursor"))
def bans(
    _: CallingModerator,
    limit: Annotated[int, Query(ge=1, le=50)] = 20,
    cursor: Annotated[str | None, Query(max_length=LONGEST)] = None,
) -> Bans:
    """The bans that were not lifted, the last changed first. One that has ended is there for 30 more days."""
    page, more = ban_changes.page(after=position(cursor, _LIST).after, limit=limit)
    return Bans(
        bans=[ShownBan.of(facts, at=api.now) for facts in page],
        next_cursor=sealed_cursor(_LIST, after=_existing(page[-1]).number) if more else None,
    )


@api.get("/v1/moderation/bans/<ban_id>", responses=possible_answers("ban-not-found"))
def ban(ban_id: OfBan, _: CallingModerator) -> OneBan:
    """One ban, and how far the removal of comments is that came with it; also one that was lifted within 30 days."""
    return OneBan(ban=ShownBan.of(_facts(ban_id), at=api.now))


@api.post("/v1/moderation/bans", responses=possible_answers("status-changed"))
def impose(proposed: ProposedBan, moderator: CallingModerator) -> OneBan | WouldHit:
    """Ban a reader, address or mail domain: for a time or for good. Or only say whom and what that would hit.

    There is one ban of each at the most: another one replaces it. A mail domain is for admins to ban.
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
    """Lift a ban; if wanted, the comments removed with it are put back, as far as nobody has decided about them since.

    Who lifted it before may still put them back, for 30 days.
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
