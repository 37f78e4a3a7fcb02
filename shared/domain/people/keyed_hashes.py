"""What tells devices apart for a while and names nobody: keyed hashes of addresses, under random keys that rotate.

Readers who share or visit are told apart for a UTC day, the addresses that comments come from for a UTC month: a ban of
one has to outlast midnight. Nothing derives a key from a secret that lives longer, so once it is gone nobody can
compute the hashes again.
"""

import hashlib
import hmac
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address

from shared.domain.times import DAY, SECOND, month

DAY_KEY_LIFETIME = 2 * DAY
"""How long the key of a day is kept, in ms."""
ORIGIN_LIFETIME = 30 * DAY
"""How long it is kept from which address a comment came, in ms."""
KEY_BYTES = 32
_HOUSEHOLD_BITS = 64
"""One IPv6 customer has at least this network to take addresses from at will (RFC 6177; BCP 157)."""


def month_before(at: int) -> str:
    """The UTC month before that of `at` (ms since the epoch)."""
    return month(_month_begins(at) - DAY)


def month_key_expires(at: int) -> int:
    """When the key of the month of `at` is gone: with the month after it. Both in ms since the epoch.

    So a hash means something for one to two months, and an address is compared under two keys at the most.
    """
    longest = 32 * DAY
    return _month_begins(_month_begins(_month_begins(at) + longest) + longest)


def reader_key(address: str, agent: str, *, day_key: bytes) -> str:
    """32 hex digits that tell two readers of one day apart, by source address and user agent."""
    return _keyed(f"{address}\n{agent}", day_key)


def address_key(address: str, *, key: bytes) -> str:
    """32 hex digits that tell two source addresses apart while `key` is kept. An IPv6 network of 64 bits is one."""
    return _keyed(f"address {_network(address)}", key)


def comment_key(comment_id: str, *, day_key: bytes) -> str:
    """32 hex digits that tell two comments of one day apart."""
    return _keyed(f"comment {comment_id}", day_key)


def _month_begins(at: int) -> int:
    moment = datetime.fromtimestamp(at // SECOND, UTC)
    return int(datetime(moment.year, moment.month, 1, tzinfo=UTC).timestamp()) * SECOND


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
