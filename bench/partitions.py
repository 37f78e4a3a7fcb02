"""A simulation of DynamoDB's limits: when clicks on one article throttle, and when its tally is in its own way.

Simulated, as AWS documents it: a key's hash decides its partition; a partition takes 1,000 write units a second; a
transaction on an item that another one is writing is refused, and costs two units per KB. AWS does not publish its
hash, and any even one gives these figures.

Documented, and not simulated: burst capacity, up to 300 s of what was not used, evens out the seconds, so rates are
means here; but it "can't alleviate partition-level throttling". Adaptive capacity moves an article's keys apart, to
partitions of their own, and AWS does not say how soon.

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
"""Write units a second; a click's fact is one."""
PARTITIONS = (1, 2, 4, 8, 16, 32, 64)
SHARDS = (1, 4, 16, 64)
CONSUMERS = (1, 4, 16, 64, 256)
ARTICLES = 200
_READERS = 20_000
HELD = 0.02
"""Seconds that a transaction holds its items: an assumption, for AWS states none."""
TRIES = 5
"""As `table.write` has it."""
_MINUTE = 60.0


class Contention(NamedTuple):
    """Of one item's transactions: how many are done a second, and of each the tries and the seconds it is late.

    `redelivered` is how often `table.write` gives one up, so that Lambda delivers the batch again.
    """

    done: float
    tries: float
    late: float
    redelivered: float


def loads(article: str, shards: int) -> Mapping[str, int]:
    """How many of an article's clicks each partition key gets, by the product's own key function."""
    with mock.patch.object(keys, "SHARE_SHARDS", shards):
        readers = (hashlib.md5(b"%d" % number, usedforsecurity=False).hexdigest() for number in range(_READERS))
        networks = list(Network)
        return Counter(
            keys.share_click(article, day(AT), networks[number % len(networks)], reader).pk
            for number, reader in enumerate(readers)
        )


def partition(pk: str, partitions: int) -> int:
    """The partition of a key, each of which holds an equal range of hashes."""
    hashed = int.from_bytes(hashlib.md5(pk.encode(), usedforsecurity=False).digest())
    return hashed * partitions >> 128


def throttles_at(spread: Mapping[str, int], partitions: int) -> float:
    """Clicks a second at which the first of `partitions` has more than it takes, if they are spread like these."""
    hit = [0] * partitions
    for pk, clicks in spread.items():
        hit[partition(pk, partitions)] += clicks
    return PARTITION * sum(hit) / max(hit)


def rates(shards: int) -> dict[int, list[float]]:
    """The rates at which each of `ARTICLES` articles throttles, by the number of partitions, lowest first."""
    model = "an-article"
    spread = loads(model, shards)
    found: dict[int, list[float]] = {number: [] for number in PARTITIONS}
    for seed in range(ARTICLES):
        of_article = {pk.replace(model, f"article-{seed}"): clicks for pk, clicks in spread.items()}
        for number in PARTITIONS:
            found[number].append(throttles_at(of_article, number))
    return {number: sorted(of_articles) for number, of_articles in found.items()}


def contention(consumers: int, seed: int = 0) -> Contention:
    """Each of `consumers` writes the same item once a second, for a minute; one that is late does so when it can."""
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
    """The rates at which one article throttles, and what its tally sees."""
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
            f"Mean of {ARTICLES} articles; in brackets what one in ten does not reach.",
            f"A click is one write unit, and a partition takes {PARTITION:,} a second.",
            "A new on-demand table takes 4,000 write units a second; warm throughput sets more.",
            f"Once adaptive capacity has given every key a partition of its own: {apart}.",
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
        "One article's tally, written once a second by the consumer of every stream shard its clicks come through",
        ["stream shards", "transactions\na second", "tries each", "ms late", "redelivered\neach"],
        rows,
        (
            f"A transaction holds its items for {1_000 * HELD:.0f} ms, we assume: this is the limit, no partition's.",
            "A consumer that is late counts more clicks in one transaction, so none is lost and none counts twice.",
            f"An article's clicks of a day have {keys.SHARE_SHARDS} keys, so come through no more stream shards.",
        ),
    )
