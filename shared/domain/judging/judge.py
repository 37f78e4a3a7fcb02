"""Judge a comment: every rule gives a finding, and all findings give one verdict. Pure; staff are judged alike."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from shared.domain.judging.policy import Policy
from shared.domain.judging.rules import RULES, Rule, ready
from shared.domain.judging.verdict import Circumstances, Decision, Finding, Outcome, Verdict, Writing
from shared.domain.refusals import Fault

RULE_TIME = 100_000
"""The most processor time of one rule, in µs. All rules together take a few thousand."""
Stopwatch = Callable[[], int]
"""Returns this thread's processor time so far, in ns. It does not count the time of other threads."""


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

    A rule that breaks or exceeds RULE_TIME holds the comment, so nothing is published because a check failed.
    """
    ready(policy)
    runs = [_run(name, rule, draft, circumstances, policy, stopwatch) for name, rule in rules.items()]
    findings = tuple(finding for finding, _ in runs)
    verdict = Verdict(
        decision=decision(findings), findings=findings, policy_hash=policy.hash, judged_at=circumstances.at
    )
    return Judgement(verdict, tuple(fault for _, fault in runs if fault))


def decision(findings: tuple[Finding, ...]) -> Decision:
    """The decision that follows from all findings."""
    outcomes = {finding.outcome for finding in findings}
    if Outcome.REFUSE in outcomes:
        return Decision.REFUSE
    return Decision.HOLD if Outcome.HOLD in outcomes else Decision.PUBLISH


def _run(  # noqa: PLR0913, PLR0917  (a rule's arguments, its name and a stopwatch)
    name: str, rule: Rule, draft: Writing, circumstances: Circumstances, policy: Policy, stopwatch: Stopwatch
) -> tuple[Finding, Fault | None]:
    began, fault = stopwatch(), None
    try:
        finding = rule(draft, circumstances, policy)
    except Exception as error:  # noqa: BLE001  (every error of a rule holds the comment)
        fault = Fault(name, error)
        evidence = f"the rule broke: {type(error).__name__}"
        finding = Finding(rule=name, outcome=Outcome.HOLD, evidence=evidence, weight=100)
    took = (stopwatch() - began) // 1_000
    if took > RULE_TIME and finding.outcome is Outcome.PASS:
        evidence = f"the rule took {took:,} µs, over {RULE_TIME:,}"
        finding = Finding(rule=name, outcome=Outcome.HOLD, evidence=evidence, weight=100)
    return finding.model_copy(update={"rule": name, "microseconds": took}), fault
