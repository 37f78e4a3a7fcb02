"""The random keys for hashes that identify a device: see `shared/domain/people/keyed_hashes.py`."""

import secrets

from shared.domain.people.keyed_hashes import DAY_KEY_LIFETIME, KEY_BYTES, month_before, month_key_expires
from shared.domain.times import SECOND, day, month
from shared.storage import keys, table
from shared.storage.keys import Key

_today: dict[str, bytes] = {}
_months: dict[str, tuple[bytes, ...]] = {}


def of_day(*, at: int) -> bytes:
    """The random key of the day of `at` (ms since the epoch); the first request of a day makes it.

    The function remembers it until the day ends, so that a request costs no read.
    """
    today = day(at)
    if today not in _today:
        made = _made(keys.day_key(today), expires=(at + DAY_KEY_LIFETIME) // SECOND)
        _today.clear()
        _today[today] = made
    return _today[today]


def of_months(*, at: int) -> tuple[bytes, ...]:
    """The key of the month of `at`, made by its first comment, and the key of the month before, if there is one.

    The function remembers them until the month ends.
    """
    this = month(at)
    if this not in _months:
        before = keys.month_key(month_before(at))
        made = _made(keys.month_key(this), expires=month_key_expires(at) // SECOND)
        found = table.get(before).get(before)
        _months.clear()
        _months[this] = (made, bytes(found["key"])) if found else (made,)
    return _months[this]


def _made(key: Key, *, expires: int) -> bytes:
    found = table.get(key, consistent=True)
    if not found:
        # If another request was faster, its key counts.
        table.added({**key._asdict(), "key": secrets.token_bytes(KEY_BYTES), "expires_at": expires})
        found = table.get(key, consistent=True)
    return bytes(found[key]["key"])
