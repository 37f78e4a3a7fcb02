"""The terminal's output while the stack is served: a line for each request, and the functions' complaints."""

import json
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any, TextIO

from local.emulator.sandbox import Invocation

QUIET_BELOW = 400
SHOWN_LEVELS = {"WARNING", "ERROR", "CRITICAL"}

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def with_lines(application: Application, out: TextIO | None = None) -> Application:
    """The application, with a printed line for each request of the API and for each failed one."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        began = time.perf_counter()
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "backslashreplace")

        def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            if path.startswith("/v1/") or int(status[:3]) >= QUIET_BELOW:
                took = (time.perf_counter() - began) * 1000
                query = f"?{environ['QUERY_STRING']}" if environ.get("QUERY_STRING") else ""
                line = f"{environ['REQUEST_METHOD']:7} {_printable(path + query)}  {status[:3]}  {took:.0f} ms"
                print(line, file=out or sys.stdout, flush=True)
            return start_response(status, headers, *error)

        return application(environ, start)

    return answer


def show(function: str, invocation: Invocation) -> None:
    """Print the parts of an invocation that a developer should see: warnings, prints, and errors."""
    for line in invocation.logs.splitlines():
        try:
            entry = json.loads(line)
            level, message = entry["level"], entry["message"]
        except (ValueError, KeyError, TypeError):
            print(f"  {function}| {line}", file=sys.stderr, flush=True)
            continue
        if level in SHOWN_LEVELS:
            text = message if isinstance(message, str) else json.dumps(message)
            for part in [f"{level} {text}", *str(entry.get("exception", "")).splitlines()]:
                print(f"  {function}| {part}", file=sys.stderr, flush=True)
    if invocation.error:
        print(f"  {function} failed: {invocation.error}", file=sys.stderr, flush=True)


def _printable(text: str) -> str:
    return "".join(mark if mark.isprintable() else "?" for mark in text)
