"""The parameters of template.yaml for the newspaper's own login: all of them, or none."""

from typing import Any

import pytest

from local.emulator.intrinsics import Scope
from tests.architecture.system import System

NOTHING = {
    "ReaderIssuer": "",
    "ReaderAudience": "",
    "ReaderAlgorithm": "RS256",
    "ReaderJwksUrl": "",
    "ReaderSecretArn": "",
}
NAMED = {"ReaderIssuer": "https://login.example.com/", "ReaderAudience": "postbag"}
KEYS = {"ReaderJwksUrl": "https://login.example.com/keys"}
SECRET = {"ReaderSecretArn": "arn:aws:secretsmanager:eu-central-1:123456789012:secret:login-AbCdEf"}
SHARED = {"ReaderAlgorithm": "HS256"}


def deploys(system: System, **told: str) -> bool:
    """True if CloudFormation would accept these parameters."""
    scope = Scope("postbag", {**NOTHING, **told})
    [rule] = [rule for name, rule in system.template["Rules"].items() if name.startswith("NewspaperLogin")]
    return all(scope.resolve(assertion["Assert"]) for assertion in rule["Assertions"])


@pytest.mark.parametrize(
    "told",
    [{}, SHARED, {**NAMED, **KEYS}, {**NAMED, **KEYS, "ReaderAlgorithm": "EdDSA"}, {**NAMED, **SHARED, **SECRET}],
)
def test_a_whole_login_or_none_deploys(system: System, told: dict[str, str]) -> None:
    assert deploys(system, **told)


@pytest.mark.parametrize(
    "told",
    [
        NAMED,
        {**NAMED, **SHARED},
        {**NAMED, **SECRET},
        {**NAMED, **SHARED, **KEYS},
        {**NAMED, **KEYS, **SECRET},
        {**NAMED, **SHARED, **KEYS, **SECRET},
        {**KEYS},
        {**SECRET, **SHARED},
        {**NAMED, **KEYS, "ReaderAudience": ""},
        {**NAMED, **KEYS, "ReaderIssuer": ""},
    ],
)
def test_half_a_login_does_not(system: System, told: dict[str, str]) -> None:
    assert not deploys(system, **told)


def test_only_readers_writing_is_told_of_the_login(system: System) -> None:
    told: dict[str, Any] = {name: system.environment(name) for name in system.functions}
    assert [name for name, variables in told.items() if any(one.startswith("READER_") for one in variables)] == [
        "CommentsFunction"
    ]


def test_nobody_has_to_say_anything_about_a_login(system: System) -> None:
    defaults = {name: one["Default"] for name, one in system.template["Parameters"].items()}
    assert defaults.items() >= {**NOTHING, "ReaderStaffClaim": ""}.items()
