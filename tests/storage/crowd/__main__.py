"""A crowd at one table: writers, and consumers of its stream that are killed and started again at random points.

Run as a process of its own, with the table in the environment:
`python -m tests.storage.crowd <facts> <seed> <ms since the epoch> <the stream's filters as JSON>`. Says what happens,
and at last, as JSON, what the writers were told. All other processes are forked from this one, which has read the
modules and has neither threads nor connections, so that starting anew takes a consumer a tenth of a second.
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
"""A consumer that counts so many facts gives at least one report; kills are so far apart that all of them happen."""
_fork = multiprocessing.get_context("fork")
_lines: list[Connection] = []


@dataclass(eq=False)
class Child:
    """A process and the line to it; of a consumer, where it was when it last said so."""

    process: BaseProcess
    line: Connection
    place: Place = HORIZON

    def kill(self) -> None:
        """End it at once (SIGKILL), whatever it is doing."""
        self.process.kill()
        self.process.join()
        self.line.close()


def say(line: str) -> None:
    """Tell the test, and whoever looks."""
    print(line, flush=True)  # noqa: T201


def start(target: Callable[..., None], *given: Any) -> Child:
    """A process that runs `target` with what is given and its end of a line to this one."""
    here, there = _fork.Pipe()
    _lines.append(here)
    process = _fork.Process(target=_run, args=(target, *given, there), daemon=True)
    process.start()
    there.close()
    return Child(process, here)


def _run(target: Callable[..., None], *given: Any) -> None:
    for line in _lines:
        line.close()  # this process's copies of others' lines would keep them open if those others died
    target(*given)


class Kill(NamedTuple):
    """Kill the consumer when it has `reports` more to give once `behind` records are behind it.

    The next one begins at the stream's horizon, at one of the latest `back` places that others were at, or where this
    one is (0). If `beside`, it begins before the kill, and the `reports` are those it gives once it has caught up.
    """

    behind: int
    reports: int
    back: int | None
    beside: bool


def planned(facts: int, random: Random) -> list[Kill]:
    """Kills while the crowd writes, one in each tenth of that time."""
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
    """One consumer, killed and started again, and for moments two of them."""

    def __init__(self, filters: Sequence[dict[str, Any]], facts: int, random: Random) -> None:
        self._filters = filters
        self._random = random
        self._kills = planned(facts, random)
        self._reports = 0
        self._places = [HORIZON]
        self._finishing = False
        self.running = [self._begin(HORIZON)]

    def hear(self, child: Child) -> None:
        """Take in what a consumer says; kill and start whom it is time for."""
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
        """Let the consumer end once it has counted everything, if nobody is to be killed any more."""
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
    """Let the crowd write so many facts, and count them, until all are counted; what the writers were told."""
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
