"""The policy in force, and the versions before it.

A small item says which version is in force; it is read with whatever else a request reads, so that a change holds from
the next request on. The version itself, which may be long, is read once per start of a function.
"""

import json
import zlib
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict

from shared.domain.policy import Policy
from shared.domain.times import SECOND, Instant
from shared.storage import keys, table
from shared.storage.keys import Key
from shared.storage.table import Item

FRESH_FOR = 10 * SECOND
"""So long a function that reads the policy for a switch only believes what it knows, in ms."""
_REMEMBERED = 8


class Version(BaseModel):
    """A version of the policy: which, what, who and when."""

    model_config = ConfigDict(frozen=True)

    number: int
    """0 is what Postbag comes with."""
    policy: Policy
    by: str | None = None
    at: Instant | None = None
    note: str | None = None


_versions: dict[int, Version] = {0: Version(number=0, policy=Policy())}
_recent: tuple[int, Policy] | None = None


def among(found: Mapping[Key, Item]) -> Policy:
    """The policy in force, as the item says that was read with others: ask for `keys.policy_in_force()`."""
    item = found.get(keys.policy_in_force())
    return version(int(item["number"]) if item else 0).policy


def in_force() -> Version:
    """The version in force, in one read."""
    key = keys.policy_in_force()
    item = table.get(key, consistent=True).get(key)
    return version(int(item["number"]) if item else 0)


def recent(*, at: int) -> Policy:
    """The policy that was in force within the last seconds; `at` is in ms since the epoch."""
    global _recent  # noqa: PLW0603  (what a function remembers between requests)
    if _recent is None or not 0 <= at - _recent[0] < FRESH_FOR:
        _recent = (at, in_force().policy)
    return _recent[1]


def version(number: int) -> Version:
    """A version, whichever. Versions never change, so each is read once."""
    if number not in _versions:
        key = keys.policy_version(number)
        found = table.get(key, consistent=True)[key]
        while len(_versions) > _REMEMBERED:
            del _versions[max(1, min(known for known in _versions if known))]
        _versions[number] = _from_item(found)
    return _versions[number]


def to_item(made: Version) -> Item:
    """A version as the table keeps it: 10,000 words are some 50 KB."""
    document = json.dumps(made.policy.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    return {
        **keys.policy_version(made.number)._asdict(),
        "number": made.number,
        "hash": made.policy.hash,
        "policy": zlib.compress(document.encode()),
        "by": made.by,
        "at": made.at,
        "note": made.note,
    }


def _from_item(item: Item) -> Version:
    """A field that a later release does not know any more is left out; one that is new has its default."""
    document = json.loads(zlib.decompress(bytes(item["policy"])))
    policy = Policy.model_validate(document, extra="ignore")
    return Version(
        number=int(item["number"]), policy=policy, by=item.get("by"), at=item.get("at"), note=item.get("note")
    )
