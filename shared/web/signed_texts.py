"""Sealed texts: what the service hands out to get back unchanged. Reader passes and cursors are such.

itsdangerous signs them with HMAC-SHA256 under a key derived from the secret and the purpose, so that a seal made for
one purpose does not open for another.
"""

import hashlib
from typing import Any

from itsdangerous import BadData, URLSafeSerializer


class Broken(Exception):  # noqa: N818  (says what the seal is)
    """This text was not sealed here, or not for this purpose, or was changed."""


def sign(content: dict[str, Any], *, secret: str, purpose: str) -> str:
    """`content` (JSON) as URL-safe text with a signature. It is readable by anyone, and changeable by nobody."""
    text: str = _serializer(secret, purpose).dumps(content)
    return text


def verified(text: str, *, secret: str, purpose: str) -> dict[str, Any]:
    """What was sealed.

    Raises:
        Broken: see there.
    """
    try:
        content: dict[str, Any] = _serializer(secret, purpose).loads(text)
    except BadData:
        raise Broken from None
    return content


def _serializer(secret: str, purpose: str) -> URLSafeSerializer:
    keyed = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(secret, salt=f"postbag.{purpose}", signer_kwargs=keyed)
