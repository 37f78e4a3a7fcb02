"""The time to import each function, with bytecode: the cost of a start before the first request."""

import os
import subprocess
import sys

from bench.layout import TextTable
from bench.place import ROOT
from local.emulator.system import System

TIMES = 5
_CODE = """
import time
started = time.perf_counter()
import importlib, sys
name = sys.argv[1] if len(sys.argv) > 1 else "json"
importlib.import_module(name)
print(time.perf_counter() - started, len(sys.modules))
"""


def run(system: System) -> list[TextTable]:
    """Import every handler in an interpreter of its own, several times, and take the fastest."""
    rows = []
    for function in system.functions.values():
        module = function.handler.rpartition(".")[0]
        found = [_start(module) for _ in range(TIMES)]
        rows.append(
            [function.name.removesuffix("Function").lower(), f"{1_000 * min(found)[0]:.0f}", f"{min(found)[1]}"]
        )
    return [
        TextTable(
            "Importing a function",
            ["", "ms", "modules"],
            rows,
            [f"Best of {TIMES}, without the interpreter's own start, with bytecode, without a request."],
        )
    ]


def _start(module: str) -> tuple[float, int]:
    done = subprocess.run(  # noqa: S603 (our own command)
        [sys.executable, "-c", _CODE, module], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    seconds, modules = done.stdout.split()
    return float(seconds), int(modules)
