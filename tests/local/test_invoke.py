"""`postbag invoke` runs one function on one stored event."""

import json
from pathlib import Path

import pytest

from local.cli import main
from tests.support.processes import ROOT
from tests.support.small_project import Project

EVENTS = sorted((ROOT / "events").glob("*.json"))
GOOD = (200, 201, 202, 204, 303)


@pytest.mark.parametrize("file", EVENTS, ids=lambda file: file.stem)
def test_every_stored_event_runs(file: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["invoke", str(file)]) == 0
    told = capsys.readouterr()
    answer = json.loads(told.out)
    if "statusCode" in answer:
        assert answer["statusCode"] in GOOD, answer
        assert told.err.endswith("logged nothing)\n"), "a request that goes well logs nothing but the API's access line"
    else:
        assert answer["batchItemFailures"] == []
        lines = [] if told.err.endswith("logged nothing)\n") else told.err.splitlines()
        assert [line for line in lines if "_aws" not in json.loads(line)] == [], "each line is a metric"


def test_there_is_an_event_for_every_route_and_every_stream_function(moto_stack):
    stored = [json.loads(file.read_text(encoding="utf-8")) for file in EVENTS]
    assert {event["routeKey"] for event in stored if "routeKey" in event} == {
        route.key for route in moto_stack.system.routes
    }
    folders = {
        moto_stack.system.functions[mapping.function].handler.split(".")[1] for mapping in moto_stack.system.mappings
    }
    assert folders <= {file.name.partition(".")[0] for file in EVENTS}


@pytest.fixture
def invoke(project: Project, capsys: pytest.CaptureFixture[str]):
    def run(name: str, text: str, *more: str) -> tuple[int, str, str]:
        file = project.write(f"events/{name}", text)
        status = main(["invoke", str(file), "--template", str(project.template), *more])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def test_the_answer_goes_to_standard_output_and_the_logs_to_standard_error(project, invoke):
    project.code("def handler(event, _):\n    print('thinking')\n    return [event, 'ü']")
    assert invoke("echo.any.json", '{"a": 1}') == (0, '[\n  {\n    "a": 1\n  },\n  "ü"\n]\n', "thinking\n")


def test_a_function_that_raises_ends_the_command_with_its_traceback(project, invoke):
    project.code("def handler(*_):\n    return 1 / 0")
    status, out, err = invoke("echo.any.json", "{}")
    assert (status, out) == (1, "")
    assert "return 1 / 0" in err
    assert err.endswith("EchoFunction failed: ZeroDivisionError: division by zero\n")


@pytest.mark.parametrize("name", ["echo", "EchoFunction"])
def test_the_function_may_be_named(project, invoke, name: str):
    project.code("handler = lambda *_: 'here'")
    assert invoke("other.json", "{}", "--function", name)[:2] == (0, '"here"\n')


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("nobody.json", "{}", "there is no function nobody; there are echo (say which with --function)"),
        ("echo.json", "{", "is not JSON"),
    ],
)
def test_what_cannot_be_invoked_is_told_in_one_line(invoke, name: str, text: str, said: str):
    status, out, err = invoke(name, text)
    assert (status, out) == (1, "")
    assert err.startswith("postbag: ")
    assert said in err
    assert err.count("\n") == 1


def test_a_missing_file_is_told_in_one_line(capsys: pytest.CaptureFixture[str]):
    assert main(["invoke", "events/nothing.json"]) == 1
    assert capsys.readouterr().err == "postbag: events/nothing.json cannot be read: No such file or directory\n"
