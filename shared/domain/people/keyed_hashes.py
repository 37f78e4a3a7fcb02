"""Keyed hashes of addresses, under random keys that rotate: they distinguish devices for a while and name nobody.

Shares and visits use a key per UTC day. Comments use a key per UTC month, since a ban of an address must outlast
midnight. No key is derived from a longer-lived secret, so once it is deleted nobody can compute its hashes again.
"""

import hashlib
import hmac
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address

from shared.domain.times import DAY, SECOND, month

DAY_KEY_LIFETIME = 2 * DAY
"""Lifetime of a day's key, in ms."""
ORIGIN_LIFETIME = 30 * DAY
"""How long the table keeps the address hash of a comment, in ms."""
KEY_BYTES = 32
_HOUSEHOLD_BITS = 64
"""Bits of the smallest IPv6 network that one customer gets, and may take any address from (RFC 6177; BCP 157)."""


def month_before(at: int) -> str:
    """The UTC month (`2026-10`) before the one of `at` (ms since the epoch)."""
    return month(_month_begins(at) - DAY)


def month_key_expires(at: int) -> int:
    """When the key of the month of `at` expires: at the end of the next month. Both in ms since the epoch.

    So a hash is useful for one to two months, and an address is compared under at most two keys.
    """
    longest = 32 * DAY
    return _month_begins(_month_begins(_month_begins(at) + longest) + longest)


def reader_key(address: str, agent: str, *, day_key: bytes) -> str:
    """32 hex digits that distinguish readers of one day, by source address and user agent."""
    return _keyed(f"{address}\n{agent}", day_key)


def address_key(address: str, *, key: bytes) -> str:
    """32 hex digits that distinguish source addresses while `key` is kept. An IPv6 /64 counts as one address."""
    return _keyed(f"address {_network(address)}", key)


def comment_key(comment_id: str, *, day_key: bytes) -> str:
    """32 hex digits that distinguish comments of one day."""
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
