"""A reader sends a comment."""

import secrets
import time
from http import HTTPStatus
from typing import Annotated, NamedTuple

from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import BaseModel

from functions.comments.api import CallingReader, OfArticle, api, sender
from shared.domain.articles.article import Article
from shared.domain.comments.comment import Comment
from shared.domain.comments.draft import Draft
from shared.domain.comments.markdown import to_html
from shared.domain.comments.posting import submit
from shared.domain.comments.public_comment import Answered, PublicComment
from shared.domain.comments.sender import Sender
from shared.domain.identifiers import RANDOM_BYTES, randomness_from_key, ulid
from shared.domain.judging.refusal_sentences import too_many
from shared.domain.people.reader import Reader
from shared.domain.times import Instant
from shared.settings import settings
from shared.storage.comments import posting
from shared.storage.people import hash_keys
from shared.web.possible_answers import possible_answers

_TRIES = 4
"""Attempts to store a comment. Others may send the same text between any read and its write."""


class Posted(BaseModel):
    """The stored comment. Its `status` is `approved`, or `pending` while it waits for a moderator."""

    comment: PublicComment
    editable_until: Instant


class Taken(NamedTuple):
    """A stored comment, the comment it answers, and its article."""

    comment: Comment
    answered: Comment | None
    article: Article


@api.post(
    "/v1/articles/<article_id>/comments",
    status_code=HTTPStatus.CREATED,
    responses=possible_answers(
        "banned", "comment-refused", "idempotency-conflict", "read-only", "thread-closed", "too-many-comments"
    ),
)
def post_comment(
    article_id: OfArticle,
    draft: Draft,
    author: CallingReader,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> Posted:
    """Publish a comment, or hold it for a moderator."""
    randomness = _randomness(author, article_id, idempotency_key)
    taken = take(draft, sender(author), article_id, randomness=randomness)
    return Posted(comment=as_posted(taken.comment, taken.answered), editable_until=taken.comment.editable_until)


def take(draft: Draft, sent_by: Sender, article_id: str, *, randomness: bytes) -> Taken:
    """Judge a draft and store its comment. If others change the facts before the write, judge it again by fresh facts.

    Raises:
        Refusal: the rules refuse the draft, the comment it answers is gone, or its key was used for another comment.
        TooManyComments: the facts changed at every attempt.
    """
    comment_id = ulid(sent_by.at, randomness)
    for _ in range(_TRIES):
        situation = posting.situation(article_id, comment_id, sent_by, draft.text_key, parent_id=draft.parent_id)
        submission = submit(
            draft,
            situation,
            own_hosts=settings.site_hosts,
            day_key=hash_keys.of_day(at=sent_by.at) if draft.via else b"",
            stopwatch=time.thread_time_ns,
        )
        api.report_faults(submission.faults)
        try:
            posting.add(submission, situation)
        except posting.Outdated:
            continue
        return Taken(submission.comment, situation.answered, submission.registering or situation.article)
    raise too_many("The same text is being sent many times at this moment.", at=sent_by.at)


def as_posted(comment: Comment, answered: Comment | None = None) -> PublicComment:
    """The author's view of a comment just sent: with name and text, even while others do not see them."""
    written = comment.model_copy(update={"author_name": comment.name, "body_html": to_html(comment.body)})
    name = (answered.author_name or None) if answered else None
    return PublicComment.of(written, answers=Answered(id=comment.answers, name=name) if comment.answers else None)


def _randomness(author: Reader, article_id: str, idempotency_key: str | None) -> bytes:
    if idempotency_key is None:
        return secrets.token_bytes(RANDOM_BYTES)
    return randomness_from_key(author.id, article_id, idempotency_key)
