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
    def stack_name(self) -> str:
        """The deployment's name, which is a dimension of its metrics; `none` for an operator's command."""
        return self._environment.get("STACK_NAME", "none")

    @cached_property
    def site_hosts(self) -> frozenset[str]:
        """The newspaper's own host names, in lower case."""
        return _hosts(self._required("SITE_HOSTS"))

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
        return _encrypted("READER_JWKS_URL", self._required("READER_JWKS_URL"))

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

    @cached_property
    def akismet_key_arn(self) -> str:
        """Where the newspaper's key for Akismet is kept."""
        return self._required("AKISMET_KEY_ARN")

    @cached_property
    def akismet_blog(self) -> str:
        """The newspaper's front page, by which Akismet knows the site."""
        return self._required("AKISMET_BLOG")

    @cached_property
    def akismet_url(self) -> str:
        """Where Akismet is asked; empty for its own address. Plain HTTP on this machine only."""
        url = self._environment.get("AKISMET_URL", "")
        return _encrypted("AKISMET_URL", url) if url else ""

    @cached_property
    def toxicity_region(self) -> str:
        """The region whose Amazon Comprehend is asked."""
        return self._required("TOXICITY_REGION")

    @cached_property
    def judge_hosts(self) -> frozenset[str]:
        """Where the newspaper's own judge may be: `host` or `host:port`, in lower case. Nowhere if empty."""
        return _hosts(self._environment.get("JUDGE_HOSTS", ""))

    @cached_property
    def judge_secret_arn(self) -> str:
        """Where the keys are kept that sign what the newspaper's own judge is asked, the current one first."""
        return self._required("JUDGE_SECRET_ARN")

    def _required(self, name: str) -> str:
        value = self._environment.get(name, "")
        if not value:
            raise MissingSetting(f"{name} is not set. template.yaml sets it for the functions that need it.")
        return value


def _hosts(listed: str) -> frozenset[str]:
    return frozenset(host.strip() for host in listed.lower().split(",") if host.strip())


def _encrypted(name: str, url: str) -> str:
    if not re.match(r"https://|http://(127\.0\.0\.1|localhost|\[::1\])[:/]", url):
        raise MissingSetting(f"{name} is {url}, and must start with https://.")
    return url


settings = Settings(os.environ)
