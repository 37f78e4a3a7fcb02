"""Rules about the site and the thread."""

from shared.domain.articles.article import Moderation, State
from shared.domain.judging.policy import Policy
from shared.domain.judging.rules.rule import holds, passes, refuses, rule
from shared.domain.judging.verdict import Circumstances, Finding, Writing


@rule("read-only", place=10)
def read_only(_: Writing, __: Circumstances, policy: Policy) -> Finding:
    """Nobody writes while the site is read-only."""
    return refuses("The site is read-only for the time being.") if policy.read_only else passes()


@rule("thread-closed", place=20)
def thread_closed(_: Writing, circumstances: Circumstances, __: Policy) -> Finding:
    """A closed thread takes no comments."""
    return refuses("The thread is closed.") if circumstances.state is State.CLOSED else passes()


@rule("pre-moderation", place=140)
def pre_moderation(_: Writing, circumstances: Circumstances, policy: Policy) -> Finding:
    """Every comment waits if the site or the article is pre-moderated."""
    if policy.moderation is Moderation.PRE:
        return holds("every comment on the site waits for a moderator", weight=10)
    if circumstances.moderation is Moderation.PRE:
        return holds("every comment on this article waits for a moderator", weight=10)
    return passes()
