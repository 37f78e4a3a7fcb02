"""How a rule says what it found. The engine puts in the rule's name and how long it took."""

from shared.domain.judging.verdict import Finding, Outcome

_LONGEST = 500


def passes(evidence: str = "") -> Finding:
    """Nothing to object to."""
    return Finding(rule="", outcome=Outcome.PASS, evidence=evidence[:_LONGEST])


def holds(evidence: str, *, weight: int) -> Finding:
    """A moderator should look at it; `weight` is 0 to 100."""
    return Finding(rule="", outcome=Outcome.HOLD, evidence=evidence[:_LONGEST], weight=weight)


def refuses(evidence: str) -> Finding:
    """It cannot be accepted; `evidence` is told to its author."""
    return Finding(rule="", outcome=Outcome.REFUSE, evidence=evidence[:_LONGEST], weight=100)
