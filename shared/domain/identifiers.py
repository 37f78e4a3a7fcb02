"""Identifiers: an article has the newspaper's own id, a comment a ULID (github.com/ulid/spec), a reader 80 bits."""

import hashlib
import hmac
import json
import re
from typing import Annotated

from pydantic import StringConstraints

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_TIME_CHARACTERS = 10

RANDOM_BYTES = 10
"""Random bytes of a ULID."""

_ARTICLE_ID = r"^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$"

ArticleId = Annotated[str, StringConstraints(pattern=_ARTICLE_ID)]
CommentId = Annotated[str, StringConstraints(pattern=r"^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
ReaderId = Annotated[str, StringConstraints(pattern=r"^[0-9a-hjkmnp-tv-z]{16}$")]


def is_article_id(text: str) -> bool:
    """Could `text` be an article's id?"""
    return re.fullmatch(_ARTICLE_ID, text) is not None


def ulid(at: int, randomness: bytes) -> str:
    """A ULID in lower case: 48 bits of `at` (ms since the epoch), then 80 bits of `randomness` (10 bytes).

    As text it sorts by time, since Crockford's alphabet is in ASCII order.
    """
    return _base32(at, _TIME_CHARACTERS) + reader_id(randomness)


def reader_id(randomness: bytes) -> str:
    """A reader's id: 80 bits of `randomness` (10 bytes) as 16 characters.

    Raises:
        ValueError: `randomness` has another length.
    """
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"{RANDOM_BYTES} random bytes are needed, not {len(randomness)}")
    return _base32(int.from_bytes(randomness), 16)


def randomness_from_key(reader: str, article_id: str, idempotency_key: str) -> bytes:
    """The random part of the id of the comment that `reader` sends to an article under an Idempotency-Key.

    The same three always give the same 10 bytes, so the same comment cannot be stored twice.
    """
    return hashlib.sha256(f"{reader}\n{article_id}\n{idempotency_key}".encode()).digest()[:RANDOM_BYTES]


def randomness_from_login(secret: str, issuer: str, subject: str) -> bytes:
    """10 bytes for an account at an issuer, always the same. Without the secret nobody can compute them."""
    account = json.dumps(["login", issuer, subject]).encode()
    return hmac.new(secret.encode(), account, hashlib.sha256).digest()[:RANDOM_BYTES]


def created_at(comment: str) -> int:
    """When a comment was written, in ms since the epoch, read from its id."""
    at = 0
    for character in comment[:_TIME_CHARACTERS]:
        at = at * 32 + _CROCKFORD.index(character)
    return at


def random_part(comment: str) -> str:
    """The 16 random characters of a comment's id, without its time."""
    return comment[_TIME_CHARACTERS:]


def _base32(number: int, width: int) -> str:
    return "".join(_CROCKFORD[(number >> (5 * place)) & 31] for place in reversed(range(width)))
