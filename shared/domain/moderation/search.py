"""The filters of a moderators' search over past comments."""

import re
from typing import Literal, NamedTuple

from shared.domain.comments.comment import APPEALED, TURNED_DOWN, Comment, Status
from shared.domain.comments.reasons import Reason
from shared.domain.judging.verdict import Outcome
from shared.domain.text import fold
from shared.domain.times import DAY, milliseconds

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

SearchedStatus = Literal["pending", "approved", "reported", "rejected", "spam", "withdrawn", "appealed"]
"""A status, or `appealed`: a rejected comment whose author has appealed."""


class SearchedFor(NamedTuple):
    """The filters of a search. A comment must match all of them; None or an empty set matches every comment."""

    status: SearchedStatus | None = None
    """None: every status except withdrawn, because withdrawn comments have neither name nor text."""
    reason: Reason | None = None
    """The reason of its rejection."""
    rule: str | None = None
    """A rule that held or refused it."""
    words: frozenset[str] = frozenset()
    """Words of its name or text, folded: see `words_of`."""
    since: int = 0
    until: int | None = None
    """The first and the last time at which it may have been written, in ms since the epoch; both are included."""

    def fits(self, comment: Comment) -> bool:
        """True if `comment` matches all filters. The cheap filters come first."""
        return (
            self._has_status(comment)
            and self.since <= comment.created_at
            and (self.until is None or comment.created_at <= self.until)
            and (self.reason is None or (comment.statement is not None and comment.statement.reason is self.reason))
            and (self.rule is None or self.rule in _objections(comment))
            and (not self.words or self.words <= words_of(f"{comment.name}\n{comment.body}"))
        )

    def _has_status(self, comment: Comment) -> bool:
        if self.status is None:
            return comment.status is not Status.WITHDRAWN
        return comment.appealed if self.status == APPEALED else comment.status == self.status


def words_of(text: str) -> frozenset[str]:
    """The words of `text` in the form in which a search compares them, without case, accents and order."""
    return frozenset(fold(text))


def spanned(text: str) -> tuple[int, int]:
    """The first and the last ms of a day (UTC, such as `2026-11-22`) or of a moment (RFC 3339).

    Raises:
        ValueError: `text` is neither. A moment without an offset is neither, because it depends on the place.
    """
    try:
        if _DAY.fullmatch(text):
            first = max(milliseconds(f"{text}T00:00:00Z"), 0)
            return first, first + DAY - 1
        at = max(milliseconds(text), 0)
    except (ValueError, OverflowError):
        raise ValueError("Give a day, such as 2026-11-22, or a moment, such as 2026-11-22T09:30:00Z.") from None
    return at, at


def queues_of(status: SearchedStatus | None) -> tuple[str, ...]:
    """The queues that contain every comment of a status: a rejected comment may be in the queue of appeals."""
    if status is None:
        return (*(status.value for status in Status if status is not Status.WITHDRAWN), APPEALED)
    return (status, APPEALED) if status in TURNED_DOWN else (status,)


def _objections(comment: Comment) -> set[str]:
    return {finding.rule for finding in comment.verdict.findings if finding.outcome is not Outcome.PASS}
