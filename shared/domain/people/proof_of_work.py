"""A proof of work in ALTCHA's version 1 format (altcha.org/docs/v2/widget-v1: challenge, solution).

A salt ends in `&`, so that digits appended to it cannot count as part of it (ALTCHA's advisory of December 2025).
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, StrictInt, ValidationError

from shared.domain.refusals import ChallengeFailed
from shared.domain.times import MINUTE, SECOND

MAX_NUMBER = 50_000
"""The largest secret number. On average a browser computes 25,000 hashes, which takes some tenths of a second."""
LIFETIME = 10 * MINUTE
"""How long a challenge is valid, in ms."""
SALT_BYTES = 12
_LONGEST_PAYLOAD = 2_000
_SALT = re.compile(r"[0-9a-f]{24}\?expires=([0-9]{10,12})&")

_AGAIN = "Ask for a new challenge at GET /v1/challenge and solve that one."


class Challenge(BaseModel):
    """Find `n` in 0..maxnumber for which the hex SHA-256 of the text `salt` + `n` equals `challenge`."""

    algorithm: Literal["SHA-256"] = "SHA-256"
    challenge: str
    salt: str
    maxnumber: int
    signature: str


class _Solution(BaseModel):
    model_config = ConfigDict(extra="ignore")  # ALTCHA's widget adds the time it took

    algorithm: Literal["SHA-256"]
    challenge: str
    number: StrictInt
    salt: str
    signature: str


def challenge(key: str, *, number: int, randomness: bytes, at: int) -> Challenge:
    """A new challenge: `number` (0..MAX_NUMBER) is the secret, `randomness` the salt, `at` ms since the epoch."""
    salt = f"{randomness.hex()}?expires={(at + LIFETIME) // SECOND}&"
    digest = _digest(salt, number)
    return Challenge(challenge=digest, salt=salt, maxnumber=MAX_NUMBER, signature=_sign(key, digest))


def solved(payload: str, key: str, *, at: int) -> tuple[str, int]:
    """The challenge that `payload` (base64 of JSON) solves, and when it expires (ms since the epoch).

    Raises:
        ChallengeFailed: this is no solution, its challenge was not made here, or it came too late.
    """
    try:
        solution = _Solution.model_validate(
            json.loads(base64.b64decode(payload[: _LONGEST_PAYLOAD + 1], validate=True))
        )
    except (binascii.Error, ValueError, RecursionError, ValidationError):
        raise ChallengeFailed(f"The payload is not a solution in ALTCHA's format. {_AGAIN}") from None
    if not hmac.compare_digest(_sign(key, solution.challenge).encode(), solution.signature.encode(errors="replace")):
        raise ChallengeFailed(f"This challenge was not made here. {_AGAIN}")
    if _digest(solution.salt, solution.number) != solution.challenge:
        raise ChallengeFailed(f"The number does not solve the challenge. {_AGAIN}")
    expires = _expiry(solution.salt)
    if expires <= at:
        raise ChallengeFailed(f"The challenge has expired, or its salt was altered. {_AGAIN}")
    return solution.challenge, expires


def _digest(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode(errors="replace")).hexdigest()


def _sign(key: str, digest: str) -> str:
    return hmac.new(key.encode(), digest.encode(errors="replace"), hashlib.sha256).hexdigest()


def _expiry(salt: str) -> int:
    """When our salt expires, in ms since the epoch; 0 for a salt of another form."""
    ours = _SALT.fullmatch(salt)
    return int(ours[1]) * SECOND if ours else 0
