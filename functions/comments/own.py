"""Readers and their own comments: look at them, edit, withdraw, appeal."""

from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from functions.comments.api import CallingReader, OfArticle, OfComment, api, policy
from functions.comments.posting import as_posted
from shared.domain import writing
from shared.domain.comments import Draft, OwnComment, PublicComment, Revision
from shared.domain.judging import judge, refusal
from shared.domain.markup import to_html
from shared.storage import comments
from shared.web.answers import answers

OWN_COMMENTS = 100
"""How many of a reader's comments on one article are shown to them."""
_OF_ONES_OWN = ("comment-not-found", "not-yours", "status-changed")


class Mine(BaseModel):
    """The caller's own comments on an article, newest first."""

    comments: list[OwnComment]


class Edited(BaseModel):
    """The comment as it is now."""

    comment: PublicComment


class Objection(BaseModel):
    """Why the author of a rejected comment wants another look at it."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


@api.get("/v1/articles/<article_id>/comments/mine")
def mine(article_id: OfArticle, author: CallingReader) -> Mine:
    """The caller's own comments, whatever their status, with the reasons for those that were rejected."""
    own = comments.of_reader(author.id, article_id, limit=OWN_COMMENTS)
    return Mine(comments=[OwnComment.mine(comment, html=to_html(comment.body)) for comment in own])


@api.patch(
    "/v1/articles/<article_id>/comments/<comment_id>",
    responses=answers(*_OF_ONES_OWN, "comment-refused", "edit-window-closed", "thread-closed"),
)
def edit(article_id: OfArticle, comment_id: OfComment, revision: Revision, author: CallingReader) -> Edited:
    """Change the text of one's own comment, for 15 minutes; it is judged again."""
    comment = comments.get(article_id, comment_id)
    writing.may_edit(comment, author, at=api.now)
    situation = comments.situation(article_id, author.id, None, badge=author.badge)
    draft = Draft(author_name=comment.name, body=revision.body)
    verdict = judge(draft, situation.circumstances, policy)
    if refused := refusal(verdict):
        raise refused
    revised = writing.revise(comment, revision, verdict=verdict, at=api.now)
    comments.change(comment, revised, keeping_text_at=api.now)
    return Edited(comment=as_posted(revised))


@api.delete(
    "/v1/articles/<article_id>/comments/<comment_id>",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(*_OF_ONES_OWN),
)
def withdraw(article_id: OfArticle, comment_id: OfComment, author: CallingReader) -> None:
    """Take back one's own comment. A tombstone stays while it has replies."""
    comment = comments.get(article_id, comment_id)
    comments.change(comment, writing.withdraw(comment, author), keeping_text_at=api.now)


@api.post(
    "/v1/articles/<article_id>/comments/<comment_id>/appeal",
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(*_OF_ONES_OWN, "already-appealed", "not-rejected"),
)
def appeal(article_id: OfArticle, comment_id: OfComment, objection: Objection, author: CallingReader) -> dict[str, str]:
    """Ask for another look at one's own rejected comment, once."""
    comment = comments.get(article_id, comment_id)
    comments.change(comment, writing.appeal(comment, objection.text, author, at=api.now))
    return {}
