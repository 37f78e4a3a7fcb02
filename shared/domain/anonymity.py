"""What tells devices apart for a day and names nobody: keyed hashes of addresses, under a random key per UTC day.

Nothing derives the key from a secret that lives longer, so once it is gone nobody can compute the hashes again.
"""

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address

from shared.domain.times import DAY

DAY_KEY_LIFETIME = 2 * DAY
"""How long the key of a day is kept, in ms."""
DAY_KEY_BYTES = 32
_HOUSEHOLD_BITS = 64
"""One IPv6 customer has at least this network to take addresses from at will (RFC 6177; BCP 157)."""


def reader_key(address: str, agent: str, *, day_key: bytes) -> str:
    """32 hex digits that tell two readers of one day apart, by source address and user agent."""
    return _keyed(f"{address}\n{agent}", day_key)


def address_key(address: str, *, day_key: bytes) -> str:
    """32 hex digits that tell two source addresses of one day apart. An IPv6 network of 64 bits counts as one."""
    return _keyed(f"address {_network(address)}", day_key)


def comment_key(comment_id: str, *, day_key: bytes) -> str:
    """32 hex digits that tell two comments of one day apart."""
    return _keyed(f"comment {comment_id}", day_key)


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return parsed.exploded[: _HOUSEHOLD_BITS // 16 * 5]
    return address


def _keyed(text: str, day_key: bytes) -> str:
    return hmac.new(day_key, text.encode(), hashlib.sha256).hexdigest()[:32]
