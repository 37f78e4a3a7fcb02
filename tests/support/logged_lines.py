"""What functions write to their logs while a story is told, and the metrics that CloudWatch reads out of it."""

import json
from collections import defaultdict
from typing import Any

from local.emulator.sandbox import Invocation
from local.emulator.stack import Stack


class LoggedLines:
    """The lines of JSON that a stack's functions have written, each with the function's folder."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self.lines: list[tuple[str, dict[str, Any]]] = []
        stack.watch = self._note

    def _note(self, function: str, invocation: Invocation) -> None:
        folder = self._stack.system.functions[function].handler.split(".")[1]
        self.lines += [(folder, json.loads(line)) for line in invocation.logs.splitlines() if line.startswith("{")]

    def clear(self) -> None:
        """Forget what was written until now."""
        self.lines.clear()

    @property
    def metrics(self) -> dict[str, list[int]]:
        """Every number of each metric, in the order in which they were written."""
        found = defaultdict[str, list[int]](list)
        for _, line in self.lines:
            for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"] if "_aws" in line else ():
                number = line[metric["Name"]]
                found[metric["Name"]] += number if isinstance(number, list) else [number]
        return dict(found)

    def of(self, metric: str) -> list[tuple[str, dict[str, Any]]]:
        """The lines that carry a metric, each with the folder of its function."""
        return [(folder, line) for folder, line in self.lines if "_aws" in line and metric in line]
