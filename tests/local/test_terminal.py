"""The terminal shows a developer the important lines and no others."""

import io
import json

import pytest

from local.emulator.sandbox import Invocation
from local.serve.terminal import show, with_lines


def log(level: str, message: str, **more: object) -> str:
    return json.dumps({"level": level, "message": message, **more})


def test_warnings_prints_and_errors_are_shown_and_the_rest_is_not(capsys: pytest.CaptureFixture[str]):
    lines = [
        log("INFO", "all is well"),
        log("INFO", "counted", Shares=3, _aws={"Timestamp": 1}),
        log("ERROR", "a rule broke", BrokenRule=1, _aws={"Timestamp": 1}),
        "printed",
        log("WARNING", "look here"),
        log("ERROR", "broken", exception="Traceback\n  line 2"),
    ]
    show("EchoFunction", Invocation(None, "\n".join(lines), "ValueError: no"))
    assert capsys.readouterr().err.splitlines() == [
        "  EchoFunction| ERROR a rule broke",
        "  EchoFunction| printed",
        "  EchoFunction| WARNING look here",
        "  EchoFunction| ERROR broken",
        "  EchoFunction| Traceback",
        "  EchoFunction|   line 2",
        "  EchoFunction failed: ValueError: no",
    ]


@pytest.mark.parametrize(
    ("path", "status", "shown"),
    [
        ("/v1/health", 200, "GET     /v1/health?a=1  200"),
        ("/site.css", 200, ""),
        ("/nothing", 404, "GET     /nothing?a=1  404"),
        ("/v1/\x1b[2J", 404, "GET     /v1/?[2J?a=1  404"),
    ],
)
def test_a_line_tells_of_each_request_of_the_api_and_of_each_failure(path: str, status: int, shown: str):
    def application(_, start_response):
        start_response(f"{status} Some", [])
        return []

    out = io.StringIO()
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "a=1"}
    list(with_lines(application, out)(environ, lambda *_: None))
    assert out.getvalue().startswith(shown)
    assert bool(out.getvalue()) is bool(shown)
