"""Symmetric signatures of Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks, spec)."""

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence

from shared.domain.times import SECOND

_PREFIX = "whsec_"
_SHORTEST = 24
"""Bytes of the shortest key ("Signature scheme")."""


def keys_of(secret: str) -> tuple[bytes, ...]:
    """The keys that a secret lists, the current one first, separated by white space or commas.

    A key is `whsec_` and base64, as the libraries of Standard Webhooks read it, or plain text, whose UTF-8 is the key.

    Raises:
        ValueError: there is no key, or one is too short or not base64.
    """
    keys = tuple(
        _key(written, number) for number, written in enumerate(re.split(r"[\s,]+", secret.strip(" \t\r\n,")), 1)
    )
    if not keys:
        raise ValueError("The secret of the newspaper's judge lists no key.")
    return keys


def signed(keys: Sequence[bytes], message_id: str, body: bytes, *, at: int) -> Mapping[str, str]:
    """The headers that prove the sender of `body` and the time (`at`, ms since the epoch).

    All keys sign, so the receiver may already use the new key or still use the old one ("Webhook headers").
    `message_id` must not contain a full stop.
    """
    timestamp = str(at // SECOND)
    content = b".".join((message_id.encode(), timestamp.encode(), body))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(key, content)}" for key in keys),
    }


def _signature(key: bytes, content: bytes) -> str:
    return base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


def _key(written: str, number: int) -> bytes:
    """Read one key. Errors name it by its place, never by its text."""
    try:
        key = (
            base64.b64decode(written.removeprefix(_PREFIX), validate=True)
            if written.startswith(_PREFIX)
            else written.encode()
        )
    except binascii.Error:
        raise ValueError(
            f"Key {number} of the newspaper's judge starts with whsec_ but goes on with no base64."
        ) from None
    if len(key) < _SHORTEST:
        raise ValueError(f"Key {number} of the newspaper's judge is too short: {_SHORTEST} random bytes are needed.")
    return key
