"""What things are called: articles by the newspaper's own id, comments by ULID (github.com/ulid/spec)."""

import hashlib
import hmac
import json
import re
from typing import Annotated

from pydantic import StringConstraints

_CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
_TIME_CHARACTERS = 10

RANDOM_BYTES = 10
"""How many bytes of a ULID are random."""

_ARTICLE_ID = r"^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$"

ArticleId = Annotated[str, StringConstraints(pattern=_ARTICLE_ID)]
CommentId = Annotated[str, StringConstraints(pattern=r"^[0-7][0-9a-hjkmnp-tv-z]{25}$")]
ReaderId = Annotated[str, StringConstraints(pattern=r"^[0-9a-hjkmnp-tv-z]{16}$")]


def is_article_id(text: str) -> bool:
    """Could `text` be an article's id?"""
    return re.fullmatch(_ARTICLE_ID, text) is not None


def ulid(at: int, randomness: bytes) -> str:
    """A ULID in lower case: 48 bits of `at` (ms since the epoch), then 80 bits of `randomness` (10 bytes).

    Sorts by time as text, because Crockford's alphabet is in the order of ASCII.
    """
    return _base32(at, _TIME_CHARACTERS) + reader_id(randomness)


def reader_id(randomness: bytes) -> str:
    """16 characters that stand for 80 bits of `randomness` (10 bytes)."""
    if len(randomness) != RANDOM_BYTES:
        raise ValueError(f"{RANDOM_BYTES} random bytes are needed, not {len(randomness)}")
    return _base32(int.from_bytes(randomness), 16)


def randomness_from_key(reader: str, article_id: str, idempotency_key: str) -> bytes:
    """The random part of the id of the comment that `reader` sends to an article under an Idempotency-Key.

    The same three always give the same 10 bytes, so the same comment cannot be stored twice.
    """
    return hashlib.sha256(f"{reader}\n{article_id}\n{idempotency_key}".encode()).digest()[:RANDOM_BYTES]


def randomness_from_login(secret: str, issuer: str, subject: str) -> bytes:
    """10 bytes that always stand for the same account at the same issuer, and say nothing to who lacks the secret."""
    account = json.dumps(["login", issuer, subject]).encode()
    return hmac.new(secret.encode(), account, hashlib.sha256).digest()[:RANDOM_BYTES]


def created_at(comment: str) -> int:
    """When a comment was written, in ms since the epoch, as its id says."""
    at = 0
    for character in comment[:_TIME_CHARACTERS]:
        at = at * 32 + _CROCKFORD.index(character)
    return at


def random_part(comment: str) -> str:
    """The 16 characters of a comment's id that do not tell the time."""
    return comment[_TIME_CHARACTERS:]


def _base32(number: int, width: int) -> str:
    return "".join(_CROCKFORD[(number >> (5 * place)) & 31] for place in reversed(range(width)))
