"""`python -m bench`: measures, simulates, and prints tables."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from functools import partial

from bench import counting, histories, learning, operations, partitions, starts, storage, sustained, words
from bench.layout import TextTable
from bench.place import Workbench
from tests.support.processes import ministack


def main() -> None:
    """Run the named parts, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures Postbag's costs and throughput.")
    names = ("counting", "operations", "storage", "sustained", "starts", "partitions", "learning", "words", "histories")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"any of {', '.join(names)}; all unless given")
    parser.add_argument("--facts", type=int, default=1_000, help="facts of each kind to count; 1,000 unless given")
    parser.add_argument("--spread", type=int, default=100, help="articles or comments to spread them over; 100")
    parser.add_argument("--times", type=int, default=8, help="runs of each timed thing; 8")
    parser.add_argument("--histories", type=int, default=4_000, help="number of histories; 4,000 unless given")
    parser.add_argument("--endpoint-url", metavar="URL", help="a running MiniStack to use")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(names):
        parser.error(f"no part is named {', '.join(sorted(unknown))}; the parts are {', '.join(names)}")
    for table in _tables(given):
        print(f"{table}\n", flush=True)


def _tables(given: argparse.Namespace) -> Iterator[TextTable]:
    with nullcontext(given.endpoint_url) if given.endpoint_url else ministack() as address:
        place = Workbench(address)
        parts: dict[str, Callable[[], list[TextTable]]] = {
            "counting": partial(counting.run, place, given.facts, given.spread),
            "operations": partial(operations.run, place, given.times),
            "storage": partial(storage.run, place),
            "sustained": partial(sustained.run, place, given.facts, given.spread),
            "starts": partial(starts.run, place.system),
            "partitions": partitions.run,
            "learning": learning.run,
            "words": words.run,
            "histories": partial(histories.run, given.histories),
        }
        for name, run in parts.items():
            if name in given.parts or not given.parts:
                yield from run()


if __name__ == "__main__":
    main()
