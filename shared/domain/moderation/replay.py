"""What a draft policy would have done with past comments, beside what was done and what moderators decided.

A comment is judged anew by its text and the circumstances that were kept with its verdict: who wrote it, how much had
been sent from where, as it was then. What cannot be asked again stands as it was found then: what slow judges said,
where the draft has them too, and that a comment was held before its author changed it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pydantic import BaseModel

from shared.domain.comments.comment import Comment
from shared.domain.comments.ruling import Action
from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.judging.judge import Stopwatch, decision, judge
from shared.domain.judging.policy import Policy, SlowJudges
from shared.domain.judging.rules import RULES
from shared.domain.judging.verdict import Decision, Finding, Verdict
from shared.domain.times import Instant

MOST_CHANGES = 100
"""So many changes are told at once; then the rest of the comments waits for another request."""
MOST_TIME = 2_000_000_000
"""Nanoseconds of the processor's time that are spent on judging at once: a draft may have 10,000 words."""
EXCERPT = 200
"""So many characters of a comment are told."""

_SLOW_JUDGES = frozenset(SlowJudges(akismet=True, toxicity=True, newspaper="any").names)


class Tally(BaseModel):
    """Some comments, and what moderators decided about them."""

    comments: int
    approved: int
    """Those that a moderator's decision in force approves."""
    turned_down: int
    """Those that a moderator's decision in force rejects or calls spam."""
    undecided: int
    """Those about which no moderator's decision is in force."""

    @classmethod
    def of(cls, comments: Sequence[Comment]) -> "Tally":
        """The tally of `comments`."""
        actions = [comment.decided.action for comment in comments if comment.decided]
        approved = actions.count(Action.APPROVE)
        undecided = len(comments) - len(actions)
        return cls(comments=len(comments), approved=approved, turned_down=len(actions) - approved, undecided=undecided)


class Outcomes(BaseModel):
    """What some rules make of the comments."""

    publish: Tally
    hold: Tally
    refuse: Tally


class ReplayChange(BaseModel):
    """A comment about which the draft decides otherwise."""

    id: CommentId
    article_id: ArticleId
    author_name: str
    excerpt: str
    """The beginning of its text as typed: 200 characters."""
    created_at: Instant
    was: Decision
    """What the rules decided then."""
    would_be: Decision
    """What the draft decides."""
    finding: Finding | None
    """What weighs most: of what the draft has against it, or, where that is nothing, of what was against it then."""
    decided: Action | None
    """The moderators' decision in force."""


class Replay(BaseModel):
    """What a draft makes of some comments."""

    judged: int
    without_circumstances: int
    """Comments that could not be judged: they were written before circumstances were kept with comments."""
    then: Outcomes
    """What the rules decided when these comments were judged."""
    draft: Outcomes
    """What the draft decides about the same comments."""
    newly_held: Tally
    """Published then, held by the draft: for nothing where moderators approved, and caught where they turned down."""
    newly_refused: Tally
    """Taken then, refused by the draft."""
    newly_published: Tally
    """Held then, published by the draft: work saved where moderators approved, and missed where they turned down."""
    changes: list[ReplayChange]


class _Again(NamedTuple):
    """A comment as it was written. A `Draft` would clean it once more."""

    author_name: str
    body: str
    website: str


class _Judged(NamedTuple):
    """A comment, and what the draft makes of it."""

    comment: Comment
    verdict: Verdict

    @property
    def was(self) -> Decision:
        return self.comment.verdict.decision

    @property
    def would_be(self) -> Decision:
        return self.verdict.decision


def replay(past: Iterable[Comment], draft: Policy, *, stopwatch: Stopwatch = lambda: 0) -> Replay:
    """Judge past comments by `draft`, until there are MOST_CHANGES changes or MOST_TIME is spent.

    Takes no more of `past` than it judges.
    """
    judged: list[_Judged] = []
    taken = changes = 0
    began = stopwatch()
    for comment in past:
        taken += 1
        if verdict := judged_again(comment, draft):
            judged.append(_Judged(comment, verdict))
            changes += judged[-1].was is not judged[-1].would_be
        if changes >= MOST_CHANGES or stopwatch() - began >= MOST_TIME:
            break
    return _told(judged, passed_over=taken - len(judged))


def judged_again(comment: Comment, draft: Policy) -> Verdict | None:
    """The verdict of `draft` on a comment, in its circumstances then; None if these were not kept.

    How long a rule takes is not looked at: it says nothing about the comment, and the first has lists to read.
    """
    if comment.circumstances is None:
        return None
    found_then = comment.verdict.findings
    writing = _Again(comment.name, comment.body, _honeypot(found_then))
    verdict, _ = judge(writing, comment.circumstances, draft)
    findings = (*verdict.findings, *(found for found in found_then if _stands(found, draft)))
    return verdict.model_copy(update={"findings": findings, "decision": decision(findings)})


def _told(judged: Sequence[_Judged], *, passed_over: int) -> Replay:
    changed = [one for one in judged if one.was is not one.would_be]
    to = {decision: [one.comment for one in changed if one.would_be is decision] for decision in Decision}
    return Replay(
        judged=len(judged),
        without_circumstances=passed_over,
        then=_outcomes([(one.was, one.comment) for one in judged]),
        draft=_outcomes([(one.would_be, one.comment) for one in judged]),
        newly_held=Tally.of(to[Decision.HOLD]),
        newly_refused=Tally.of(to[Decision.REFUSE]),
        newly_published=Tally.of(to[Decision.PUBLISH]),
        changes=[_change(one) for one in changed],
    )


def _outcomes(decisions: Sequence[tuple[Decision, Comment]]) -> Outcomes:
    tallies = {to.value: Tally.of([comment for decided, comment in decisions if decided is to]) for to in Decision}
    return Outcomes(**tallies)


def _change(judged: _Judged) -> ReplayChange:
    comment = judged.comment
    return ReplayChange(
        id=comment.id,
        article_id=comment.article_id,
        author_name=comment.name,
        excerpt=comment.body[:EXCERPT],
        created_at=comment.created_at,
        was=judged.was,
        would_be=judged.would_be,
        finding=judged.verdict.telling or comment.verdict.telling,
        decided=comment.decided.action if comment.decided else None,
    )


def _honeypot(found_then: Iterable[Finding]) -> str:
    """What was in the honeypot is not kept, but the rule's evidence is what was in it."""
    return next((found.evidence for found in found_then if found.rule == "honeypot"), "")


def _stands(found: Finding, draft: Policy) -> bool:
    """Is it a finding of then that no rule can make again, and that the draft asks for?"""
    if found.rule in RULES:
        return False
    return found.rule not in _SLOW_JUDGES or found.rule in draft.judges.names
