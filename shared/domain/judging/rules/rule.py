"""What a rule is, and how it says what it found.

A rule is a pure function of the writing, its circumstances and the policy. `@rule` gives it its name, and its place in
the trace that moderators read. `judge.py` puts the name and the time it took into the finding.
"""

from collections.abc import Callable
from typing import NamedTuple

from shared.domain.judging.policy import Policy
from shared.domain.judging.verdict import Circumstances, Finding, Outcome, Writing

Rule = Callable[[Writing, Circumstances, Policy], Finding]

_LONGEST = 500
"""Characters of evidence that a finding keeps."""


class Registered(NamedTuple):
    """A rule with its place in the trace and its name."""

    place: int
    name: str
    rule: Rule


REGISTERED: list[Registered] = []
"""Every rule whose module is imported, in no order."""


def rule(name: str, *, place: int) -> Callable[[Rule], Rule]:
    """Register a function as the rule `name`. Rules stand in the trace by their `place`, lowest first.

    Raises:
        ValueError: another rule has this name or this place.
    """

    def register(function: Rule) -> Rule:
        for other in REGISTERED:
            if name == other.name or place == other.place:
                raise ValueError(f"The rule {other.name} at place {other.place} has the name or the place of {name}.")
        REGISTERED.append(Registered(place, name, function))
        return function

    return register


def passes(evidence: str = "") -> Finding:
    """The rule has no objection."""
    return Finding(rule="", outcome=Outcome.PASS, evidence=evidence[:_LONGEST])


def holds(evidence: str, *, weight: int) -> Finding:
    """A moderator should look at the comment; `weight` is 0 to 100."""
    return Finding(rule="", outcome=Outcome.HOLD, evidence=evidence[:_LONGEST], weight=weight)


def refuses(evidence: str) -> Finding:
    """The comment cannot be accepted; its author reads the `evidence`."""
    return Finding(rule="", outcome=Outcome.REFUSE, evidence=evidence[:_LONGEST], weight=100)
