"""Readers write: they get a reader pass, comment, and look at their own comments."""

import secrets
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Header, Path
from pydantic import BaseModel, ConfigDict, Field

from shared.domain import proof_of_work
from shared.domain.articles import Article, register
from shared.domain.comments import Draft, OwnComment, PublicComment, compose
from shared.domain.identifiers import RANDOM_BYTES, ArticleId, randomness_from_key, reader_id
from shared.domain.judging import judge, refusal
from shared.domain.policy import Policy
from shared.domain.proof_of_work import Challenge
from shared.domain.readers import Reader
from shared.domain.refusals import CommentRefused, FieldError
from shared.domain.times import Instant
from shared.settings import settings
from shared.storage import challenges, comments
from shared.storage.secrets import secret
from shared.web.api import Api
from shared.web.callers import calling_reader, reader_pass

OWN_COMMENTS = 100
"""How many of a reader's comments on one article are shown to them."""

_NO_PARENT = FieldError(pointer="/parent_id", code="no-such-comment", detail="No visible comment has this id.")

handler = api = Api()
policy = Policy()

CallingReader = Annotated[Reader, Depends(calling_reader)]


class Solution(BaseModel):
    """A solved challenge: base64 of JSON, as ALTCHA's widget makes it."""

    model_config = ConfigDict(extra="forbid")

    payload: str


class Pass(BaseModel):
    """A reader pass: send it as `Authorization: Bearer`, keep it until it expires."""

    reader_pass: Annotated[str, Field(serialization_alias="pass")]
    reader_id: str
    expires_at: Instant


class Posted(BaseModel):
    """The comment that was stored; `status` says whether it is to be seen or waits for a moderator."""

    comment: PublicComment
    editable_until: Instant


class Mine(BaseModel):
    """The caller's own comments on an article, newest first."""

    comments: list[OwnComment]


@api.get("/v1/challenge")
def challenge() -> Challenge:
    """A proof-of-work challenge."""
    return proof_of_work.challenge(
        secret(settings.pass_secret_arn),
        number=secrets.randbelow(proof_of_work.MAX_NUMBER + 1),
        randomness=secrets.token_bytes(proof_of_work.SALT_BYTES),
        at=api.now,
    )


@api.post("/v1/passes", status_code=HTTPStatus.CREATED)
def get_pass(solution: Solution) -> Pass:
    """A reader pass for a solved challenge."""
    solved, expires = proof_of_work.solved(solution.payload, secret(settings.pass_secret_arn), at=api.now)
    challenges.use(solved, expires=expires)
    reader = reader_id(secrets.token_bytes(RANDOM_BYTES))
    text, expires_at = reader_pass(reader, at=api.now)
    return Pass(reader_pass=text, reader_id=reader, expires_at=expires_at)


@api.post("/v1/articles/<article_id>/comments", status_code=HTTPStatus.CREATED)
def post_comment(
    article_id: Annotated[ArticleId, Path()],
    draft: Draft,
    author: CallingReader,
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=200)] = None,
) -> Posted:
    """Publish a comment, or hold it for a moderator."""
    situation = comments.situation(article_id, author.id, draft.parent_id)
    if draft.parent_id and not situation.answered:
        raise CommentRefused(
            "The comment you answer is not there any more. Copy your text and comment anew.", [_NO_PARENT]
        )
    verdict = judge(draft, situation.circumstances, policy)
    if refused := refusal(verdict):
        raise refused
    comment = compose(
        draft,
        by=author,
        on=article_id,
        under=situation.answered,
        verdict=verdict,
        at=api.now,
        randomness=_randomness(author, article_id, idempotency_key),
    )
    stored = comments.add(comment, registering=_unregistered(situation.article, draft))
    return Posted(comment=PublicComment.of(stored), editable_until=stored.editable_until)


@api.get("/v1/articles/<article_id>/comments/mine")
def mine(article_id: Annotated[ArticleId, Path()], author: CallingReader) -> Mine:
    """The caller's own comments, whatever their status, with the reasons for those that were rejected."""
    own = comments.of_reader(author.id, article_id, limit=OWN_COMMENTS)
    return Mine(comments=[OwnComment.mine(comment) for comment in own])


def _randomness(author: Reader, article_id: str, idempotency_key: str | None) -> bytes:
    if idempotency_key is None:
        return secrets.token_bytes(RANDOM_BYTES)
    return randomness_from_key(author.id, article_id, idempotency_key)


def _unregistered(article: Article, draft: Draft) -> Article | None:
    """The article as the draft describes it, if this is the first that is heard of it."""
    if article.registered or draft.article is None:
        return None
    return register(article.id, draft.article, own_hosts=settings.site_hosts, at=api.now)
