"""Apply the answers of slow judges to the comment that waits for them."""

from collections.abc import Sequence

from shared.domain.comments.comment import Comment, CommentChange, Status
from shared.domain.comments.visibility import shown
from shared.domain.judging.judge import decision
from shared.domain.judging.verdict import Decision, Finding


def conclude(comment: Comment, asked: Comment, findings: Sequence[Finding]) -> CommentChange:
    """Apply the findings to `comment` as it is now; `asked` is the comment as the slow judges read it.

    The findings change nothing if the author edited the comment in between: then the judges are asked again.
    """
    return CommentChange(comment, with_answers(comment, findings) if comment.edited_at == asked.edited_at else comment)


def with_answers(comment: Comment, findings: Sequence[Finding]) -> Comment:
    """`comment` with the findings of its slow judges, one each. It is approved if no finding holds it any more.

    A comment that a moderator decided or its author withdrew in between waits for no judge, so nothing changes.
    """
    answers = tuple(finding for finding in findings if finding.rule in comment.awaiting)
    if not answers:
        return comment
    findings = (*comment.verdict.findings, *answers)
    verdict = comment.verdict.model_copy(update={"findings": findings, "decision": decision(findings)})
    names = {finding.rule for finding in answers}
    waiting = tuple(name for name in comment.awaiting if name not in names)
    after = comment.model_copy(update={"verdict": verdict, "awaiting": waiting})
    ready = after.status is Status.PENDING and not waiting and verdict.decision is Decision.PUBLISH
    return shown(after) if ready else after
