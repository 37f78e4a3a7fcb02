"""A line of the log may have metrics: such lines follow CloudWatch's embedded metric format."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FAULT = """
from shared.metrics import Metric
from shared.telemetry import fault, logger
logger.append_keys(request_id="r-1", route="GET /v1/health")
try:
    1 / 0
except ZeroDivisionError as error:
    fault(Metric.BROKEN_RULE, "a rule broke", error=error, rule="links")
"""
COUNT = """
from shared.metrics import Metric
from shared.telemetry import count, logger
logger.append_keys(request_id="r-1")
count({Metric.SHARES: 3, Metric.DECISION_WAIT: [1200, 0]}, shard="s-1")
"""


def written(code: str, **environment: str) -> dict[str, Any]:
    """The one line that `code` writes to standard output, in a function with this `environment`."""
    told = {"PATH": os.environ["PATH"], "STACK_NAME": "times", "POWERTOOLS_SERVICE_NAME": "postbag", **environment}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=ROOT, env=told, capture_output=True, text=True, check=True, timeout=60
    )
    [line] = done.stdout.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def metrics(line: dict[str, Any]) -> dict[str, Any]:
    """The metrics that CloudWatch reads from a line: unit and value by name. A line against the specification fails.

    Source: AWS, "Specification: Embedded metric format".
    """
    assert set(line["_aws"]) == {"Timestamp", "CloudWatchMetrics"}
    assert isinstance(line["_aws"]["Timestamp"], int)
    [directive] = line["_aws"]["CloudWatchMetrics"]
    assert set(directive) == {"Namespace", "Dimensions", "Metrics"}
    assert directive["Namespace"] == "Postbag"
    assert directive["Dimensions"] == [["Stack"]]
    assert line["Stack"] == "times"
    assert len(directive["Metrics"]) <= 100
    return {one["Name"]: (one["Unit"], line[one["Name"]]) for one in directive["Metrics"]}


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_a_fault_is_one_line_with_its_traceback_and_its_metric_at_every_level(level: str) -> None:
    line = written(FAULT, POWERTOOLS_LOG_LEVEL=level)
    assert metrics(line) == {"BrokenRule": ("Count", 1)}
    assert (line["level"], line["message"], line["rule"]) == ("ERROR", "a rule broke", "links")
    assert (line["request_id"], line["route"]) == ("r-1", "GET /v1/health")
    assert "ZeroDivisionError: division by zero" in line["exception"]
    assert line["location"].startswith("<module>:"), "the line says where the fault was seen, not where it is written"


@pytest.mark.parametrize("level", ["DEBUG", "INFO", "WARNING", "ERROR"])
def test_numbers_are_one_line_at_every_level(level: str) -> None:
    line = written(COUNT, POWERTOOLS_LOG_LEVEL=level)
    assert metrics(line) == {"Shares": ("Count", 3), "DecisionWait": ("Milliseconds", [1200, 0])}
    assert (line["level"], line["request_id"], line["shard"]) == ("INFO", "r-1", "s-1")
