"""What an author is told when the rules refuse a comment."""

from shared.domain.judging.policy import Policy
from shared.domain.judging.verdict import Outcome, Verdict
from shared.domain.refusals import (
    BannedFromWriting,
    CommentRefused,
    FieldError,
    ReadOnly,
    Refusal,
    ThreadClosed,
    TooManyComments,
)
from shared.domain.times import HOUR, until_next

READ_ONLY_RETRY = 600
"""Seconds after which it is worth asking again whether the site takes writing."""
_POINTERS = {"staff-name": "/author_name"}
"""What a rule refuses, if that is not the text."""


def refusal(verdict: Verdict) -> Refusal | None:
    """The refusal that tells the author why `verdict` refuses, or None if it does not."""
    refused = {finding.rule: finding for finding in verdict.findings if finding.outcome is Outcome.REFUSE}
    if not refused:
        return None
    if "read-only" in refused:
        return read_only()
    if "banned" in refused:
        return BannedFromWriting(refused["banned"].evidence)
    if "thread-closed" in refused:
        return ThreadClosed("Comments on this article are closed. You can still read the thread.")
    if "flood" in refused:
        return too_many(refused["flood"].evidence, at=verdict.judged_at)
    return CommentRefused(
        "This comment cannot be accepted as it is. Change what is listed and send it again.",
        [
            FieldError(pointer=_POINTERS.get(rule, "/body"), code=rule, detail=finding.evidence)
            for rule, finding in refused.items()
        ],
    )


def read_only() -> ReadOnly:
    """What every write of a reader is answered with while the site is read-only."""
    return ReadOnly(
        "The site is read-only for the time being: you can read, but nothing is taken. Keep your text and try later.",
        retry_after=READ_ONLY_RETRY,
    )


def require_writable(policy: Policy) -> None:
    """Let readers write, unless the policy makes the site read-only.

    Raises:
        ReadOnly: it does.
    """
    if policy.read_only:
        raise read_only()


def too_many(why: str, *, at: int) -> TooManyComments:
    """That somebody writes too much for this hour; `at` is in ms since the epoch."""
    return TooManyComments(f"{why} Send this one again in the next hour.", retry_after=until_next(HOUR, at))
