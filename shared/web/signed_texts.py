"""Signed texts, which the service hands out and gets back unchanged: reader passes and cursors.

itsdangerous signs them with HMAC-SHA256. The key is derived from the secret and the purpose, so a signature for one
purpose is invalid for another.
"""

import hashlib
from typing import Any

from itsdangerous import BadData, URLSafeSerializer


class Broken(Exception):  # noqa: N818  (says what the seal is)
    """The text was not signed here, or not for this purpose, or was changed."""


def sign(content: dict[str, Any], *, secret: str, purpose: str) -> str:
    """`content` (JSON) as URL-safe text with a signature. Anyone can read it, and nobody can change it."""
    text: str = _serializer(secret, purpose).dumps(content)
    return text


def verified(text: str, *, secret: str, purpose: str) -> dict[str, Any]:
    """The content of a signed text.

    Raises:
        Broken: the signature is invalid.
    """
    try:
        content: dict[str, Any] = _serializer(secret, purpose).loads(text)
    except BadData:
        raise Broken from None
    return content


def _serializer(secret: str, purpose: str) -> URLSafeSerializer:
    keyed = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(secret, salt=f"postbag.{purpose}", signer_kwargs=keyed)
