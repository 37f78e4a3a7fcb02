"""Readers and their own comments: look at them, edit, withdraw, appeal."""

from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from functions.comments.api import CallingReader, OfArticle, OfComment, api, sending
from functions.comments.posting import as_posted, judged
from shared.domain import writing
from shared.domain.comments import Draft, OwnComment, PublicComment, Revision
from shared.domain.markup import to_html
from shared.domain.words import repeated_text_key
from shared.storage import comments
from shared.web.answers import answers

OWN_COMMENTS = 100
"""How many of a reader's comments on one article are shown to them."""
_OF_ONES_OWN = ("comment-not-found", "not-yours", "read-only", "status-changed")


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
    responses=answers(*_OF_ONES_OWN, "banned", "comment-refused", "edit-window-closed", "thread-closed"),
)
def edit(article_id: OfArticle, comment_id: OfComment, revision: Revision, author: CallingReader) -> Edited:
    """Change the text of one's own comment, for 15 minutes; it is judged again."""
    comment = comments.open_to(article_id, comment_id, author, at=api.now)
    writing.may_edit(comment, author, at=api.now)
    sent = sending(author, revision.body)
    situation = comments.situation(article_id, sent)
    # An edit is no further comment, and a text that is left as it was is not sent again.
    other_text = repeated_text_key(comment.body) != sent.text_key
    situation = situation._replace(by_reader=0, from_address=0, same_text=situation.same_text if other_text else 0)
    draft = Draft(author_name=comment.name, body=revision.body)
    circumstances = situation.circumstances(draft, sent)
    verdict = judged(draft, circumstances, situation.policy)
    revised = writing.revise(
        comment,
        revision,
        verdict=verdict,
        at=api.now,
        circumstances=circumstances,
        awaiting=situation.policy.judges.names,
    )
    counting = comments.Sent(sent, situation) if other_text else None
    comments.change(comment, revised, keeping_text_at=api.now, sent=counting)
    return Edited(comment=as_posted(revised))


@api.delete(
    "/v1/articles/<article_id>/comments/<comment_id>",
    status_code=HTTPStatus.NO_CONTENT,
    responses=answers(*_OF_ONES_OWN),
)
def withdraw(article_id: OfArticle, comment_id: OfComment, author: CallingReader) -> None:
    """Take back one's own comment. A tombstone stays while it has replies."""
    comment = comments.open_to(article_id, comment_id, author, at=api.now, banned_too=True)
    comments.change(comment, writing.withdraw(comment, author), keeping_text_at=api.now)


@api.post(
    "/v1/articles/<article_id>/comments/<comment_id>/appeal",
    status_code=HTTPStatus.ACCEPTED,
    responses=answers(*_OF_ONES_OWN, "already-appealed", "not-rejected"),
)
def appeal(article_id: OfArticle, comment_id: OfComment, objection: Objection, author: CallingReader) -> dict[str, str]:
    """Ask for another look at one's own rejected comment, once."""
    comment = comments.open_to(article_id, comment_id, author, at=api.now, banned_too=True)
    comments.change(comment, writing.appeal(comment, objection.text, author, at=api.now))
    return {}
