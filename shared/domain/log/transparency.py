"""A month of moderation in figures for a Digital Services Act report, and as statements of reasons.

Regulation (EU) 2022/2065, Articles 15(1)(b) to (e) and 24(1), requires the figures: notices, restrictions, appeals and
suspensions. It asks for restrictions by reason, by the way they were found, and by whether people decided. It asks for
the outcomes and times of appeals. Implementing Regulation (EU) 2024/2835, Annex I, sections 1.3 to 1.6, is their
template. Micro and small enterprises owe no such report (Article 15(2)).

A comment with the status `rejected` or `spam` is called rejected here.
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
"""The steps, in hours, by which the waiting times of appeals are counted. The last one has all longer times too."""


class Source(StrEnum):
    """The way in which a comment came to a moderator."""

    REPORTS = "reports"
    """Readers reported it: notices of Article 16."""
    RULE = "rule"
    """A rule held it: found by automated means."""
    MODERATOR = "moderator"
    """A moderator found it."""


class Ground(StrEnum):
    """Article 17(3)(d) and (e): the comment is unlawful, or against the newspaper's own terms."""

    ILLEGAL = "illegal"
    TERMS = "terms"


def source(entry: LogEntry) -> Source:
    """The way in which the comment came to the moderator who decided."""
    if entry.reports:
        return Source.REPORTS
    return Source.RULE if entry.rule else Source.MODERATOR


def restricts(entry: LogEntry) -> bool:
    """True if it rejects a comment that was not rejected before."""
    return states_reasons(entry) and entry.was not in TURNED_DOWN


def states_reasons(entry: LogEntry) -> bool:
    """True if it rejects a comment, so that its author gets a statement of reasons."""
    return entry.action in (LoggedAction.REJECT, LoggedAction.SPAM)


def after_publication(entry: LogEntry) -> bool:
    """True if readers had seen the comment before it was rejected."""
    return entry.was in (Status.APPROVED, Status.REPORTED)


def counted(entry: LogEntry) -> Counter[str]:
    """The numbers that an entry adds to its month's sums. The number of their names is limited."""
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
    """Comments that became `rejected` or `spam`. A second decision about one that was either already is not counted."""

    total: int
    by_reason: dict[Reason, int]
    by_source: dict[Source, int]
    """By the way in which they came to a moderator: by readers' reports, by a rule, or found by a moderator."""
    automated: int
    """Comments that no person decided about."""
    after_publication: int
    """Comments that readers had seen before. The others were never published."""
    by_bans: int
    """Comments that were removed because their author was banned."""


class Appeals(BaseModel):
    """Decided appeals. Another person than the first moderator decides them (Article 20)."""

    decided: int
    upheld: int
    """The comment stayed rejected."""
    reversed: int
    """The comment was published after all."""
    median_within_hours: int | None
    """Half of them were decided within so many hours, rounded up to one of some steps; null without appeals."""


class MonthCounts(BaseModel):
    """The actions of moderators in a month, counted from the log."""

    restrictions: Restrictions
    restored: int
    """Comments that are no longer `rejected` or `spam`, by an appeal, by undoing, or by a new decision."""
    appeals: Appeals
    deeds: dict[LoggedAction, int]
    """All entries of the log by action; `ban` and `unban` are the suspensions."""

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
    """A statement of reasons as a record that names nobody. It has no author, moderator, article or text."""

    number: str
    """The number of the statement that its author received."""
    decided_at: Instant
    restriction: Status
    """The new status of the comment: `rejected` or `spam`. Readers see neither."""
    reason: Reason
    ground: Ground
    """`illegal`, or against the newspaper's own `terms`."""
    source: Source
    """The way in which it came to a moderator."""
    rule: str | None
    """The rule that held it, if one did."""
    automated: bool
    after_publication: bool
    """True if readers had seen it."""
    appeal: bool
    """True if it upholds an earlier decision that was appealed."""

    @classmethod
    def of(cls, entry: LogEntry) -> Self:
        """The record of an entry that rejects a comment."""
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
