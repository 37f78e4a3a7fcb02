"""The random key of a day, under which what identifies a device is hashed: `shared/domain/anonymity.py`."""

import secrets

from shared.domain.anonymity import DAY_KEY_BYTES, DAY_KEY_LIFETIME
from shared.domain.times import SECOND, day
from shared.storage import keys, table

_remembered: dict[str, bytes] = {}


def of_day(*, at: int) -> bytes:
    """The random key of the day of `at` (ms since the epoch); the first request of a day makes it.

    Remembered for as long as the day lasts, so that a request costs no read.
    """
    today = day(at)
    if today not in _remembered:
        key = keys.day_key(at)
        found = table.get(key, consistent=True)
        if not found:
            # If another request was faster, its key is the day's.
            table.added(
                {
                    **key._asdict(),
                    "key": secrets.token_bytes(DAY_KEY_BYTES),
                    "expires_at": (at + DAY_KEY_LIFETIME) // SECOND,
                }
            )
            found = table.get(key, consistent=True)
        _remembered.clear()
        _remembered[today] = bytes(found[key]["key"])
    return _remembered[today]
