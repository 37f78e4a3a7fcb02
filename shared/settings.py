"""The environment that template.yaml gives a function, parsed once."""

import os
import re
from collections.abc import Mapping
from functools import cached_property


class MissingSetting(Exception):  # noqa: N818  (says what is missing)
    """A setting that a function needs is not set."""


class Settings:
    """The settings of a deployment. Reading a required one that is not set raises MissingSetting."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    @cached_property
    def table_name(self) -> str:
        """The name of the one table."""
        return self._required("TABLE_NAME")

    @cached_property
    def stack_name(self) -> str:
        """The deployment's name, a dimension of its metrics; `none` in an operator's command."""
        return self._environment.get("STACK_NAME", "none")

    @cached_property
    def site_hosts(self) -> frozenset[str]:
        """The newspaper's own host names, in lower case."""
        return _hosts(self._required("SITE_HOSTS"))

    @cached_property
    def pass_secret_arn(self) -> str:
        """ARN of the secret with the key that signs passes and challenges."""
        return self._required("PASS_SECRET_ARN")

    @cached_property
    def cursor_secret_arn(self) -> str:
        """ARN of the secret with the key that signs cursors."""
        return self._required("CURSOR_SECRET_ARN")

    @cached_property
    def role_claim(self) -> str:
        """The JWT claim that lists a moderator's roles."""
        return self._required("ROLE_CLAIM")

    @cached_property
    def reader_issuer(self) -> str:
        """The issuer of the newspaper's own login; empty if that login is not accepted."""
        return self._environment.get("READER_ISSUER", "")

    @cached_property
    def reader_audience(self) -> str:
        """The audience that the newspaper's own login names for Postbag."""
        return self._required("READER_AUDIENCE")

    @cached_property
    def reader_algorithm(self) -> str:
        """The algorithm that signs the newspaper's own login: RS256, ES256, EdDSA or HS256."""
        return self._required("READER_ALGORITHM")

    @cached_property
    def reader_jwks_url(self) -> str:
        """The address of the public keys of the newspaper's own login; plain HTTP on this machine only."""
        return _encrypted("READER_JWKS_URL", self._required("READER_JWKS_URL"))

    @cached_property
    def reader_secret_arn(self) -> str:
        """ARN of the secret that signs the newspaper's own login, if its algorithm is HS256."""
        return self._required("READER_SECRET_ARN")

    @cached_property
    def reader_staff_claim(self) -> str:
        """The claim that marks staff in the newspaper's own login; empty if none does."""
        return self._environment.get("READER_STAFF_CLAIM", "")

    @cached_property
    def reader_staff_value(self) -> str:
        """The value of `reader_staff_claim` for staff."""
        return self._environment.get("READER_STAFF_VALUE", "")

    @cached_property
    def akismet_key_arn(self) -> str:
        """ARN of the secret with the newspaper's key for Akismet."""
        return self._required("AKISMET_KEY_ARN")

    @cached_property
    def akismet_blog(self) -> str:
        """The newspaper's front page, by which Akismet knows the site."""
        return self._required("AKISMET_BLOG")

    @cached_property
    def akismet_url(self) -> str:
        """The address of Akismet; empty for its default one. Plain HTTP on this machine only."""
        url = self._environment.get("AKISMET_URL", "")
        return _encrypted("AKISMET_URL", url) if url else ""

    @cached_property
    def toxicity_region(self) -> str:
        """The AWS region of Amazon Comprehend."""
        return self._required("TOXICITY_REGION")

    @cached_property
    def judge_hosts(self) -> frozenset[str]:
        """The hosts where the newspaper's own judge may be: `host` or `host:port`, in lower case. Empty: nowhere."""
        return _hosts(self._environment.get("JUDGE_HOSTS", ""))

    @cached_property
    def judge_secret_arn(self) -> str:
        """ARN of the secret with the keys that sign requests to the newspaper's own judge, the current key first."""
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
