"""What the answers of slow judges make of a comment that waits for them."""

from collections.abc import Sequence

from shared.domain.comments.comment import Comment, CommentChange, Status
from shared.domain.comments.visibility import shown
from shared.domain.judging.judge import decision
from shared.domain.judging.verdict import Decision, Finding


def conclude(comment: Comment, asked: Comment, findings: Sequence[Finding]) -> CommentChange:
    """What the findings about a comment, as it was when its judges were `asked`, make of it as it is now.

    They change nothing if its author has edited it meanwhile: then the judges are asked anew.
    """
    return CommentChange(comment, with_answers(comment, findings) if comment.edited_at == asked.edited_at else comment)


def with_answers(comment: Comment, findings: Sequence[Finding]) -> Comment:
    """`comment` with what its slow judges found, one finding each. It is published if now nothing speaks against it.

    Whatever a moderator or its author has decided meanwhile stands: then it waits for nobody, and nothing changes.
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
