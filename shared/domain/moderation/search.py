"""What moderators look for among past comments."""

import re
from typing import Literal, NamedTuple

from shared.domain.comments.comment import APPEALED, TURNED_DOWN, Comment, Status
from shared.domain.comments.reasons import Reason
from shared.domain.judging.verdict import Outcome
from shared.domain.text import fold
from shared.domain.times import DAY, milliseconds

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

SearchedStatus = Literal["pending", "approved", "reported", "rejected", "spam", "withdrawn", "appealed"]
"""A status; or that a comment was turned down and its author asks for another look."""


class SearchedFor(NamedTuple):
    """What a comment must be like to be found: all of it. None, or no words, asks for nothing."""

    status: SearchedStatus | None = None
    """None: whatever was not withdrawn; what was has neither name nor text."""
    reason: Reason | None = None
    """It was turned down for this."""
    rule: str | None = None
    """This rule did not let it pass."""
    words: frozenset[str] = frozenset()
    """Folded: see `words_of`."""
    since: int = 0
    until: int | None = None
    """It was written within these, both in ms since the epoch and included."""

    def fits(self, comment: Comment) -> bool:
        """Is `comment` what is looked for? What is cheap to know is asked first."""
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
    """The words of `text` as they are looked for: whatever their case, accents and order."""
    return frozenset(fold(text))


def spanned(text: str) -> tuple[int, int]:
    """The first and the last ms of what `text` names: a day (UTC) as `2026-11-22`, or a moment as RFC 3339.

    Raises:
        ValueError: it is neither. A moment has an offset, so that it is the same everywhere.
    """
    try:
        if _DAY.fullmatch(text):
            first = max(milliseconds(f"{text}T00:00:00Z"), 0)
            return first, first + DAY - 1
        at = max(milliseconds(text), 0)
    except (ValueError, OverflowError):
        raise ValueError("Give a day, as 2026-11-22, or a moment, as 2026-11-22T09:30:00Z.") from None
    return at, at


def queues_of(status: SearchedStatus | None) -> tuple[str, ...]:
    """The queues that hold every comment of a status: an author may have appealed since a comment was turned down."""
    if status is None:
        return (*(status.value for status in Status if status is not Status.WITHDRAWN), APPEALED)
    return (status, APPEALED) if status in TURNED_DOWN else (status,)


def _objections(comment: Comment) -> set[str]:
    return {finding.rule for finding in comment.verdict.findings if finding.outcome is not Outcome.PASS}
