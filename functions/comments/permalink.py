"""One comment with its ancestors."""

from pydantic import BaseModel

from functions.comments.api import OfArticle, OfComment, api
from shared.domain.comments.comment import Comment
from shared.domain.comments.public_comment import Answered, PublicComment
from shared.domain.refusals import CommentNotFound
from shared.storage.comments import comments
from shared.web.possible_answers import possible_answers


class Permalink(BaseModel):
    """A comment as readers see it, and its ancestors from the top of the thread. Tombstones have neither name nor text.

    `replies_cursor` is null: the list of replies begins without a cursor.
    """

    comment: PublicComment
    ancestors: list[PublicComment]


@api.get("/v1/articles/<article_id>/comments/<comment_id>", responses=possible_answers("comment-not-found"))
def permalink(article_id: OfArticle, comment_id: OfComment) -> Permalink:
    """One comment and its ancestors, in at most two batched reads."""
    comment = comments.get(article_id, comment_id)
    if not comment.published:
        raise CommentNotFound("There is no such comment on this article.")
    above = {one.id: one for one in comments.several(article_id, {*comment.ancestors, *_answered(comment)})}
    ancestors = [above[ancestor] for ancestor in comment.ancestors if ancestor in above]
    return Permalink(comment=_seen(comment, above), ancestors=[_seen(one, above) for one in ancestors])


def _answered(comment: Comment) -> set[str]:
    return {comment.answers} if comment.answers else set()


def _seen(comment: Comment, others: dict[str, Comment]) -> PublicComment:
    if comment.answers is None:
        return PublicComment.of(comment)
    answered = others.get(comment.answers)
    return PublicComment.of(
        comment, answers=Answered(id=comment.answers, name=answered.author_name or None if answered else None)
    )
