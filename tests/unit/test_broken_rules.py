"""A rule that breaks holds the comment, and one line of the log has its traceback and its metric."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shared.domain.judging.rules import RULES

ROOT = Path(__file__).parents[2]

EACH_RULE = """
from shared.domain.comments.draft import Draft
from shared.domain.judging.judge import judge
from shared.domain.judging.policy import Policy
from shared.domain.judging.rules import RULES
from shared.domain.judging.verdict import Circumstances
from shared.domain.people.reader import ReaderRecord
from shared.web.api import Api

def broken(draft, circumstances, policy):
    return {}[draft.body]

facts = Circumstances(reader=ReaderRecord(approved=3))
for name in RULES:
    judgement = judge(Draft(author_name="Ann", body="Fine."), facts, Policy(), rules=RULES | {name: broken})
    Api().report_faults(judgement.faults)
    print(judgement.verdict.decision)
"""
"""Breaks one rule after the other, and prints what happens to a comment that would otherwise be published."""

REFUSED = """
import json, sys
from shared.domain.refusals import CommentRefused, Fault
from shared.web.api import Api

api = Api()

@api.get("/v1/challenge")
def refuse():
    refusal = CommentRefused("No.")
    refusal.faults = (Fault("links", KeyError("Fine.")),)
    raise refusal

class Context:
    function_name = "f"; memory_limit_in_mb = 128; invoked_function_arn = "arn"; aws_request_id = "id"

answer = api(json.load(open("events/comments.challenge.json")), Context())
print(answer["statusCode"])
"""


def lines(code: str) -> list[Any]:
    """The lines that `code` writes to standard output; lines of JSON are parsed."""
    told = {"PATH": os.environ["PATH"], "STACK_NAME": "times", "POWERTOOLS_SERVICE_NAME": "postbag"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=ROOT, env=told, capture_output=True, text=True, check=True, timeout=60
    )
    return [json.loads(line) if line[0] == "{" else line for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def broken() -> dict[str, tuple[Any, str]]:
    """The line of the log and the decision for each rule that breaks."""
    written = lines(EACH_RULE)
    return dict(zip(RULES, zip(written[::2], written[1::2], strict=True), strict=True))


@pytest.mark.parametrize("rule", RULES)
def test_whichever_rule_breaks_holds_the_comment_and_is_logged_with_its_traceback_and_counted(
    broken: dict[str, tuple[Any, str]], rule: str
) -> None:
    line, decision = broken[rule]
    assert decision == "hold"
    assert (line["level"], line["rule"], line["BrokenRule"]) == ("ERROR", rule, 1)
    assert [metric["Name"] for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]] == ["BrokenRule"]
    assert "Traceback" in line["exception"]
    assert "return {}[draft.body]" in line["exception"] or "in broken" in line["exception"]
    assert "KeyError: 'Fine.'" in line["exception"]


def test_a_rule_that_breaks_is_reported_although_another_one_refuses() -> None:
    line, status = lines(REFUSED)
    assert (line["rule"], line["BrokenRule"], status) == ("links", 1, "422")
    assert "KeyError: 'Fine.'" in line["exception"]
