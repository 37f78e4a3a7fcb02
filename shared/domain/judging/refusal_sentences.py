"""The refusals that an author reads when the rules refuse a comment."""

from shared.domain.judging.policy import Policy
from shared.domain.judging.verdict import Outcome, Verdict
from shared.domain.people.ban import BanKind, Banned
from shared.domain.refusals import (
    BannedFromWriting,
    CommentRefused,
    FieldError,
    ReadOnly,
    Refusal,
    ThreadClosed,
    TooManyComments,
)
from shared.domain.times import HOUR, rfc3339, until_next

READ_ONLY_RETRY = 600
"""Seconds after which a reader may try again to write."""
_POINTERS = {"staff-name": "/author_name"}
"""The field that a rule refuses, if it is not the text."""
_BARRED = {
    BanKind.READER: "this reader",
    BanKind.ADDRESS: "the network you write from",
    BanKind.DOMAIN: "accounts with your mail provider",
}


def refusal(verdict: Verdict) -> Refusal | None:
    """The refusal that gives the author the reasons of `verdict`; None if `verdict` does not refuse."""
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
        "This comment cannot be accepted as it is. Change the listed parts and send it again.",
        [
            FieldError(pointer=_POINTERS.get(rule, "/body"), code=rule, detail=finding.evidence)
            for rule, finding in refused.items()
        ],
    )


def read_only() -> ReadOnly:
    """The answer to every write of a reader while the site is read-only."""
    return ReadOnly(
        "The site is read-only for now: you can read, but not write. Keep your text and try again later.",
        retry_after=READ_ONLY_RETRY,
    )


def require_writable(policy: Policy) -> None:
    """Let readers write, unless the policy makes the site read-only.

    Raises:
        ReadOnly: the site is read-only.
    """
    if policy.read_only:
        raise read_only()


def too_many(why: str, *, at: int) -> TooManyComments:
    """The refusal for too many comments in this hour; `at` is in ms since the epoch."""
    return TooManyComments(f"{why} Send this one again in the next hour.", retry_after=until_next(HOUR, at))


def banned(ban: Banned) -> str:
    """The sentence that a banned reader reads, with the moderator's own words at its end."""
    until = f"until {rfc3339(ban.until)}" if ban.until is not None else "on this site"
    why = f" {ban.told}" if ban.told else ""
    return f"You cannot write {until}: a moderator has barred {_BARRED[ban.kind]}.{why}"
