"""Readers and their own comments: look at them, edit, withdraw, appeal."""

from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from functions.comments.api import CallingReader, OfArticle, OfComment, api, sender
from functions.comments.posting import as_posted, judged
from shared.domain.comments import own_comments, posting
from shared.domain.comments.draft import Draft, Revision
from shared.domain.comments.markdown import to_html
from shared.domain.comments.public_comment import OwnComment, PublicComment
from shared.domain.words.listed_words import repeated_text_key
from shared.storage.comments import comments
from shared.storage.comments import posting as stored_posting
from shared.web.possible_answers import possible_answers

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
    responses=possible_answers(*_OF_ONES_OWN, "banned", "comment-refused", "edit-window-closed", "thread-closed"),
)
def edit(article_id: OfArticle, comment_id: OfComment, revision: Revision, author: CallingReader) -> Edited:
    """Change the text of one's own comment, for 15 minutes; it is judged again."""
    comment = comments.open_to(article_id, comment_id, author, at=api.now)
    own_comments.may_edit(comment, author, at=api.now)
    sent = sender(author, revision.body)
    situation = stored_posting.situation(article_id, sent)
    # An edit is no further comment, and a text that is left as it was is not sent again.
    other_text = repeated_text_key(comment.body) != sent.text_key
    situation = situation._replace(by_reader=0, from_address=0, same_text=situation.same_text if other_text else 0)
    draft = Draft(author_name=comment.name, body=revision.body)
    circumstances = situation.circumstances(draft, sent)
    verdict = judged(draft, circumstances, situation.policy)
    revised = posting.revise(
        comment,
        revision,
        verdict=verdict,
        at=api.now,
        circumstances=circumstances,
        awaiting=situation.policy.judges.names,
    )
    counting = stored_posting.Sent(sent, situation) if other_text else None
    comments.change(comment, revised, keeping_text_at=api.now, sent=counting)
    return Edited(comment=as_posted(revised))


@api.delete(
    "/v1/articles/<article_id>/comments/<comment_id>",
    status_code=HTTPStatus.NO_CONTENT,
    responses=possible_answers(*_OF_ONES_OWN),
)
def withdraw(article_id: OfArticle, comment_id: OfComment, author: CallingReader) -> None:
    """Take back one's own comment. A tombstone stays while it has replies."""
    comment = comments.open_to(article_id, comment_id, author, at=api.now, banned_too=True)
    comments.change(comment, own_comments.withdraw(comment, author), keeping_text_at=api.now)


@api.post(
    "/v1/articles/<article_id>/comments/<comment_id>/appeal",
    status_code=HTTPStatus.ACCEPTED,
    responses=possible_answers(*_OF_ONES_OWN, "already-appealed", "not-rejected"),
)
def appeal(article_id: OfArticle, comment_id: OfComment, objection: Objection, author: CallingReader) -> dict[str, str]:
    """Appeal against the rejection of one's own comment, once."""
    comment = comments.open_to(article_id, comment_id, author, at=api.now, banned_too=True)
    comments.change(comment, own_comments.appeal(comment, objection.text, author, at=api.now))
    return {}
