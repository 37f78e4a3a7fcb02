"""Moderators and their roles."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Role(StrEnum):
    """A role that a moderator's login has. An admin may also set the policy and ban mail domains."""

    MODERATOR = "moderator"
    ADMIN = "admin"


class Moderator(BaseModel):
    """A moderator who has signed in."""

    model_config = ConfigDict(frozen=True)

    id: str
    roles: frozenset[Role]
