"""The environment that template.yaml gives a function, parsed once."""

import os
from collections.abc import Mapping
from functools import cached_property


class MissingSetting(Exception):  # noqa: N818  (says what is missing)
    """A function was started without something it cannot work without."""


class Settings:
    """What a function was told at deployment. Asking for what it was not told raises MissingSetting."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    @cached_property
    def table_name(self) -> str:
        """The one table."""
        return self._required("TABLE_NAME")

    @cached_property
    def site_hosts(self) -> frozenset[str]:
        """The newspaper's own host names, in lower case."""
        listed = self._required("SITE_HOSTS").lower().split(",")
        return frozenset(host.strip() for host in listed if host.strip())

    @cached_property
    def pass_secret_arn(self) -> str:
        """Where the key that signs passes and challenges is kept."""
        return self._required("PASS_SECRET_ARN")

    @cached_property
    def cursor_secret_arn(self) -> str:
        """Where the key that signs cursors is kept."""
        return self._required("CURSOR_SECRET_ARN")

    @cached_property
    def role_claim(self) -> str:
        """The JWT claim that lists a moderator's roles."""
        return self._required("ROLE_CLAIM")

    def _required(self, name: str) -> str:
        value = self._environment.get(name, "")
        if not value:
            raise MissingSetting(f"{name} is not set. template.yaml sets it for the functions that need it.")
        return value


settings = Settings(os.environ)
