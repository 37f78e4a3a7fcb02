"""Runs one function as Lambda does: with its own modules, environment and role, and with its output as logs.

It runs in this process, from the real files, so that a breakpoint stops in them. Modules, environment and output are
process-wide, so one function runs at a time. The function knows its timeout, but the laptop does not enforce it: a
developer at a breakpoint takes longer.
"""

import importlib
import importlib.util
import io
import json
import linecache
import os
import sys
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

import boto3

from local.emulator.intrinsics import REGION
from local.emulator.permissions import Caller, calling
from local.emulator.system import Function

RUNNING = threading.RLock()
"""Lock for everything process-wide: a running function, or moto, which is not safe between threads."""

PACKAGES = ("functions", "shared")
KEPT_VARIABLES = ("COVERAGE", "COV_", "DEBUGPY", "HOME", "LANG", "LC_", "PATH", "PYDEVD", "PYTEST", "PYTHON", "TMPDIR")


@dataclass(frozen=True)
class Invocation:
    """The result of one invocation: the answer, or the error as Lambda would report it, and the logs."""

    answer: Any
    logs: str
    error: str | None = None


@dataclass(frozen=True)
class LambdaContext:
    """The context object of the Python runtime.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
    """

    function_name: str
    invoked_function_arn: str
    memory_limit_in_mb: int
    aws_request_id: str
    log_group_name: str
    deadline: float
    function_version: str = "$LATEST"
    log_stream_name: str = "local"
    identity: None = None
    client_context: None = None

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda would end the invocation."""
        return max(0, int((self.deadline - time.monotonic()) * 1000))


class _Output(io.TextIOBase):
    """The stream for print and loggers while a function runs; between invocations it is standard output.

    The process has one, since loggers keep the stream that they were made with.
    """

    def __init__(self) -> None:
        self.caught: io.StringIO | None = None

    def write(self, text: str) -> int:
        return (self.caught or sys.__stdout__ or io.StringIO()).write(text)

    def writable(self) -> bool:
        return True


_OUTPUT = _Output()


class Sandbox:
    """One function, loaded at its first invocation and again when a file of functions/ or shared/ has changed."""

    def __init__(self, caller: Caller, root: Path, environment: Mapping[str, str], *, reloading: bool = True) -> None:
        """With `reloading` each invocation first checks the code, and loads it anew if it has changed."""
        self.function: Function = caller.function
        self._caller = caller
        self._root = root
        self._environment = {**environment, **_runtime_environment(caller.function), **caller.function.environment}
        self._modules: dict[str, ModuleType] = {}
        self._session: Any = None
        self._handler: Callable[[Any, Any], Any] | None = None
        self._seen: dict[str, tuple[int, int]] = {}
        self._reloading = reloading

    def invoke(self, event: Any) -> Invocation:
        """Invoke the function with a copy of the event. Never raises: an exception becomes the invocation's error."""
        event = json.loads(json.dumps(event))
        with RUNNING, self._entered() as caught:
            try:
                handler = self._loaded()
                answer = json.loads(json.dumps(handler(event, self._context())))
            except (Exception, SystemExit) as error:  # noqa: BLE001 (whatever the function does, the laptop goes on)
                summary = _summary(error, self._root)
                caught.write(_trace(error))
                return Invocation(None, caught.getvalue(), summary)
            return Invocation(answer, caught.getvalue())

    @contextmanager
    def _entered(self) -> Iterator[io.StringIO]:
        """Swap in everything that belongs to this function, and swap it out afterwards."""
        caught = io.StringIO()
        environ, path, streams, hook = dict(os.environ), list(sys.path), (sys.stdout, sys.stderr), sys.breakpointhook
        others = _take_modules()
        session, boto3.DEFAULT_SESSION = boto3.DEFAULT_SESSION, self._session
        outer, _OUTPUT.caught = _OUTPUT.caught, caught
        try:
            kept = {name: value for name, value in environ.items() if name.startswith(KEPT_VARIABLES)}
            os.environ.clear()
            os.environ.update(kept | self._environment)
            sys.path.insert(0, str(self._root))
            sys.modules.update(self._modules)
            sys.stdout = sys.stderr = _OUTPUT
            sys.breakpointhook = _breakpoint_on(streams, hook)
            with calling(self._caller):
                yield caught
        finally:
            self._modules = _take_modules()
            self._session, boto3.DEFAULT_SESSION = boto3.DEFAULT_SESSION, session
            _OUTPUT.caught = outer
            sys.modules.update(others)
            sys.path[:] = path
            sys.stdout, sys.stderr = streams
            sys.breakpointhook = hook
            os.environ.clear()
            os.environ.update(environ)

    def _loaded(self) -> Callable[[Any, Any], Any]:
        if self._handler and not self._reloading:
            return self._handler
        files = _source_files(self._root)
        if self._handler is None or files != self._seen:
            self._handler = None
            _take_modules()
            for changed in {file for file, _ in files.items() ^ self._seen.items()}:
                # Python compares bytecode with the source by whole seconds, and two saves may happen in one.
                Path(importlib.util.cache_from_source(changed)).unlink(missing_ok=True)
            self._seen = files
            importlib.invalidate_caches()
            linecache.checkcache()
            module, _, name = self.function.handler.rpartition(".")
            self._handler = getattr(importlib.import_module(module), name)
        return self._handler

    def _context(self) -> LambdaContext:
        return LambdaContext(
            function_name=self.function.physical_name,
            invoked_function_arn=self.function.arn,
            memory_limit_in_mb=self.function.memory,
            aws_request_id=str(uuid.uuid4()),
            log_group_name=f"/aws/lambda/{self.function.physical_name}",
            deadline=time.monotonic() + self.function.timeout,
        )


