"""A reader comments."""

import secrets
import time
from http import HTTPStatus
from typing import Annotated, NamedTuple

from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import BaseModel

from functions.comments.api import CallingReader, OfArticle, api, sender
from shared.domain.articles.article import Article, register
from shared.domain.comments.comment import Comment
from shared.domain.comments.draft import Draft
from shared.domain.comments.markdown import to_html
from shared.domain.comments.posting import compose
from shared.domain.comments.public_comment import Answered, PublicComment
from shared.domain.identifiers import RANDOM_BYTES, randomness_from_key, ulid
from shared.domain.judging.judge import judge
from shared.domain.judging.policy import Policy
from shared.domain.judging.refusal_sentences import refusal, too_many
from shared.domain.judging.verdict import Circumstances, Verdict
from shared.domain.people.keyed_hashes import comment_key
from shared.domain.people.reader import Reader
from shared.domain.refusals import CommentRefused, FieldError
from shared.domain.sharing.visit import Visit, visitors_comment
from shared.domain.times import Instant
from shared.settings import settings
from shared.storage.comments import posting
from shared.storage.comments.posting import Situation
from shared.storage.comments.rate_limits import Sender
from shared.storage.people import hash_keys
from shared.web.possible_answers import possible_answers

_NO_PARENT = FieldError(pointer="/parent_id", code="no-such-comment", detail="No visible comment has this id.")
_TRIES = 4
"""Somebody may send the same text at the same moment, and again."""


class Posted(BaseModel):
    """The comment that was stored; `status` says whether it is to be seen or waits for a moderator."""

    comment: PublicComment
    editable_until: Instant


class Taken(NamedTuple):
    """A comment that was stored, what it answers, and its article."""

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
    taken = take(draft, sender(author, draft.body), article_id, randomness=randomness)
    return Posted(comment=as_posted(taken.comment, taken.answered), editable_until=taken.comment.editable_until)


def take(draft: Draft, sent: Sender, article_id: str, *, randomness: bytes) -> Taken:
    """Judge what is sent and store it; what is sent again is what was stored before, whatever would be said of it now.

    Raises:
        Refusal: the rules refuse it, what it answers is not there, or another comment was sent under its key.
    """
    for _ in range(_TRIES):
        situation = posting.situation(article_id, sent, parent_id=draft.parent_id, own=ulid(sent.at, randomness))
        if situation.stored:
            stored = posting.same(draft.fingerprint, situation.stored)
            return Taken(stored, situation.answered, situation.article)
        if draft.parent_id and not situation.answered:
            raise CommentRefused(
                "The comment you answer is not there any more. Copy your text and comment anew.", [_NO_PARENT]
            )
        circumstances = situation.circumstances(draft, sent, seconds=draft.seconds)
        verdict = judged(draft, circumstances, situation.policy)
        comment = compose(
            draft,
            by=sent.author,
            on=article_id,
            under=situation.answered,
            verdict=verdict,
            at=sent.at,
            randomness=randomness,
            circumstances=circumstances,
            awaiting=situation.policy.judges.names,
        )
        registering = _unregistered(situation, draft)
        try:
            stored = posting.add(
                comment,
                registering=registering,
                visit=_by_visitor(draft, comment),
                sent=posting.Sent(sent, situation),
            )
        except posting.Outdated:
            continue
        return Taken(stored, situation.answered, registering or situation.article)
    raise too_many("The same text is being sent many times at this moment.", at=sent.at)


def judged(draft: Draft, circumstances: Circumstances, policy: Policy) -> Verdict:
    """What the rules say of `draft`, unless they refuse it.

    Raises:
        Refusal: they do.
    """
    verdict = judge(draft, circumstances, policy, stopwatch=time.thread_time_ns)
    if refused := refusal(verdict):
        raise refused
    return verdict


def as_posted(comment: Comment, answered: Comment | None = None) -> PublicComment:
    """`comment` as its author is shown it after writing: with name and text, even while others do not see it."""
    written = comment.model_copy(update={"author_name": comment.name, "body_html": to_html(comment.body)})
    name = answered.author_name if answered else None
    return PublicComment.of(written, answers=Answered(id=comment.answers, name=name) if comment.answers else None)


def _randomness(author: Reader, article_id: str, idempotency_key: str | None) -> bytes:
    if idempotency_key is None:
        return secrets.token_bytes(RANDOM_BYTES)
    return randomness_from_key(author.id, article_id, idempotency_key)


def _by_visitor(draft: Draft, comment: Comment) -> Visit | None:
    """The fact that who sent `draft` came by a shared link, if they did."""
    if draft.via is None:
        return None
    key = comment_key(comment.id, day_key=hash_keys.of_day(at=api.now))
    return visitors_comment(draft.via, comment.article_id, by=key, at=api.now)


def _unregistered(situation: Situation, draft: Draft) -> Article | None:
    """The article as the draft describes it, if this is the first that is heard of it."""
    if situation.article.registered or draft.article is None:
        return None
    return register(
        situation.article.id,
        draft.article,
        own_hosts=settings.site_hosts,
        at=api.now,
        close_after_days=situation.policy.close_after_days,
    )
