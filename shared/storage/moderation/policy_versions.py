"""Versions of the policy: put a new one into force, and list all of them."""

from typing import NamedTuple

from shared.domain.judging.policy import BUILT_IN, Version
from shared.domain.moderation.policy_versions import PolicyOutcome, current
from shared.domain.refusals import PolicyChanged
from shared.domain.times import Instant
from shared.storage import keys, table
from shared.storage.judging import policy_in_force
from shared.storage.log import log_entries


class VersionSummary(NamedTuple):
    """A version without its rules: their hash, and its admin, time and reason."""

    number: int
    hash: str
    by: str | None
    at: Instant | None
    note: str | None


class VersionPage(NamedTuple):
    """Some versions, newest first; `more` is True if there are older ones."""

    lines: list[VersionSummary]
    more: bool


def write(before: Version, outcome: PolicyOutcome) -> None:
    """Put a version into force in place of `before` and log it, in one transaction. Without an entry it writes nothing.

    Raises:
        PolicyChanged: somebody else has changed the rules since they were read.
    """
    version, entry = outcome
    if entry is None:
        return
    in_force = table.Change(
        sets={name: value for name, value in policy_in_force.summary(version).items() if value is not None},
        removes=set() if version.note else {"note"},
        only_if={"number": before.number or None},
    )
    try:
        table.write(
            table.new(policy_in_force.version_item(version)),
            in_force.at(keys.policy_in_force()),
            log_entries.line(entry),
        )
    except table.LostRace:
        raise PolicyChanged(
            "Somebody has changed the rules at the same moment. Read them again.",
            current=current(policy_in_force.in_force()),
        ) from None


def before(number: int | None, *, limit: int) -> VersionPage:
    """Up to `limit` versions before `number`, newest first. The built-in policy is the last one."""
    page = table.query(
        None,
        "pk = :versions" + (" AND sk < :before" if number is not None else ""),
        {
            ":versions": keys.POLICY_VERSIONS,
            ":before": keys.policy_version(number).sk if number is not None else None,
        },
        limit=limit + 1,
        forward=False,
    )
    lines = [
        VersionSummary(int(item["number"]), item["hash"], item.get("by"), int(item["at"]), item.get("note"))
        for item in page.items
    ]
    built_in = VersionSummary(BUILT_IN.number, BUILT_IN.policy.hash, None, None, None)
    listed = lines if len(lines) > limit or number == 0 else [*lines, built_in]
    return VersionPage(listed[:limit], more=len(listed) > limit)
