"""The bans in force for a reader who writes."""

from collections.abc import Iterable, Mapping, Sequence

from shared.domain.people.ban import Ban, BanKind
from shared.domain.people.reader import Reader
from shared.storage import keys
from shared.storage.keys import Key
from shared.storage.table import Item


def keys_of(reader: Reader, addresses: Sequence[str] = ()) -> list[Key]:
    """The keys of possible bans: of a reader, of their mail domain, and of the hashes of their address."""
    barring = [keys.ban(BanKind.READER, reader.id), *(keys.ban(BanKind.ADDRESS, address) for address in addresses)]
    return barring + ([keys.ban(BanKind.DOMAIN, reader.mail_domain)] if reader.mail_domain else [])


def among(found: Mapping[Key, Item], barring: Iterable[Key], *, at: int) -> Ban | None:
    """The ban in force at `at` (ms since the epoch) among the items that were read; the longest of several."""
    bans = [Ban.model_validate(found[key]) for key in barring if key in found]
    held = [ban for ban in bans if ban.holds(at)]
    return max(held, key=lambda ban: (ban.until is None, ban.until or 0), default=None)
