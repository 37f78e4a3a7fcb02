"""What a month of moderation comes to, as a Digital Services Act report tells it, and its statements of reasons.

Regulation (EU) 2022/2065, Articles 15(1)(b) to (e) and 24(1): notices, restrictions by reason, by how they were found
and by whether people decided, appeals with what became of them and how long they took, suspensions. Implementing
Regulation (EU) 2024/2835, Annex I, sections 1.3 to 1.6, is the template that wants these numbers. Micro and small
enterprises owe no such report (Article 15(2)).
"""

from collections import Counter
from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from pydantic import BaseModel

from shared.domain.comments.comment import TURNED_DOWN, Status
from shared.domain.comments.reasons import Reason
from shared.domain.log.log_entry import LogEntry, LoggedAction
from shared.domain.times import HOUR, Instant

HOURS = (1, 3, 6, 12, 24, 48, 72, 120, 168, 336, 720, 8_760)
"""The waiting times, in hours, that appeals are told apart by; the last has all that took longer."""


class Source(StrEnum):
    """What brought a comment to a moderator."""

    REPORTS = "reports"
    """Readers reported it: notices of Article 16."""
    RULE = "rule"
    """A rule held it: found by automated means."""
    MODERATOR = "moderator"
    """A moderator came upon it."""


class Ground(StrEnum):
    """Article 17(3)(d) and (e): was it unlawful, or against the newspaper's own terms?"""

    ILLEGAL = "illegal"
    TERMS = "terms"


def source(entry: LogEntry) -> Source:
    """What brought the comment to the moderator who decided."""
    if entry.reports:
        return Source.REPORTS
    return Source.RULE if entry.rule else Source.MODERATOR


def restricts(entry: LogEntry) -> bool:
    """Does it turn down a comment that was not turned down before?"""
    return states_reasons(entry) and entry.was not in TURNED_DOWN


def states_reasons(entry: LogEntry) -> bool:
    """Does it turn a comment down, so that its author is told why?"""
    return entry.action in (LoggedAction.REJECT, LoggedAction.SPAM)


def after_publication(entry: LogEntry) -> bool:
    """Had readers seen the comment when it was turned down?"""
    return entry.was in (Status.APPROVED, Status.REPORTED)


def counted(entry: LogEntry) -> Counter[str]:
    """What an entry adds to its month, by names of which there is a limited number."""
    sums = Counter({entry.action.value: 1})
    if restricts(entry):
        sums["restricted"] = 1
        sums[f"restricted/reason/{entry.reason or Reason.OTHER}"] = 1
        sums[f"restricted/source/{source(entry)}"] = 1
        sums["restricted/automated"] = entry.automated
        sums["restricted/published"] = after_publication(entry)
        sums["restricted/ban"] = entry.ban is not None
    if entry.was in TURNED_DOWN and entry.became is not None and entry.became not in TURNED_DOWN:
        sums["restored"] = 1
    if entry.appeal:
        sums[f"appeals/{'upheld' if entry.became in TURNED_DOWN else 'reversed'}"] = 1
        sums[f"appeals/within/{_hours(entry.waited or 0)}"] = 1
    return +sums


class Restrictions(BaseModel):
    """Comments that were turned down; a second decision about one that was down already is not counted."""

    total: int
    by_reason: dict[Reason, int]
    by_source: dict[Source, int]
    """What brought them to a moderator: readers' reports, a rule, or a moderator's own eyes."""
    automated: int
    """How many were turned down without a person."""
    after_publication: int
    """How many readers had seen before; the rest was never published."""
    by_bans: int
    """How many were removed because their author was banned."""


class Appeals(BaseModel):
    """Appeals that were decided; by another person than the first decision (Article 20)."""

    decided: int
    upheld: int
    """The comment stayed down."""
    reversed: int
    """The comment was published after all."""
    median_within_hours: int | None
    """Half of them were decided within so many hours, rounded up to one of some steps; null if there were none."""


class MonthCounts(BaseModel):
    """What moderators did in a month, by the log."""

    restrictions: Restrictions
    restored: int
    """Comments that were down and are not any more: by appeals, by undoing, or by a new decision."""
    appeals: Appeals
    deeds: dict[LoggedAction, int]
    """All entries of the log by what they are about; `ban` and `unban` are the suspensions."""

    @classmethod
    def of(cls, sums: Mapping[str, int]) -> Self:
        """The counts of a month's sums."""

        def part(name: str) -> int:
            return sums.get(name, 0)

        upheld, undone = part("appeals/upheld"), part("appeals/reversed")
        return cls(
            restrictions=Restrictions(
                total=part("restricted"),
                by_reason={reason: part(f"restricted/reason/{reason}") for reason in Reason},
                by_source={one: part(f"restricted/source/{one}") for one in Source},
                automated=part("restricted/automated"),
                after_publication=part("restricted/published"),
                by_bans=part("restricted/ban"),
            ),
            restored=part("restored"),
            appeals=Appeals(decided=upheld + undone, upheld=upheld, reversed=undone, median_within_hours=_median(sums)),
            deeds={deed: part(deed) for deed in LoggedAction},
        )


class ReasonsGiven(BaseModel):
    """A statement of reasons as a record that names nobody: no author, no moderator, no words of either, no place."""

    number: str
    """The number its author was told."""
    decided_at: Instant
    restriction: Status
    """What the comment became: `rejected` or `spam`. Readers see neither."""
    reason: Reason
    ground: Ground
    """`illegal`, or against the newspaper's own `terms`."""
    source: Source
    """What brought it to a moderator."""
    rule: str | None
    """The rule that held it, if one did."""
    automated: bool
    after_publication: bool
    """Had readers seen it?"""
    appeal: bool
    """Does it uphold an earlier decision that was appealed?"""

    @classmethod
    def of(cls, entry: LogEntry) -> Self:
        """The record of an entry that turns a comment down."""
        reason = entry.reason or Reason.OTHER
        return cls(
            number=entry.id,
            decided_at=entry.at,
            restriction=Status(entry.became or Status.REJECTED),
            reason=reason,
            ground=Ground.ILLEGAL if reason is Reason.ILLEGAL else Ground.TERMS,
            source=source(entry),
            rule=entry.rule,
            automated=entry.automated,
            after_publication=after_publication(entry),
            appeal=entry.appeal,
        )


def _hours(waited: int) -> int:
    return next((hours for hours in HOURS if waited <= hours * HOUR), HOURS[-1])


def _median(sums: Mapping[str, int]) -> int | None:
    within = [(hours, sums.get(f"appeals/within/{hours}", 0)) for hours in HOURS]
    half, reached = sum(number for _, number in within) / 2, 0
    for hours, number in within:
        reached += number
        if number and reached >= half:
            return hours
    return None
