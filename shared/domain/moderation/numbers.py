"""The numbers of one day: comments, reports, shares and visits."""

from collections.abc import Mapping

from pydantic import BaseModel

from shared.domain.comments.comment import Status
from shared.domain.sharing.networks import Network
from shared.domain.times import MINUTE


class SharingNumbers(BaseModel):
    """Shares, and the visits and comments that followed."""

    shares: int
    visits: int
    """Visits by shared links: one per reader, network, article and day."""
    comments_by_visitors: int
    """Comments by readers who came by a shared link just before."""
    visits_per_share: float | None
    """Rounded to two decimals; null if nothing was shared."""


class DayNumbers(SharingNumbers):
    """One day (UTC). A comment counts for the day it was written, under its present status."""

    day: str
    posted: int
    approved: int
    held: int
    reported: int
    rejected: int
    spam: int
    withdrawn: int
    decided: int
    """Comments of the day that a moderator has decided."""
    minutes_to_decision: float | None
    """Average wait until the first decision, to one decimal; null without decisions."""
    reports: int
    """Reports made on this day, about comments of any day."""
    networks: dict[Network, SharingNumbers]
    """The same numbers for each network with a share or a visit."""


def visits_per_share(visits: int, shares: int) -> float | None:
    """Visits per share, to two decimals; None if nothing was shared."""
    return round(visits / shares, 2) if shares else None


def of_day(on: str, tally: Mapping[str, int]) -> DayNumbers:
    """The numbers of a day from its tally."""
    networks = {network: _sharing(tally, network.value, f"_{network}") for network in Network}
    return DayNumbers(
        day=on,
        posted=tally.get("posted", 0),
        approved=tally.get(Status.APPROVED, 0),
        held=tally.get(Status.PENDING, 0),
        reported=tally.get(Status.REPORTED, 0),
        rejected=tally.get(Status.REJECTED, 0),
        spam=tally.get(Status.SPAM, 0),
        withdrawn=tally.get(Status.WITHDRAWN, 0),
        decided=tally.get("decided", 0),
        minutes_to_decision=_minutes(tally.get("decided_after", 0), tally.get("decided", 0)),
        reports=tally.get("reports", 0),
        networks={network: sharing for network, sharing in networks.items() if any(dict(sharing).values())},
        **dict(_sharing(tally, "shares", "")),
    )


def _minutes(milliseconds: int, decided: int) -> float | None:
    return round(milliseconds / decided / MINUTE, 1) if decided else None


def _sharing(tally: Mapping[str, int], shares: str, suffix: str) -> SharingNumbers:
    shared, visits = tally.get(shares, 0), tally.get(f"visits{suffix}", 0)
    return SharingNumbers(
        shares=shared,
        visits=visits,
        comments_by_visitors=tally.get(f"visitor_comments{suffix}", 0),
        visits_per_share=visits_per_share(visits, shared),
    )
