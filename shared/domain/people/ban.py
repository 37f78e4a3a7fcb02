"""Bans of readers, addresses and mail domains: the end and the reason of each."""

import re
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.domain.times import Instant

_FORMS = {
    "reader": re.compile(r"[0-9a-hjkmnp-tv-z]{16}"),
    "address": re.compile(r"[0-9a-f]{32}"),
    "domain": re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+"),
}


class BanKind(StrEnum):
    """The kind of subject that a ban bars."""

    READER = "reader"
    """A reader, by pseudonym."""
    ADDRESS = "address"
    """The keyed hash of a source address. It is of use while its key is kept (see `keyed_hashes.py`)."""
    DOMAIN = "domain"
    """The domain of a mail address that the newspaper's login has verified."""


class Banned(BaseModel):
    """The part of a ban that the banned reader may see. `refusal_sentences.py` makes a sentence of it."""

    model_config = ConfigDict(frozen=True)

    kind: BanKind
    until: Instant | None = None
    """The end of the ban; None: for good."""
    told: str | None = None
    """The moderator's message to the banned reader."""


class Ban(BaseModel):
    """A ban as moderators see it. Each reader, address hash or mail domain has at most one."""

    model_config = ConfigDict(frozen=True)

    kind: BanKind
    value: str
    until: Instant | None = None
    reason: Annotated[str, StringConstraints(max_length=1_000)] = ""
    """The reason, for moderators."""
    told: Annotated[str, StringConstraints(max_length=500)] | None = None
    """The message to the banned reader."""
    by: str
    at: Instant
    number: str
    """The log entry of its latest change."""
    removal: str | None = None
    """The number of the removal that was ordered with it: see `removals.py`."""
    lifted_at: Instant | None = None
    """Time at which it was lifted. It stays stored for a while, so that its removal can be undone."""

    @property
    def id(self) -> str:
        """`reader.<id>`, `address.<hash>`, `domain.<name>`."""
        return f"{self.kind}.{self.value}"

    @property
    def for_reader(self) -> Banned:
        """The part of the ban that the banned reader may see."""
        return Banned(kind=self.kind, until=self.until, told=self.told)

    def holds(self, at: int) -> bool:
        """True if it is in force at `at` (ms since the epoch). TTL deletes days late (AWS: DynamoDB, Time to Live)."""
        return self.lifted_at is None and (self.until is None or at < self.until)


def is_bannable(kind: BanKind, value: str) -> bool:
    """True if `value` has the form of a subject of this kind."""
    return _FORMS[kind].fullmatch(value) is not None


def parted(ban_id: str) -> tuple[BanKind, str] | None:
    """The kind and the value in the id of a ban; None if it is no such id."""
    kind, _, value = ban_id.partition(".")
    if kind not in set(BanKind) or not is_bannable(BanKind(kind), value):
        return None
    return BanKind(kind), value
