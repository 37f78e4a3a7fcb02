"""An admin puts a policy into force."""

from typing import NamedTuple

from shared.domain.judging.policy import Policy, Version
from shared.domain.log.log_entry import LogEntry, LoggedAction, LogStamp
from shared.domain.refusals import CurrentPolicy, PolicyChanged


class PolicyOutcome(NamedTuple):
    """The version that is now in force, and the log entry: None if these rules were in force already."""

    version: Version
    entry: LogEntry | None


def enforce(
    in_force: Version, policy: Policy, stamp: LogStamp, *, note: str | None = None, if_hash: str | None = None
) -> PolicyOutcome:
    """Put `policy` into force as the next version. Rules that are in force already change nothing, whatever `if_hash`.

    Raises:
        PolicyChanged: `if_hash` is not the hash of the rules in force.
    """
    if policy.hash == in_force.policy.hash:
        return PolicyOutcome(in_force, None)
    if if_hash is not None and if_hash != in_force.policy.hash:
        raise PolicyChanged(
            "Somebody has changed the rules since you read them. Read them again.", current=current(in_force)
        )
    version = Version(number=in_force.number + 1, policy=policy, by=stamp.by, at=stamp.at, note=note or None)
    entry = stamp.entry(LoggedAction.POLICY, was=in_force.policy.hash, became=policy.hash, note=version.note)
    return PolicyOutcome(version, entry)


def current(in_force: Version) -> CurrentPolicy:
    """The rules in force, for an admin whose change came too late."""
    return CurrentPolicy(hash=in_force.policy.hash, version=in_force.number)
