"""Rules that recognise machines."""

from shared.domain.judging.policy import Policy
from shared.domain.judging.rules.rule import holds, passes, rule
from shared.domain.judging.verdict import Circumstances, Finding, Writing


@rule("honeypot", place=150)
def honeypot(draft: Writing, _: Circumstances, __: Policy) -> Finding:
    """People do not see the field `website`; a robot fills it in."""
    return holds(draft.website[:100], weight=90) if draft.website else passes()


@rule("too-fast", place=160)
def too_fast(_: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    """Nobody reads an article and comments on it within seconds. A draft without this time passes."""
    if circumstances.seconds is None:
        return passes()
    evidence = f"{circumstances.seconds} s after the page was opened"
    return holds(evidence, weight=60) if circumstances.seconds < policy.fastest_seconds else passes(evidence)


@rule("form", place=170)
def form(_: Writing, circumstances: Circumstances, __: Policy) -> Finding:
    """The form for pages without JavaScript asks for no proof of work, so its comments wait for a moderator."""
    if circumstances.form:
        return holds("sent by the form for pages without JavaScript, without a reader pass", weight=10)
    return passes()


@rule("spam-filter", place=180)
def spam_filter(_: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    """The spam filter holds a comment that resembles spam. It never refuses one."""
    score = circumstances.spam
    if score is None:
        return passes("has not learned enough yet")
    evidence = f"{score.probability:.2f} after {score.version} decisions: {', '.join(score.reasons)}"
    if policy.spam_filter and score.probability >= policy.spam_threshold:
        return holds(evidence, weight=70)
    return passes(evidence)
