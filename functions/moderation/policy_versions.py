"""Moderators read the rules, and admins set them."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from functions.moderation.api import CallingAdmin, CallingModerator, api, log_stamp
from shared.domain.judging.policy import Policy
from shared.domain.judging.policy_check import faults
from shared.domain.moderation import policy_versions as rules
from shared.domain.refusals import FieldError, InvalidRequest
from shared.domain.times import Instant
from shared.settings import settings
from shared.storage.judging import policy_in_force
from shared.storage.moderation import policy_versions
from shared.web.cursors import LONGEST, position
from shared.web.cursors import cursor as sealed_cursor
from shared.web.possible_answers import possible_answers

_VERSIONS = 10
"""Versions on a page. DynamoDB also reads their rules, which may have some hundred KB each."""
_LIST = "policy versions"

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{16}$")]
Number = Annotated[int, Field(ge=0, le=99_999_999)]


class ShownPolicy(BaseModel):
    """A version of the rules: all of them, who made it, when, and why."""

    policy: Policy
    hash: str
    """16 hex digits that name exactly these rules; verdicts carry them."""
    version: int
    """0 is the built-in policy; each change makes the next version."""
    changed_at: Instant | None
    changed_by: str | None
    note: str | None


class ProposedPolicy(BaseModel):
    """The new rules, all of them: a field that is left out gets its default."""

    model_config = ConfigDict(extra="forbid")

    policy: Policy
    note: Annotated[str, StringConstraints(max_length=1_000, strip_whitespace=True)] | None = None
    """The reason for the change, for the log."""
    if_hash: Hash | None = None
    """The hash of the rules that the admin read. If other rules are in force by now, nothing is changed."""


class Changed(BaseModel):
    """The rules that are now in force."""

    hash: str
    """16 hex digits that name exactly these rules."""
    version: int
    """Their version; the same as before if these rules were in force already."""


class PolicyVersion(BaseModel):
    """A version without its rules."""

    version: int
    """Its number; 0 is the built-in policy."""
    hash: str
    """16 hex digits that name exactly its rules."""
    by: str | None
    """The admin who made it; null for the built-in policy."""
    at: Instant | None
    """Time from which it was in force; null for the built-in policy."""
    note: str | None


class PolicyVersions(BaseModel):
    """A page of versions, newest first."""

    versions: list[PolicyVersion]
    next_cursor: str | None


@api.get("/v1/moderation/policy")
def policy(_: CallingModerator, version: Annotated[Number | None, Query()] = None) -> ShownPolicy:
    """The rules in force, or those of another version."""
    shown = policy_in_force.in_force() if version is None else policy_in_force.version(version)
    if shown is None:
        unknown = FieldError(pointer="/version", code="no-such-version", detail="The rules have no version this high.")
        raise InvalidRequest("There is no such version of the rules.", [unknown])
    return ShownPolicy(
        policy=shown.policy,
        hash=shown.policy.hash,
        version=shown.number,
        changed_at=shown.at,
        changed_by=shown.by,
        note=shown.note,
    )


@api.put("/v1/moderation/policy", responses=possible_answers("policy-changed"))
def change_policy(proposed: ProposedPolicy, admin: CallingAdmin) -> Changed:
    """Set the rules, from the next request on. Only for admins; each change makes a version and a log entry."""
    check(proposed.policy)
    before = policy_in_force.in_force()
    outcome = rules.enforce(before, proposed.policy, log_stamp(admin), note=proposed.note, if_hash=proposed.if_hash)
    policy_versions.write(before, outcome)
    return Changed(hash=outcome.version.policy.hash, version=outcome.version.number)


@api.get("/v1/moderation/policy/versions", responses=possible_answers("invalid-cursor"))
def versions(_: CallingModerator, cursor: Annotated[str | None, Query(max_length=LONGEST)] = None) -> PolicyVersions:
    """The versions of the rules, newest first, each with its admin, time and reason."""
    after = position(cursor, _LIST).after
    page = policy_versions.before(int(after) if after else None, limit=_VERSIONS)
    return PolicyVersions(
        versions=[
            PolicyVersion(version=line.number, hash=line.hash, by=line.by, at=line.at, note=line.note)
            for line in page.lines
        ],
        next_cursor=sealed_cursor(_LIST, after=str(page.lines[-1].number)) if page.more else None,
    )


def check(draft: Policy) -> None:
    """Check that the rules of `draft` can be in force.

    Raises:
        InvalidRequest: entries mean nothing or clash; its pointers name them, in a body with the rules in `policy`.
    """
    errors = faults(draft, judge_hosts=settings.judge_hosts)
    if errors:
        raise InvalidRequest(
            "These rules cannot be in force. Correct the listed entries and send the rules again.",
            [fault.model_copy(update={"pointer": f"/policy{fault.pointer}"}) for fault in errors],
        )
