"""Invokes one function with one stored event, on a new stack."""

import json
import sys
from pathlib import Path
from typing import Any

from local.emulator.stack import ISSUER, Stack
from local.emulator.system import System
from local.errors import LocalError
from local.event_values import EventValues
from local.http_client import LocalClient
from local.login.issuer import Issuer


def invoke_file(template: Path, file: Path, function: str | None) -> int:
    """Invoke the function, print its answer to standard output and its logs to standard error; return the exit status.

    Raises LocalError if there is no such file or function.
    """
    text = _read(file)
    with Stack(template, name="postbag-invoke") as stack:
        name = _function(stack.system, function or file.name.partition(".")[0])
        event = _event(file, text)
        issuer = Issuer(ISSUER, [])
        with LocalClient(stack, issuer.public_keys, clock=_time(event)) as door:
            text = EventValues(door, issuer.access_token("moderator")).set(text)
        invocation = stack.invoke(name, _event(file, text))
    print(invocation.logs or f"({name} logged nothing)\n", end="", file=sys.stderr)
    if invocation.error:
        print(f"{name} failed: {invocation.error}", file=sys.stderr)
        return 1
    print(json.dumps(invocation.answer, indent=2, ensure_ascii=False))
    return 0


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LocalError(f"{file} cannot be read: {getattr(error, 'strerror', None) or error}") from None


def _event(file: Path, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise LocalError(f"{file} is not JSON: {error}") from None


def _time(event: Any) -> int | None:
    """The event's own time, so that passes and tokens for the event are made at that time."""
    try:
        return int(event["requestContext"]["timeEpoch"])
    except (KeyError, TypeError, ValueError):
        return None


def _function(system: System, name: str) -> str:
    """The logical id of a function, given its logical id or folder."""
    for function in system.functions.values():
        if name == function.name or function.handler.startswith(f"functions.{name}."):
            return function.name
    folders = ", ".join(sorted(function.handler.split(".")[1] for function in system.functions.values()))
    raise LocalError(f"there is no function {name}; there are {folders} (say which with --function)")
