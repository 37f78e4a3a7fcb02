"""A reader gets a pass for a proof of work."""

import secrets
from http import HTTPStatus
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from functions.comments.api import api
from shared.domain.identifiers import RANDOM_BYTES, reader_id
from shared.domain.judging.refusal_sentences import read_only
from shared.domain.people import proof_of_work
from shared.domain.people.proof_of_work import Challenge
from shared.domain.times import Instant
from shared.secrets_manager import secret
from shared.settings import settings
from shared.storage.judging import policy_in_force
from shared.storage.people import used_challenges
from shared.web.callers import reader_pass
from shared.web.possible_answers import possible_answers


class Solution(BaseModel):
    """A solved challenge: base64 of JSON, as ALTCHA's widget makes it."""

    model_config = ConfigDict(extra="forbid")

    payload: str


class Pass(BaseModel):
    """A reader pass. Send it as `Authorization: Bearer`, and keep it until it expires."""

    reader_pass: Annotated[str, Field(serialization_alias="pass")]
    reader_id: str
    expires_at: Instant


@api.get("/v1/challenge")
def challenge() -> Challenge:
    """A proof-of-work challenge."""
    return proof_of_work.challenge(
        secret(settings.pass_secret_arn),
        number=secrets.randbelow(proof_of_work.MAX_NUMBER + 1),
        randomness=secrets.token_bytes(proof_of_work.SALT_BYTES),
        at=api.now,
    )


@api.post(
    "/v1/passes",
    status_code=HTTPStatus.CREATED,
    responses=possible_answers("challenge-failed", "challenge-used", "read-only"),
)
def get_pass(solution: Solution) -> Pass:
    """A reader pass for a solved challenge."""
    if policy_in_force.recent(at=api.now).read_only:
        raise read_only()
    solved, expires = proof_of_work.solved(solution.payload, secret(settings.pass_secret_arn), at=api.now)
    used_challenges.use(solved, expires=expires)
    reader = reader_id(secrets.token_bytes(RANDOM_BYTES))
    text, expires_at = reader_pass(reader, at=api.now)
    return Pass(reader_pass=text, reader_id=reader, expires_at=expires_at)
