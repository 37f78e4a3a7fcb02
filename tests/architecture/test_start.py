"""A function's start loads only modules that an answer needs. Modules are counted, since seconds vary."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.system import System

ROOT = Path(__file__).parents[2]
FUNCTIONS = ["Threads", "Comments", "Shares", "Moderation", "Tallies", "Followups"]

NEVER_NEEDED = {
    # Modules of the laptop and of the tests.
    *("local", "tests", "moto", "flask", "werkzeug", "httpx", "authlib", "samtranslator", "yaml", "pytest"),
    # Modules that cost much at a start and that an answer does not need.
    *(
        "joserfc",
        "cryptography",
        "aws_xray_sdk",
        "markdown_it",
        "jinja2",
        "markupsafe",
        "boto3.dynamodb.table",
        "boto3.s3.inject",
        "unittest",
        "sqlite3",
    ),
}
MODULES = 745
"""Modules that a start may load, with the standard library's. Raise a number only on purpose: each costs half a
millisecond. The moderators' function has the most, since it also judges comments with a draft policy."""

START = """
import importlib, json, sys, types
name, event = sys.argv[1:]
handler = importlib.import_module(name).handler
modules, answer = sorted(sys.modules), None
if event:
    context = types.SimpleNamespace(
        function_name="start", memory_limit_in_mb=128, invoked_function_arn="arn", aws_request_id="id"
    )
    answer = handler(json.loads(event), context)
print(json.dumps({"modules": modules, "answer": answer, "loaded_to_answer": sorted({*sys.modules} - {*modules})}))
"""
CLOSING = {
    "Records": [],
    "window": {"start": "2026-11-22T12:00:00Z", "end": "2026-11-22T12:01:00Z"},
    "state": {},
    "shardId": "shardId-00000001",
    "eventSourceARN": "arn:aws:dynamodb:eu-central-1:123456789012:table/t/stream/s",
    "isFinalInvokeForWindow": True,
    "isWindowTerminatedEarly": False,
}
"""The end of a window, which the tallies function answers after its start."""


_started: dict[str, dict[str, Any]] = {}


def start(system: System, function: str) -> dict[str, Any]:
    """The modules that a function's import loads, in its own interpreter and environment, and the function's answer.

    Only the tallies function has to answer. Each function starts once, since a start takes half a second.
    """
    if function not in _started:
        _started[function] = _start(system, function, CLOSING if function == "TalliesFunction" else None)
    return _started[function]


def _start(system: System, function: str, event: dict[str, Any] | None) -> dict[str, Any]:
    name = system.functions[function]["Handler"].removesuffix(".handler")
    told = dict.fromkeys(system.environment(function), "told") | {"POWERTOOLS_LOG_LEVEL": "INFO"}
    aws = {"AWS_REGION": "eu-central-1", "AWS_DEFAULT_REGION": "eu-central-1"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", START, name, json.dumps(event) if event else ""],
        cwd=ROOT,
        env=told | aws,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_start_loads_no_more_than_answering_takes(system: System, function: str) -> None:
    loaded = start(system, f"{function}Function")["modules"]
    assert [module for module in loaded if module in NEVER_NEEDED] == []
    assert len(loaded) <= MODULES
    assert ("is_bot" in loaded) == (function == "Shares"), "only what counts readers tells them from robots"


@pytest.mark.parametrize(("route", "loads"), [("page", False), ("html", True)])
def test_the_template_engine_is_loaded_to_answer_with_a_page_of_html(
    system: System, route: str, *, loads: bool
) -> None:
    event = json.loads((ROOT / "events" / f"threads.{route}.json").read_text(encoding="utf-8"))
    event["queryStringParameters"] = {"sort": "worst"}  # refused before the function reads the table
    done = _start(system, "ThreadsFunction", event)
    assert done["answer"]["statusCode"] == 422
    assert ("jinja2" in done["loaded_to_answer"]) == loads


def test_the_counting_answers_a_window_with_a_state_as_lambda_demands(system: System) -> None:
    """AWS, "Implementing stateful DynamoDB stream processing": an answer without `state` is a failed invocation."""
    answer = start(system, "TalliesFunction")["answer"]
    assert answer == {"state": {}, "batchItemFailures": []}
