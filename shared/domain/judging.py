"""Judging a comment: every rule gives a finding, then there is one verdict. Pure, and the same for staff."""

from collections.abc import Callable, Mapping

from shared.domain.policy import Policy
from shared.domain.refusals import (
    BannedFromWriting,
    CommentRefused,
    FieldError,
    ReadOnly,
    Refusal,
    ThreadClosed,
    TooManyComments,
)
from shared.domain.rules import RULES, Rule, ready
from shared.domain.times import HOUR, until_next
from shared.domain.verdicts import Circumstances, Decision, Finding, Outcome, Verdict, Writing

RULE_TIME = 100_000
"""Microseconds of the processor's time that one rule may take. All of them together take some thousand."""
READ_ONLY_RETRY = 600
"""Seconds after which it is worth asking again whether the site takes writing."""

Stopwatch = Callable[[], int]
"""The processor's time of this thread so far, in ns: it does not run while others do."""

_POINTERS = {"staff-name": "/author_name"}
"""What a rule refuses, if that is not the text."""


def judge(
    draft: Writing,
    circumstances: Circumstances,
    policy: Policy,
    *,
    stopwatch: Stopwatch = lambda: 0,
    rules: Mapping[str, Rule] = RULES,
) -> Verdict:
    """Run every rule and decide: refuse if one refuses, else hold if one holds, else publish.

    A rule that breaks, or takes longer than it may, holds the comment: nothing is published because a check failed.
    """
    ready(policy)
    findings = tuple(_run(name, rule, draft, circumstances, policy, stopwatch) for name, rule in rules.items())
    return Verdict(decision=decision(findings), findings=findings, policy_hash=policy.hash, judged_at=circumstances.at)


def decision(findings: tuple[Finding, ...]) -> Decision:
    """What findings come to together."""
    outcomes = {finding.outcome for finding in findings}
    if Outcome.REFUSE in outcomes:
        return Decision.REFUSE
    return Decision.HOLD if Outcome.HOLD in outcomes else Decision.PUBLISH


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


def too_many(why: str, *, at: int) -> TooManyComments:
    """That somebody writes too much for this hour; `at` is in ms since the epoch."""
    return TooManyComments(f"{why} Send this one again in the next hour.", retry_after=until_next(HOUR, at))


def _run(  # noqa: PLR0913, PLR0917  (a rule's arguments, its name and a stopwatch)
    name: str, rule: Rule, draft: Writing, circumstances: Circumstances, policy: Policy, stopwatch: Stopwatch
) -> Finding:
    began = stopwatch()
    try:
        found = rule(draft, circumstances, policy)
    except Exception as fault:  # noqa: BLE001  (whatever breaks, the comment is held)
        found = Finding(rule=name, outcome=Outcome.HOLD, evidence=f"the rule broke: {type(fault).__name__}", weight=100)
    took = (stopwatch() - began) // 1_000
    if took > RULE_TIME and found.outcome is Outcome.PASS:
        found = Finding(
            rule=name, outcome=Outcome.HOLD, evidence=f"the rule took {took:,} µs, over {RULE_TIME:,}", weight=100
        )
    return found.model_copy(update={"rule": name, "microseconds": took})
