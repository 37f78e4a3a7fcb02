"""A function runs as in Lambda, with its own code, environment and output, and always with the latest saved code."""

import os
import sys

import pytest

from local.emulator.stack import Stack
from tests.support.small_project import TEMPLATE, Project


def answer(stack: Stack, event: object = None) -> object:
    result = stack.invoke("EchoFunction", event)
    assert result.error is None, result.logs
    return result.answer


def test_saved_code_runs_at_the_next_invocation(project: Project, small_stack: Stack, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for number in range(5):  # of the same length, and mostly within one second: Python takes the bytecode for current
        project.code(f"handler = lambda *_: {number}")
        assert answer(small_stack) == number


def test_saved_code_of_shared_modules_runs_too(project: Project, small_stack: Stack):
    project.write("shared/words.py", "WORD = 'one'")
    project.code("from shared.words import WORD\nhandler = lambda *_: WORD")
    assert answer(small_stack) == "one"
    project.write("shared/words.py", "WORD = 'two'")
    assert answer(small_stack) == "two"


def test_saved_files_that_are_no_code_count_too(project: Project, small_stack: Stack):
    """A module reads a template, or a catalogue of sentences, once and keeps it."""
    reading = "from pathlib import Path\nPAGE = Path(__file__).with_name('page.html').read_text()"
    project.write("shared/web/page.html", "one")
    project.write("shared/web/pages.py", reading)
    project.code("from shared.web.pages import PAGE\nhandler = lambda *_: PAGE")
    assert answer(small_stack) == "one"
    project.write("shared/web/page.html", "two")
    assert answer(small_stack) == "two"


def test_a_syntax_error_is_named_with_its_place_and_the_next_save_mends_it(project: Project, small_stack: Stack):
    project.code("handler = lambda *_: 1")
    assert answer(small_stack) == 1
    project.code("def handler(:\n    pass")
    result = small_stack.invoke("EchoFunction", None)
    assert result.error is not None
    assert result.error.startswith("SyntaxError in functions/echo/app.py, line 1: ")
    project.code("handler = lambda *_: 3")
    assert answer(small_stack) == 3


def test_state_lives_from_one_invocation_to_the_next(project: Project, small_stack: Stack):
    project.code("count = 0\ndef handler(*_):\n    global count\n    count += 1\n    return count")
    assert [answer(small_stack), answer(small_stack)] == [1, 2]


def test_the_environment_is_the_templates_and_lambdas_and_not_the_developers(project, small_stack, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("SOME_SECRET", "x")
    project.code("import os\nhandler = lambda *_: dict(os.environ)")
    seen = answer(small_stack)
    assert isinstance(seen, dict)
    assert seen["TABLE_NAME"] == small_stack.system.table.name
    assert seen["AWS_REGION"] == "eu-central-1"
    assert seen["AWS_LAMBDA_FUNCTION_NAME"].endswith("-EchoFunction")
    assert not {"AWS_PROFILE", "SOME_SECRET"} & set(seen)


def test_what_a_function_does_to_its_environment_stays_inside(project: Project, small_stack: Stack):
    project.code("import os\ndef handler(*_):\n    os.environ['LEAK'] = '1'\n    import shared")
    before = dict(os.environ), list(sys.path), sys.stdout, sys.modules.get("shared")
    answer(small_stack)
    assert (dict(os.environ), list(sys.path), sys.stdout, sys.modules.get("shared")) == before


def test_functions_do_not_share_module_state(project: Project, start):
    second = TEMPLATE.replace("  EchoRole:\n", "  SecondFunction:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {Runtime: python3.13, CodeUri: ., Handler: functions.echo.app.handler, "
        "Role: !GetAtt EchoRole.Arn}\n  EchoRole:\n")  # fmt: skip
    project.write("template.yaml", second)
    project.write("shared/count.py", "seen = []")
    project.code("def handler(event, _):\n    from shared.count import seen\n    seen.append(event)\n    return seen")
    stack = start()
    assert stack.invoke("EchoFunction", 1).answer == [1]
    assert stack.invoke("SecondFunction", 2).answer == [2]
    assert stack.invoke("EchoFunction", 3).answer == [1, 3]


def test_prints_and_log_lines_are_the_invocations_logs(project: Project, small_stack: Stack):
    project.code(
        "from aws_lambda_powertools import Logger\nlogger = Logger(service='echo-test')\n"
        "def handler(event, _):\n    print('printed', event)\n    logger.warning('logged %s', event)"
    )
    first, second = small_stack.invoke("EchoFunction", 1).logs, small_stack.invoke("EchoFunction", 2).logs
    assert "printed 1" in first
    assert '"message":"logged 1"' in first
    assert '"message":"logged 2"' in second
    assert "logged 1" not in second


def test_an_exception_is_the_error_and_its_traceback_the_logs(project: Project, small_stack: Stack):
    project.code("def handler(*_):\n    raise LookupError('nothing there')")
    result = small_stack.invoke("EchoFunction", None)
    assert result.error == "LookupError: nothing there"
    assert result.answer is None
    assert "functions/echo/app.py" in result.logs
    assert "local/emulator/sandbox.py" not in result.logs


def test_an_answer_that_is_no_json_is_an_error(project: Project, small_stack: Stack):
    project.code("handler = lambda *_: {1, 2}")
    assert (small_stack.invoke("EchoFunction", None).error or "").startswith("TypeError")


def test_a_function_cannot_change_the_event_it_was_given(project: Project, small_stack: Stack):
    project.code("def handler(event, _):\n    event['list'].append(1)\n    return event")
    event = {"list": []}
    assert answer(small_stack, event) == {"list": [1]}
    assert event == {"list": []}


def test_the_context_is_lambdas(project: Project, small_stack: Stack):
    project.code(
        "def handler(_, context):\n    return [context.function_name, context.memory_limit_in_mb, "
        "context.get_remaining_time_in_millis(), context.invoked_function_arn, len(context.aws_request_id)]"
    )
    name, memory, remaining, arn, length = answer(small_stack)  # type: ignore[misc]
    assert name.endswith("-EchoFunction")
    assert memory == 128
    assert 0 < remaining <= 3000
    assert arn.endswith(f":function:{name}")
    assert length == 36


def test_a_breakpoint_stops_in_the_real_file_with_the_terminal_at_hand(project, small_stack, monkeypatch):
    file = project.code("def handler(*_):\n    breakpoint()\n    print('to the terminal')\n    return 1")
    stopped = []

    def debugger() -> None:
        frame = sys._getframe(2)
        stopped.append((frame.f_code.co_filename, frame.f_lineno, sys.stdout is terminal))

    terminal = sys.stdout
    monkeypatch.setattr(sys, "breakpointhook", debugger)
    result = small_stack.invoke("EchoFunction", None)
    assert stopped == [(str(file), 2, True)]
    assert result.logs == ""
