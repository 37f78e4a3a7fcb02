"""A simulation of DynamoDB's limits: the rate at which clicks on one article throttle, and conflicts on its tally.

Simulated, as AWS documents it: a key's hash decides its partition. A partition takes 1,000 write units a second. A
transaction on an item that another one is writing is refused, and costs two units per KB. AWS does not publish its
hash; any even one gives these figures.

Documented, and not simulated: burst capacity, up to 300 s of unused units, evens out the seconds. So rates here are
means. But burst capacity "can't alleviate partition-level throttling". Adaptive capacity moves an article's keys to
partitions of their own. AWS does not say how soon.

Sources, all under https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/: bp-partition-key-design.html (the
limit), burst-adaptive-capacity.html (both capacities), transaction-apis.html (conflicts, units),
warm-throughput-scenarios.html (4,000 units a second at first). The quotation:
https://repost.aws/knowledge-center/dynamodb-spiky-workloads-short-intervals
"""

import hashlib
import heapq
import random
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple
from unittest import mock

from bench.facts import AT
from bench.layout import TextTable
from shared.domain.sharing.networks import Network
from shared.domain.times import day
from shared.storage import keys

PARTITION = 1_000
"""Write units that a partition takes a second. A click's fact costs one."""
PARTITIONS = (1, 2, 4, 8, 16, 32, 64)
SHARDS = (1, 4, 16, 64)
CONSUMERS = (1, 4, 16, 64, 256)
ARTICLES = 200
_READERS = 20_000
HELD = 0.02
"""Seconds for which a transaction locks its items: an assumption, since AWS states none."""
TRIES = 5
"""Tries of a transaction, as in `table.write`."""
_MINUTE = 60.0


class Contention(NamedTuple):
    """Transactions on one item: the number done a second, and for each the mean tries and seconds of delay.

    `redelivered` is how often `table.write` gives up per transaction done. Lambda then delivers the batch again.
    """

    done: float
    tries: float
    late: float
    redelivered: float


def loads(article: str, shards: int) -> Mapping[str, int]:
    """The number of an article's clicks at each partition key, by the product's own key function."""
    with mock.patch.object(keys, "SHARE_SHARDS", shards):
        readers = (hashlib.md5(b"%d" % number, usedforsecurity=False).hexdigest() for number in range(_READERS))
        networks = list(Network)
        return Counter(
            keys.share_click(article, day(AT), networks[number % len(networks)], reader).pk
            for number, reader in enumerate(readers)
        )


def partition(pk: str, partitions: int) -> int:
    """The number of a key's partition. Each partition holds an equal range of hashes."""
    hashed = int.from_bytes(hashlib.md5(pk.encode(), usedforsecurity=False).digest())
    return hashed * partitions >> 128


def throttles_at(spread: Mapping[str, int], partitions: int) -> float:
    """Clicks a second, spread over keys like `spread`, at which the first of `partitions` throttles."""
    hit = [0] * partitions
    for pk, clicks in spread.items():
        hit[partition(pk, partitions)] += clicks
    return PARTITION * sum(hit) / max(hit)


def rates(shards: int) -> dict[int, list[float]]:
    """The rates at which `ARTICLES` articles throttle, lowest first, by the number of partitions."""
    model = "an-article"
    spread = loads(model, shards)
    found: dict[int, list[float]] = {number: [] for number in PARTITIONS}
    for seed in range(ARTICLES):
        of_article = {pk.replace(model, f"article-{seed}"): clicks for pk, clicks in spread.items()}
        for number in PARTITIONS:
            found[number].append(throttles_at(of_article, number))
    return {number: sorted(of_articles) for number, of_articles in found.items()}


def contention(consumers: int, seed: int = 0) -> Contention:
    """Simulate a minute in which each of `consumers` writes the same item once a second, late if it has to."""
    chance = random.Random(seed)  # noqa: S311 (a simulation)
    due = [chance.random() for _ in range(consumers)]
    trying = [(at, consumer, 0) for consumer, at in enumerate(due)]
    heapq.heapify(trying)
    free, late, tried, done, given_up = 0.0, 0.0, 0, 0, 0
    while trying[0][0] < _MINUTE:
        now, consumer, tries = heapq.heappop(trying)
        tried += 1
        if now >= free:
            free = now + HELD
            done += 1
            late += now - due[consumer]
            due[consumer] = max(due[consumer] + 1, free)
            heapq.heappush(trying, (due[consumer], consumer, 0))
        else:
            again = (tries + 1) % TRIES
            given_up += again == 0
            heapq.heappush(trying, (now + chance.uniform(0.01, 0.05) * 2**tries, consumer, again))
    return Contention(done / _MINUTE, tried / done, late / done, given_up / done)


def run() -> list[TextTable]:
    """Tables of the rates at which one article throttles, and of the conflicts on its tally."""
    return [_throttles(), _tallies()]


def _throttles() -> TextTable:
    by_shards = {shards: rates(shards) for shards in SHARDS}
    heads = [f"{shards} of a day{' (ours)' * (shards == keys.SHARE_SHARDS)}" for shards in SHARDS]
    rows = [[str(number), *(_shown(by_shards[shards][number]) for shards in SHARDS)] for number in PARTITIONS]
    apart = ", ".join(f"{shards * PARTITION:,}" for shards in SHARDS)
    return TextTable(
        "Clicks a second on one article at which its first partition throttles, by its partition keys",
        ["partitions", *heads],
        rows,
        (
            f"Mean of {ARTICLES} articles; in brackets the rate that one in ten does not reach.",
            f"A click is one write unit, and a partition takes {PARTITION:,} a second.",
            "A new on-demand table takes 4,000 write units a second; warm throughput sets more.",
            f"With a partition of its own for every key, by adaptive capacity: {apart}.",
        ),
    )


def _shown(of_articles: list[float]) -> str:
    mean = sum(of_articles) / len(of_articles)
    return f"{mean:,.0f} ({of_articles[len(of_articles) // 10]:,.0f})"


def _tallies() -> TextTable:
    found = {consumers: contention(consumers) for consumers in CONSUMERS}
    rows = [
        [f"{consumers}", f"{done:.0f}", f"{tries:.1f}", f"{1_000 * late:,.0f}", f"{redelivered:.2f}"]
        for consumers, (done, tries, late, redelivered) in found.items()
    ]
    return TextTable(
        "One article's tally, written once a second by the consumer of each stream shard with clicks on it",
        ["stream shards", "transactions\na second", "tries each", "ms late", "redelivered\neach"],
        rows,
        (
            f"Assumed: a transaction locks its items for {1_000 * HELD:.0f} ms. That is the limit, no partition's.",
            "A consumer that is late counts more clicks in one transaction, so none is lost and none counts twice.",
            f"An article's clicks of a day have {keys.SHARE_SHARDS} keys, so they come through no more stream shards.",
        ),
    )
