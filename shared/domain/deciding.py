"""What a moderator's decision makes of a comment."""

from shared.domain.articles import Article
from shared.domain.comments import MOST_PINNED, Comment, Status, hidden
from shared.domain.moderation import Action, ProposedDecision, Reason, Statement
from shared.domain.refusals import CannotPin, CommentNotFound, StatusChanged
from shared.domain.writing import shown


def decided(comment: Comment, proposed: ProposedDecision, *, number: str, at: int) -> Comment:
    """`comment` after the decision of this `number`; the same if it changes nothing. `at` is in ms since the epoch.

    Approving settles the reports and the appeal that are there; rejecting says why.

    Raises:
        CommentNotFound: its author has withdrawn it, so there is nothing to show or to hide.
        StatusChanged: it does not have the status the moderator saw.
        CannotPin: what readers do not see, or what is a reply, cannot stand on top of a thread.
    """
    if proposed.if_status is not None and proposed.if_status != comment.status:
        raise StatusChanged(f"Somebody has decided meanwhile: the comment is {comment.status} now.")
    if proposed.action is Action.UNPIN:
        return comment.model_copy(update={"pinned": False})
    if comment.status is Status.WITHDRAWN:
        raise CommentNotFound("Its author has withdrawn this comment.")
    if proposed.action is Action.PIN:
        if not comment.visible or comment.parent_id:
            raise CannotPin("Only an approved comment that is no reply can be pinned.")
        return comment.model_copy(update={"pinned": True})
    if proposed.action is Action.APPROVE:
        settled = {"reports_settled": comment.reports, "appealed": False}
        return (comment if comment.visible else shown(comment)).model_copy(update=settled)
    if comment.status is Status.REJECTED and not comment.appealed:
        return comment
    reason = proposed.reason or Reason.OTHER
    told = Statement(number=number, reason=reason, note=proposed.note or None, decided_at=at)
    return hidden(comment, Status.REJECTED).model_copy(update={"statement": told, "appealed": False})


def pins(article: Article, before: Comment, after: Comment) -> tuple[str, ...]:
    """The comments pinned on top of `article`'s thread once `before` has become `after`.

    Raises:
        CannotPin: there are as many as there may be, or nobody has registered the article.
    """
    if before.pinned == after.pinned:
        return article.pinned
    if not article.registered:
        raise CannotPin("The article is not registered yet, so nothing can be pinned on top of its thread.")
    others = tuple(pinned for pinned in article.pinned if pinned != after.id)
    if not after.pinned:
        return others
    if len(others) >= MOST_PINNED:
        raise CannotPin(f"{MOST_PINNED} comments of this thread are pinned. Unpin one of them first.")
    return (*others, after.id)
