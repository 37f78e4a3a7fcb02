"""Readers see, edit and withdraw their own comments, and appeal against a rejection."""

import time
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from functions.comments.api import CallingReader, OfArticle, OfComment, api, sender
from functions.comments.posting import as_posted
from shared.domain.comments import own_comments
from shared.domain.comments.draft import Revision
from shared.domain.comments.markdown import to_html
from shared.domain.comments.posting import revise
from shared.domain.comments.public_comment import OwnComment, PublicComment
from shared.storage.comments import comments, posting
from shared.web.possible_answers import possible_answers

OWN_COMMENTS = 100
"""The most comments in the list of a reader's own comments on one article."""
_OF_ONES_OWN = ("comment-not-found", "not-yours", "read-only", "status-changed")


class Mine(BaseModel):
    """The caller's own comments on an article, newest first."""

    comments: list[OwnComment]


class Edited(BaseModel):
    """The comment after the edit."""

    comment: PublicComment


class Objection(BaseModel):
    """The text of an appeal: why a moderator should look at the rejected comment again."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]


@api.get("/v1/articles/<article_id>/comments/mine")
def mine(article_id: OfArticle, author: CallingReader) -> Mine:
    """The caller's own comments in every status. A rejected one has a statement of reasons."""
    own = comments.of_reader(author.id, article_id, limit=OWN_COMMENTS)
    return Mine(comments=[OwnComment.mine(comment, html=to_html(comment.body)) for comment in own])


@api.patch(
    "/v1/articles/<article_id>/comments/<comment_id>",
    responses=possible_answers(*_OF_ONES_OWN, "banned", "comment-refused", "edit-window-closed", "thread-closed"),
)
def edit(article_id: OfArticle, comment_id: OfComment, revision: Revision, author: CallingReader) -> Edited:
    """Change the text of one's own comment, within 15 minutes. The comment is judged again."""
    sent_by = sender(author)
    situation = posting.situation(article_id, comment_id, sent_by, revision.text_key)
    revised = revise(revision, situation, stopwatch=time.thread_time_ns)
    api.report_faults(revised.faults)
    comments.change(revised.change)
    return Edited(comment=as_posted(revised.change.after))


@api.delete(
    "/v1/articles/<article_id>/comments/<comment_id>",
    status_code=HTTPStatus.NO_CONTENT,
    responses=possible_answers(*_OF_ONES_OWN),
)
def withdraw(article_id: OfArticle, comment_id: OfComment, author: CallingReader) -> None:
    """Withdraw one's own comment. If it has replies, a tombstone stays in its place."""
    facts = comments.facts(article_id, comment_id, at=api.now)
    comments.change(own_comments.withdraw(facts, author, at=api.now))


@api.post(
    "/v1/articles/<article_id>/comments/<comment_id>/appeal",
    status_code=HTTPStatus.ACCEPTED,
    responses=possible_answers(*_OF_ONES_OWN, "already-appealed", "not-rejected"),
)
def appeal(article_id: OfArticle, comment_id: OfComment, objection: Objection, author: CallingReader) -> dict[str, str]:
    """Appeal against the rejection of one's own comment, once."""
    facts = comments.facts(article_id, comment_id, at=api.now)
    comments.change(own_comments.appeal(facts, objection.text, author, at=api.now))
    return {}
