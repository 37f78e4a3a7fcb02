"""A reader comments."""

import secrets
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import BaseModel

from functions.comments.api import CallingReader, OfArticle, api, policy
from shared.domain.anonymity import comment_key
from shared.domain.articles import Article, register
from shared.domain.comments import Answered, Comment, Draft, PublicComment
from shared.domain.identifiers import RANDOM_BYTES, randomness_from_key
from shared.domain.judging import RULES, Rule, Verdict, judge, refusal
from shared.domain.markup import to_html
from shared.domain.readers import Reader
from shared.domain.refusals import CommentRefused, FieldError
from shared.domain.times import Instant
from shared.domain.visits import Visit, visitors_comment
from shared.domain.writing import compose
from shared.settings import settings
from shared.storage import comments, day_keys
from shared.storage.comments import Situation
from shared.web.answers import answers

_NO_PARENT = FieldError(pointer="/parent_id", code="no-such-comment", detail="No visible comment has this id.")


class Posted(BaseModel):
    """The comment that was stored; `status` says whether it is to be seen or waits for a moderator."""

    comment: PublicComment
    editable_until: Instant


@api.post(
    "/v1/articles/<article_id>/comments",
    status_code=HTTPStatus.CREATED,
    responses=answers("comment-refused", "idempotency-conflict", "thread-closed"),
)
def post_comment(
    article_id: OfArticle,
    draft: Draft,
    author: CallingReader,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> Posted:
    """Publish a comment, or hold it for a moderator."""
    situation, verdict = judged(draft, author, article_id)
    comment = compose(
        draft,
        by=author,
        on=article_id,
        under=situation.answered,
        verdict=verdict,
        at=api.now,
        randomness=_randomness(author, article_id, idempotency_key),
    )
    stored = comments.add(comment, registering=unregistered(situation.article, draft), visit=by_visitor(draft, comment))
    return Posted(comment=as_posted(stored, situation.answered), editable_until=stored.editable_until)


def judged(
    draft: Draft, author: Reader, article_id: str, rules: Sequence[tuple[str, Rule]] = RULES
) -> tuple[Situation, Verdict]:
    """What `draft` meets, and what the rules say of it, unless they refuse it.

    Raises:
        CommentRefused: they do, or what it answers is not there.
    """
    situation = comments.situation(article_id, author.id, draft.parent_id, badge=author.badge)
    if draft.parent_id and not situation.answered:
        raise CommentRefused(
            "The comment you answer is not there any more. Copy your text and comment anew.", [_NO_PARENT]
        )
    verdict = judge(draft, situation.circumstances, policy, rules)
    if refused := refusal(verdict):
        raise refused
    return situation, verdict


def as_posted(comment: Comment, answered: Comment | None = None) -> PublicComment:
    """`comment` as its author is shown it after writing: with name and text, even while others do not see it."""
    written = comment.model_copy(update={"author_name": comment.name, "body_html": to_html(comment.body)})
    name = answered.author_name if answered else None
    return PublicComment.of(written, answers=Answered(id=comment.answers, name=name) if comment.answers else None)


def _randomness(author: Reader, article_id: str, idempotency_key: str | None) -> bytes:
    if idempotency_key is None:
        return secrets.token_bytes(RANDOM_BYTES)
    return randomness_from_key(author.id, article_id, idempotency_key)


def by_visitor(draft: Draft, comment: Comment) -> Visit | None:
    """The fact that who sent `draft` came by a shared link, if they did."""
    if draft.via is None:
        return None
    key = comment_key(comment.id, day_key=day_keys.of_day(at=api.now))
    return visitors_comment(draft.via, comment.article_id, by=key, at=api.now)


def unregistered(article: Article, draft: Draft) -> Article | None:
    """The article as the draft describes it, if this is the first that is heard of it."""
    if article.registered or draft.article is None:
        return None
    return register(article.id, draft.article, own_hosts=settings.site_hosts, at=api.now)
