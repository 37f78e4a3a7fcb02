"""The newspaper's own judge: its own program, asked over HTTP with a signed request.

The request is `POST {"comment": {…}}` with the fields of `CommentForJudges`, times as RFC 3339, and the headers of
Standard Webhooks. The judge answers 200 and `{"outcome": "pass"}` or `{"outcome": "hold", "evidence": "why, for
moderators"}`. Anything else is no answer. The same version of a comment always has the same `webhook-id`, so the judge
can recognise a repetition.
"""

from collections.abc import Collection
from http import HTTPStatus
from typing import Literal

from pydantic import BaseModel, ValidationError

from shared.domain.judging.judge_address import refused_url
from shared.domain.judging.verdict import Finding
from shared.slow_judges.http_call import LONGEST_WAIT, post
from shared.slow_judges.service import CommentForJudges, Down, held, passed
from shared.slow_judges.signatures import keys_of, signed

WEIGHT = 80
"""Weight of a finding that holds a comment."""


class _Question(BaseModel):
    comment: CommentForJudges


class _Said(BaseModel):
    """The judge's answer; other fields are ignored."""

    outcome: Literal["pass", "hold"]
    evidence: str = ""


class NewspaperJudge:
    """The judge at one address, with the secret that signs its questions, and the list of allowed hosts."""

    name = "newspaper"
    title = "The newspaper's judge"

    def __init__(self, url: str, secret: str, hosts: Collection[str], *, seconds: float = LONGEST_WAIT) -> None:
        """Raises ValueError if the secret lists no usable key. The address is checked at each question."""
        self._url = url
        self._keys = keys_of(secret)
        self._hosts = hosts
        self._seconds = seconds

    def ask(self, asked: CommentForJudges, *, at: int) -> Finding:
        """The judge's finding.

        Raises:
            Down: its address is not allowed, or it gave no answer that can be understood.
        """
        refused = refused_url(self._url, self._hosts)
        if refused:
            raise Down(f"may not be asked at its address ({refused.rstrip('.')})")
        body = _Question(comment=asked).model_dump_json().encode()
        version = f"{asked.comment_id}-{asked.edited_at or asked.created_at}"
        headers = {"Content-Type": "application/json", **signed(self._keys, version, body, at=at)}
        answer = post(self._url, body, headers, seconds=self._seconds)
        if answer.status != HTTPStatus.OK:
            raise Down(f"answered with status {answer.status}")
        try:
            said = _Said.model_validate_json(answer.body)
        except ValidationError as fault:
            first = fault.errors(include_url=False, include_input=False)[0]
            where = "/".join(str(part) for part in first["loc"])
            raise Down(
                f"answered with something else than an outcome ({where or 'the answer'}: {first['msg']})"
            ) from None
        if said.outcome == "hold":
            return held(
                self.name, said.evidence or "The newspaper's judge holds it and does not say why.", weight=WEIGHT
            )
        return passed(self.name, said.evidence)