def _runtime_environment(function: Function) -> dict[str, str]:
    """The variables that Lambda sets.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    return {
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_FUNCTION_NAME": function.physical_name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.physical_name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "local",
        "AWS_REGION": REGION,
        "TZ": ":UTC",
        "_HANDLER": function.handler,
    }


def _take_modules() -> dict[str, ModuleType]:
    """Take every module of the functions' code out of sys.modules."""
    # The first condition is the fast one: there are thousands of modules, and each invocation runs this twice.
    names = [name for name in sys.modules if name.startswith(PACKAGES) and name.partition(".")[0] in PACKAGES]
    return {name: sys.modules.pop(name) for name in names}


def _source_files(root: Path) -> dict[str, tuple[int, int]]:
    """Every file of the functions' code, with values that change when it is saved. Each invocation reads them."""
    return {path: stamp for package in PACKAGES for path, stamp in _files(str(root / package))}


def _files(folder: str) -> Iterator[tuple[str, tuple[int, int]]]:
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _files(entry.path)
                continue
            with suppress(FileNotFoundError):  # an editor replaced it between the listing and this line
                stat = entry.stat()
                yield entry.path, (stat.st_mtime_ns, stat.st_size)


def _summary(error: BaseException, root: Path) -> str:
    text = f"{type(error).__name__}: {error}"
    if isinstance(error, SyntaxError) and error.filename:
        file = Path(error.filename)
        place = file.relative_to(root) if file.is_relative_to(root) else file
        text = f"{type(error).__name__} in {place}, line {error.lineno}: {error.msg}"
    return text


def _trace(error: BaseException) -> str:
    frames = error.__traceback__
    while frames is not None and _ours(frames.tb_frame.f_code.co_filename):
        frames = frames.tb_next
    shown: TracebackType | None = frames
    return "".join(traceback.format_exception(type(error), error, shown))


def _ours(file: str) -> bool:
    """True if a frame is in the local runner, which does not interest the function's author."""
    return file == __file__ or "importlib" in file


def _breakpoint_on(streams: tuple[Any, Any], hook: Callable[..., Any]) -> Callable[..., Any]:
    """Connect `breakpoint()` to the terminal again, for the rest of the invocation."""

    def stop(*arguments: Any, **named: Any) -> Any:
        sys.stdout, sys.stderr = streams
        if hook is not sys.__breakpointhook__ or "PYTHONBREAKPOINT" in os.environ:
            return hook(*arguments, **named)
        import pdb  # noqa: PLC0415, T100 (only a developer who stops here needs it)

        return pdb.Pdb().set_trace(sys._getframe(1))  # noqa: SLF001 (the frame that called breakpoint)

    return stop
