"""Replay: judge past comments by a draft policy, and compare with the verdicts then and the moderators' decisions.

A comment is judged again by its text and by the circumstances that were stored with its verdict. These include its
reader's record and the counts of that time. Two kinds of findings cannot be made again and are kept. The first are
those of slow judges that the draft also has. The second says that a comment was held before its author edited it.
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
"""The most changes of one answer. The rest of the comments waits for another request."""
MOST_TIME = 2_000_000_000
"""Processor time after which one request stops judging, in ns: a draft may have 10,000 words."""
EXCERPT = 200
"""The most characters of a comment in an answer."""

_SLOW_JUDGES = frozenset(SlowJudges(akismet=True, toxicity=True, newspaper="any").names)


class Tally(BaseModel):
    """Counts of some comments, by the moderators' decisions about them."""

    comments: int
    approved: int
    """Comments that a moderator's decision in force approves."""
    turned_down: int
    """Comments that a moderator's decision in force rejects, also as spam."""
    undecided: int
    """Comments without a moderator's decision in force."""

    @classmethod
    def of(cls, comments: Sequence[Comment]) -> "Tally":
        """The tally of `comments`."""
        actions = [comment.decided.action for comment in comments if comment.decided]
        approved = actions.count(Action.APPROVE)
        undecided = len(comments) - len(actions)
        return cls(comments=len(comments), approved=approved, turned_down=len(actions) - approved, undecided=undecided)


class Outcomes(BaseModel):
    """The verdicts of one policy on the comments."""

    publish: Tally
    hold: Tally
    refuse: Tally


class ReplayChange(BaseModel):
    """A comment on which the draft gives another verdict."""

    id: CommentId
    article_id: ArticleId
    author_name: str
    excerpt: str
    """The first 200 characters of its text as typed."""
    created_at: Instant
    was: Decision
    """The verdict of the rules then."""
    would_be: Decision
    """The verdict of the draft."""
    finding: Finding | None
    """The weightiest finding of the draft against it, or else the weightiest of its stored verdict."""
    decided: Action | None
    """The moderators' decision in force."""


class Replay(BaseModel):
    """The verdicts of a draft on some comments, beside the verdicts then."""

    judged: int
    without_circumstances: int
    """Comments that could not be judged, because they are older than the storing of circumstances."""
    then: Outcomes
    """The verdicts of the rules when these comments were judged."""
    draft: Outcomes
    """The verdicts of the draft on the same comments."""
    newly_held: Tally
    """Published then, held by the draft: needlessly if moderators approved, rightly if they rejected."""
    newly_refused: Tally
    """Published or held then, refused by the draft."""
    newly_published: Tally
    """Held then, published by the draft: work saved if moderators approved, a mistake if they rejected."""
    changes: list[ReplayChange]


class _Again(NamedTuple):
    """A stored comment in the form that rules read. A `Draft` would clean its text a second time."""

    author_name: str
    body: str
    website: str


class _Judged(NamedTuple):
    """A comment and the draft's verdict on it."""

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

    It takes no comment from `past` beyond these.
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
    return _summed_up(judged, passed_over=taken - len(judged))


def judged_again(comment: Comment, draft: Policy) -> Verdict | None:
    """The verdict of `draft` on a comment in its circumstances then; None if these were not stored.

    The time of a rule is not measured: it says nothing about the comment, and the first one also builds the lists.
    """
    if comment.circumstances is None:
        return None
    stored = comment.verdict.findings
    writing = _Again(comment.name, comment.body, _honeypot(stored))
    verdict, _ = judge(writing, comment.circumstances, draft)
    findings = (*verdict.findings, *(finding for finding in stored if _is_kept(finding, draft)))
    return verdict.model_copy(update={"findings": findings, "decision": decision(findings)})


def _summed_up(judged: Sequence[_Judged], *, passed_over: int) -> Replay:
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


def _honeypot(stored: Iterable[Finding]) -> str:
    """The content of the honeypot, from the evidence of its rule: the field itself is not stored."""
    return next((finding.evidence for finding in stored if finding.rule == "honeypot"), "")


def _is_kept(finding: Finding, draft: Policy) -> bool:
    """True if no rule can make a stored finding again, and it is not of a slow judge that the draft does not have."""
    if finding.rule in RULES:
        return False
    return finding.rule not in _SLOW_JUDGES or finding.rule in draft.judges.names
