"""A crowd at one table: writers, and consumers of its stream that are killed and started again at random points.

Run as a process of its own, with the table in the environment:
`python -m tests.storage.crowd <facts> <seed> <ms since the epoch> <the stream's filters as JSON>`. It prints the events
and, at the end, the answers to the writers as JSON. All other processes are forked from this one. It has imported the
modules and has neither threads nor connections, so a consumer starts in a tenth of a second.
"""

import json
import multiprocessing
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from random import Random
from typing import Any, NamedTuple

from tests.storage.crowd.consumer import HORIZON, Place, consume
from tests.storage.crowd.writers import WRITERS, Told, write

PROCESSES = 4
KILLS = 10
FACTS_A_REPORT = 833
"""A consumer gives at least one report while it counts so many facts. So the kills are far enough apart to happen."""
_fork = multiprocessing.get_context("fork")
_lines: list[Connection] = []


@dataclass(eq=False)
class Child:
    """A process and the line to it; for a consumer, the place that it reported last."""

    process: BaseProcess
    line: Connection
    place: Place = HORIZON

    def kill(self) -> None:
        """End the process at once (SIGKILL)."""
        self.process.kill()
        self.process.join()
        self.line.close()


def say(line: str) -> None:
    """Print a line for the test and for people."""
    print(line, flush=True)  # noqa: T201


def start(target: Callable[..., None], *given: Any) -> Child:
    """Start a process that runs `target` with the `given` arguments and its end of a line to this process."""
    here, there = _fork.Pipe()
    _lines.append(here)
    process = _fork.Process(target=_run, args=(target, *given, there), daemon=True)
    process.start()
    there.close()
    return Child(process, here)


def _run(target: Callable[..., None], *given: Any) -> None:
    for line in _lines:
        line.close()  # this copy would keep the line open if the process at its other end died
    target(*given)


class Kill(NamedTuple):
    """Kill the consumer after `reports` more reports, counted from where `behind` records are behind it.

    The next consumer begins at the stream's horizon (None), at the killed one's place (0), or at one of the latest
    `back` places of others. If `beside`, it begins before the kill, and `reports` are its own once it has caught up.
    """

    behind: int
    reports: int
    back: int | None
    beside: bool


def planned(facts: int, random: Random) -> list[Kill]:
    """Plan kills while the crowd writes, one in each tenth of that time."""
    part = facts * 3 // 4 // KILLS
    points = [number * part + random.randrange(part) for number in range(KILLS)]
    backs = [None, *[0, 20] * (KILLS // 2)][:KILLS]
    besides = [True, False] * (KILLS // 2)
    random.shuffle(backs)
    random.shuffle(besides)
    return [
        Kill(point, random.randrange(facts // FACTS_A_REPORT), back, beside)
        for point, back, beside in zip(points, backs, besides, strict=True)
    ]


class Consumers:
    """One consumer, killed and started again; sometimes two for a moment."""

    def __init__(self, filters: Sequence[dict[str, Any]], facts: int, random: Random) -> None:
        self._filters = filters
        self._random = random
        self._kills = planned(facts, random)
        self._reports = 0
        self._places = [HORIZON]
        self._finishing = False
        self.running = [self._begin(HORIZON)]

    def hear(self, child: Child) -> None:
        """Note a consumer's report; kill or start a consumer if it is time."""
        if child not in self.running:
            return
        try:
            child.place = child.line.recv()
        except EOFError:
            child.process.join()
            if child.process.exitcode or not self._finishing:
                raise SystemExit(f"a consumer ended by itself, with {child.process.exitcode}") from None
            self.running.remove(child)
            return
        if child.place != self._places[-1]:
            say(f"record {child.place.behind}")
        self._places.append(child.place)
        if self._kills:
            self._kill(child, self._kills[0])

    def finish(self) -> None:
        """Let the consumer end once it has counted everything, if no kill is left to do."""
        if not self._kills and len(self.running) == 1 and not self._finishing:
            self._finishing = True
            self.running[0].line.send("finish")

    def _begin(self, place: Place) -> Child:
        return start(consume, place, self._filters, str(self._random.random()))

    def _kill(self, child: Child, kill: Kill) -> None:
        old, new = self.running[0], self.running[-1]
        if child is not new or child.place.behind < max(kill.behind, old.place.behind):
            return
        if kill.beside and new is old:
            self._begin_another(old, kill)
            return
        self._reports += 1
        if self._reports > kill.reports:
            say(f"kill at record {old.place.behind}")
            old.kill()
            self.running.remove(old)
            self._kills.remove(kill)
            self._reports = 0
            if not kill.beside:
                self._begin_another(old, kill)

    def _begin_another(self, old: Child, kill: Kill) -> None:
        place = HORIZON if kill.back is None else self._random.choice([old.place, *self._places[-kill.back - 1 :]])
        say(f"another begins at record {place.behind}, {'beside' if kill.beside else 'after'} the one")
        self.running.append(self._begin(place))


def run(facts: int, seed: str, at: int, filters: Sequence[dict[str, Any]]) -> Told:
    """Let the crowd write `facts` facts until all are counted; return the answers to the writers."""
    each = WRITERS // PROCESSES
    writers = [start(_write, range(first, first + each), facts, seed, at) for first in range(0, WRITERS, each)]
    say(f"seed {seed}")
    consumers = Consumers(filters, facts, Random(seed))  # noqa: S311  (no secret: it can be repeated)
    told = Told()
    while consumers.running:
        children = {child.line: child for child in (*writers, *consumers.running)}
        for line in wait(list(children)):
            child = children[line]
            if child in writers:
                told.add(line.recv())
                writers.remove(child)
                child.process.join()
            else:
                consumers.hear(child)
        if not writers:
            consumers.finish()
    return told


def _write(numbers: range, facts: int, seed: str, at: int, line: Connection) -> None:
    line.send(write(numbers, facts, seed, at))


if __name__ == "__main__":
    say(json.dumps(asdict(run(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4])))))
