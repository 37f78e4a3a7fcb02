"""Rules about what is written by machines."""

from shared.domain.judging.policy import Policy
from shared.domain.judging.rules.rule import holds, passes, rule
from shared.domain.judging.verdict import Circumstances, Finding, Writing


@rule("honeypot", place=150)
def honeypot(draft: Writing, _: Circumstances, __: Policy) -> Finding:
    """People do not see the field `website`; whoever fills it is probably a robot."""
    return holds(draft.website[:100], weight=90) if draft.website else passes()


@rule("too-fast", place=160)
def too_fast(_: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    """Nobody reads an article and writes about it within seconds. Pages that do not say how long it took pass."""
    if circumstances.seconds is None:
        return passes()
    evidence = f"{circumstances.seconds} s after the page was opened"
    return holds(evidence, weight=60) if circumstances.seconds < policy.fastest_seconds else passes(evidence)


@rule("form", place=170)
def form(_: Writing, circumstances: Circumstances, __: Policy) -> Finding:
    """The form for pages without JavaScript asks for no proof of work, so what it brings waits for a moderator."""
    if circumstances.form:
        return holds("sent by the form for pages without JavaScript, without a reader pass", weight=10)
    return passes()


@rule("spam-filter", place=180)
def spam_filter(_: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    """The filter that learns from the moderators holds what looks like what they called spam; it never does more."""
    score = circumstances.spam
    if score is None:
        return passes("has not seen enough yet")
    evidence = f"{score.probability:.2f} after {score.version} decisions: {', '.join(score.reasons)}"
    if policy.spam_filter and score.probability >= policy.spam_threshold:
        return holds(evidence, weight=70)
    return passes(evidence)
