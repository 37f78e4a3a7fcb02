"""The environment that template.yaml gives a function, parsed once."""

import os
import re
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

    @cached_property
    def reader_issuer(self) -> str:
        """The issuer of the newspaper's own login; empty if that is not accepted."""
        return self._environment.get("READER_ISSUER", "")

    @cached_property
    def reader_audience(self) -> str:
        """The audience that the newspaper's own login names for us."""
        return self._required("READER_AUDIENCE")

    @cached_property
    def reader_algorithm(self) -> str:
        """How the newspaper's own login is signed: RS256, ES256, EdDSA or HS256."""
        return self._required("READER_ALGORITHM")

    @cached_property
    def reader_jwks_url(self) -> str:
        """Where the newspaper publishes the keys of its login; plain HTTP on this machine only."""
        url = self._required("READER_JWKS_URL")
        if not re.match(r"https://|http://(127\.0\.0\.1|localhost|\[::1\])[:/]", url):
            raise MissingSetting(f"READER_JWKS_URL is {url}, and must start with https://.")
        return url

    @cached_property
    def reader_secret_arn(self) -> str:
        """Where the secret is kept that signs the newspaper's own login, if it is signed with one (HS256)."""
        return self._required("READER_SECRET_ARN")

    @cached_property
    def reader_staff_claim(self) -> str:
        """The claim of the newspaper's own login that tells its staff; empty if none does."""
        return self._environment.get("READER_STAFF_CLAIM", "")

    @cached_property
    def reader_staff_value(self) -> str:
        """What stands in that claim for staff."""
        return self._environment.get("READER_STAFF_VALUE", "")

    def _required(self, name: str) -> str:
        value = self._environment.get(name, "")
        if not value:
            raise MissingSetting(f"{name} is not set. template.yaml sets it for the functions that need it.")
        return value


settings = Settings(os.environ)
