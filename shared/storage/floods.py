"""How much comes from one address in an hour."""

from shared.domain.refusals import TooManyComments
from shared.domain.times import HOUR, SECOND, hour
from shared.storage import keys, table

_KEPT = 2 * HOUR


def count(address_key: str, *, limit: int, at: int) -> None:
    """Count one more from an address in the hour of `at` (ms since the epoch), if that makes no more than `limit`.

    The write is the check, so that any number of requests at once get no more through.

    Raises:
        TooManyComments: it would be more.
    """
    one_more = table.Change(
        sets={"expires_at": (at + _KEPT) // SECOND}, adds={"number": 1}, only_if_below={"number": limit}
    )
    try:
        table.write(one_more.at(keys.flood(hour(at), address_key)))
    except table.WriteRefused:
        raise TooManyComments(
            f"{limit} comments an hour are taken this way from one address. Send this one again in the next hour.",
            retry_after=(HOUR - at % HOUR + SECOND - 1) // SECOND,
        ) from None
