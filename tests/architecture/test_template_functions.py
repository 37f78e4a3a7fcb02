"""The functions' runtime, their logs, and the sources of their secrets."""

import re

import pytest

from tests.architecture.system import System

FUNCTIONS = ["Threads", "Comments", "Shares", "Moderation", "Tallies", "Followups"]
API_GATEWAY_WAITS = 30
"""Seconds that an HTTP API waits for a function, at most."""


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_runs_on_the_same_python_and_is_traced(system: System, function: str) -> None:
    properties = system.functions[f"{function}Function"]
    assert properties["Runtime"] == "python3.13"
    assert properties["Architectures"] == ["arm64"]
    assert properties["TracingConfig"] == {"Mode": "Active"}
    assert system.resources[f"{function}Function"]["Metadata"] == {"BuildMethod": "makefile"}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_functions_log_is_its_own_and_is_deleted_in_time(system: System, function: str) -> None:
    assert system.functions[f"{function}Function"]["LoggingConfig"] == {"LogGroup": {"Ref": f"{function}Logs"}}
    assert f"{function}Logs" in system.of_type("AWS::Logs::LogGroup")


def test_every_log_is_deleted_after_the_days_of_the_parameter(system: System) -> None:
    groups = system.of_type("AWS::Logs::LogGroup")
    assert len(groups) == len(FUNCTIONS) + 1
    assert all(group["RetentionInDays"] == {"Ref": "LogRetentionDays"} for group in groups.values())


def test_a_request_is_answered_before_the_api_gives_up_on_it(system: System) -> None:
    assert all(system.functions[function]["Timeout"] < API_GATEWAY_WAITS for function in system.routes.values())


def test_every_secret_is_generated_at_deployment(system: System) -> None:
    secrets = system.of_type("AWS::SecretsManager::Secret")
    assert set(secrets) == {"PassSecret", "CursorSecret"}
    for secret in secrets.values():
        assert "SecretString" not in secret
        assert secret["GenerateSecretString"]["PasswordLength"] >= 32


def test_no_function_is_told_a_secret_itself(system: System) -> None:
    for function in system.functions:
        for variable, value in system.environment(function).items():
            assert "resolve:secretsmanager" not in str(value), variable
            assert variable.endswith("_ARN") or not re.search("SECRET|PASSWORD|TOKEN", variable), variable


def test_every_function_is_told_the_table_and_how_loud_to_log(system: System) -> None:
    for function in system.functions:
        environment = system.environment(function)
        assert environment["TABLE_NAME"] == {"Ref": "Table"}
        assert environment["POWERTOOLS_LOG_LEVEL"] == {"Ref": "LogLevel"}
