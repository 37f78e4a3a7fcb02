"""Moderators and their roles."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Role(StrEnum):
    """What a moderator's login may do."""

    MODERATOR = "moderator"
    ADMIN = "admin"


class Moderator(BaseModel):
    """Somebody who signed in and may decide."""

    model_config = ConfigDict(frozen=True)

    id: str
    roles: frozenset[Role]
