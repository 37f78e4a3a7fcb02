"""Versions of the policy: a new one comes into force, and those that there were are listed."""

from typing import NamedTuple

from shared.domain.judging.policy import Policy
from shared.domain.log.log_entry import LogEntry, LoggedAction
from shared.domain.moderation.decisions import LogStamp
from shared.domain.refusals import PolicyChanged
from shared.domain.times import Instant
from shared.storage import keys, table
from shared.storage.judging import policy_in_force
from shared.storage.judging.policy_in_force import BUILT_IN, Version
from shared.storage.log import log_entries


class VersionSummary(NamedTuple):
    """A version without its rules: their hash, who made it when, and why."""

    number: int
    hash: str
    by: str | None
    at: Instant | None
    note: str | None


class VersionPage(NamedTuple):
    """Some versions, newest first, and whether there are older ones."""

    lines: list[VersionSummary]
    more: bool


def enforce(policy: Policy, hand: LogStamp, *, note: str | None = None, if_hash: str | None = None) -> Version:
    """Put `policy` into force as a new version, and on record, in one transaction; the same again changes nothing.

    Answers the version in force from now on.

    Raises:
        PolicyChanged: `if_hash` does not name the rules in force, or somebody else has changed them meanwhile.
    """
    now = policy_in_force.in_force()
    if if_hash is not None and if_hash != now.policy.hash:
        raise PolicyChanged("Somebody has changed the rules since you read them. Read them again.")
    if policy.hash == now.policy.hash:
        return now
    made = Version(number=now.number + 1, policy=policy, by=hand.by, at=hand.at, note=note or None)
    in_force = table.Change(
        sets={name: value for name, value in policy_in_force.told_of(made).items() if value is not None},
        removes=set() if made.note else {"note"},
        only_if={"number": now.number or None},
    )
    entry = LogEntry(
        id=hand.number,
        at=hand.at,
        moderator=hand.by,
        action=LoggedAction.POLICY,
        was=now.policy.hash,
        became=policy.hash,
        note=made.note,
    )
    try:
        table.write(
            table.new(policy_in_force.version_item(made)), in_force.at(keys.policy_in_force()), log_entries.line(entry)
        )
    except table.WriteRefused:
        raise PolicyChanged("Somebody has changed the rules at the same moment. Read them again.") from None
    return made


def before(number: int | None, *, limit: int) -> VersionPage:
    """Up to `limit` versions, newest first, those before `number`; what Postbag came with is the last."""
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
