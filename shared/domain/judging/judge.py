"""Judging a comment: every rule gives a finding, then there is one verdict. Pure, and the same for staff."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from shared.domain.judging.policy import Policy
from shared.domain.judging.rules import RULES, Rule, ready
from shared.domain.judging.verdict import Circumstances, Decision, Finding, Outcome, Verdict, Writing
from shared.domain.refusals import Fault

RULE_TIME = 100_000
"""Microseconds of the processor's time that one rule may take. All of them together take some thousand."""
Stopwatch = Callable[[], int]
"""The processor's time of this thread so far, in ns: it does not run while others do."""


class Judgement(NamedTuple):
    """The verdict on a comment, and the rules that broke on the way to it."""

    verdict: Verdict
    faults: tuple[Fault, ...]


def judge(
    draft: Writing,
    circumstances: Circumstances,
    policy: Policy,
    *,
    stopwatch: Stopwatch = lambda: 0,
    rules: Mapping[str, Rule] = RULES,
) -> Judgement:
    """Run every rule and decide: refuse if one refuses, else hold if one holds, else publish.

    A rule that breaks, or takes longer than it may, holds the comment: nothing is published because a check failed.
    """
    ready(policy)
    runs = [_run(name, rule, draft, circumstances, policy, stopwatch) for name, rule in rules.items()]
    findings = tuple(finding for finding, _ in runs)
    verdict = Verdict(
        decision=decision(findings), findings=findings, policy_hash=policy.hash, judged_at=circumstances.at
    )
    return Judgement(verdict, tuple(fault for _, fault in runs if fault))


def decision(findings: tuple[Finding, ...]) -> Decision:
    """What findings come to together."""
    outcomes = {finding.outcome for finding in findings}
    if Outcome.REFUSE in outcomes:
        return Decision.REFUSE
    return Decision.HOLD if Outcome.HOLD in outcomes else Decision.PUBLISH


def _run(  # noqa: PLR0913, PLR0917  (a rule's arguments, its name and a stopwatch)
    name: str, rule: Rule, draft: Writing, circumstances: Circumstances, policy: Policy, stopwatch: Stopwatch
) -> tuple[Finding, Fault | None]:
    began, fault = stopwatch(), None
    try:
        found = rule(draft, circumstances, policy)
    except Exception as error:  # noqa: BLE001  (whatever breaks, the comment is held)
        fault = Fault(name, error)
        found = Finding(rule=name, outcome=Outcome.HOLD, evidence=f"the rule broke: {type(error).__name__}", weight=100)
    took = (stopwatch() - began) // 1_000
    if took > RULE_TIME and found.outcome is Outcome.PASS:
        found = Finding(
            rule=name, outcome=Outcome.HOLD, evidence=f"the rule took {took:,} µs, over {RULE_TIME:,}", weight=100
        )
    return found.model_copy(update={"rule": name, "microseconds": took}), fault
