"""The policy in force, and the versions before it.

A small item names the version in force. It is read with the other items of a request, so a change holds from the next
request on. The policy itself may be long, so a function reads it once per start. A policy never changes under its hash.
"""

import json
import zlib
from collections.abc import Mapping

from shared.domain.judging.policy import BUILT_IN, Policy, Version, packed
from shared.domain.times import SECOND
from shared.storage import keys, table
from shared.storage.keys import Key
from shared.storage.table import Item

FRESH_FOR = 10 * SECOND
"""Time for which `recent` trusts the policy that it read last, in ms."""
_REMEMBERED = 8


_rules: dict[str, Policy] = {}
_recent: tuple[int, Policy] | None = None


def among(found: Mapping[Key, Item]) -> Policy:
    """The policy in force, as the item of `keys.policy_in_force()` among the `found` ones says."""
    item = found.get(keys.policy_in_force())
    return _rules_of(item) if item else BUILT_IN.policy


def in_force() -> Version:
    """The version in force, in one read."""
    key = keys.policy_in_force()
    item = table.get(key, consistent=True).get(key)
    return as_version(item, _rules_of(item)) if item else BUILT_IN


def recent(*, at: int) -> Policy:
    """A policy that was in force within the last ten seconds; `at` is in ms since the epoch."""
    global _recent  # noqa: PLW0603  (what a function remembers between requests)
    if _recent is None or not 0 <= at - _recent[0] < FRESH_FOR:
        _recent = (at, in_force().policy)
    return _recent[1]


def version(number: int) -> Version | None:
    """The version of a number, in one read; None if there is none."""
    key = keys.policy_version(number)
    item = table.get(key, consistent=True).get(key) if number else None
    if item is None:
        return None if number else BUILT_IN
    return as_version(item, _unpacked(item))


def as_version(item: Item, policy: Policy) -> Version:
    """The version that an item describes."""
    made = {name: item.get(name) for name in ("by", "at", "note")}
    return Version(number=int(item["number"]), policy=policy, **made)


def version_item(made: Version) -> Item:
    """A version as the table keeps it. 10,000 words take some 50 KB."""
    return {**keys.policy_version(made.number)._asdict(), **summary(made), "policy": packed(made.policy)}


def summary(made: Version) -> Item:
    """The attributes of a version besides its policy. The item of the version in force has the same."""
    return {"number": made.number, "hash": made.policy.hash, "by": made.by, "at": made.at, "note": made.note}


def _rules_of(item: Item) -> Policy:
    """The policy of the version that `item` names."""
    name = str(item["hash"])
    if name not in _rules:
        key = keys.policy_version(int(item["number"]))
        found = _unpacked(table.get(key, consistent=True)[key])
        while len(_rules) >= _REMEMBERED:
            del _rules[next(iter(_rules))]
        _rules[name] = found
    return _rules[name]


def _unpacked(item: Item) -> Policy:
    """The policy in an item. A field that this release does not know is left out; a new field has its default."""
    return Policy.model_validate(json.loads(zlib.decompress(bytes(item["policy"]))), extra="ignore")
