"""Read the facts of one article, or of all, from the table with strong consistency."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from itertools import chain
from typing import Any, TypeVar

from shared.domain.articles.top_lists import TopList, spans
from shared.domain.counting.increments import ListPlace, TallySubject
from shared.settings import settings
from shared.storage import keys, table
from shared.storage.counting.recounting.facts import Facts, Image

_THREADS = 8
_SIGN_OF_LIFE = 30
"""The most seconds between calls of `working`."""
T = TypeVar("T")


def read_article(facts: Facts, article_id: str, working: Callable[[], None]) -> None:
    """Read the facts about one article, partition by partition; `working` is called now and then."""
    facts.held_against(TallySubject("article", article_id))
    listed = {ListPlace(kind, span, article_id) for kind in TopList for at in facts.days.values() for span in spans(at)}
    for place in listed:
        facts.held_against(place)
    for tally in _partition(keys.days_of(article_id)):
        facts.add(tally)
    for comment in _partition(keys.comments_of(article_id)):
        facts.add(comment)
    partitions = [
        *chain.from_iterable(keys.reactions_to(article_id, comment) for comment in facts.comments.values()),
        *chain.from_iterable(keys.clicks_and_visits(article_id, on) for on in facts.days),
    ]

    def read(partition: str) -> None:
        for fact in _partition(partition):
            facts.add(fact)

    _each(read, partitions, working)


def read_table(facts: Facts, working: Callable[[], None]) -> None:
    """Read every item of the table, in parallel segments; `working` is called now and then."""

    def read(segment: int) -> None:
        start: dict[str, Any] = {}
        while True:
            page = table.client().scan(
                TableName=settings.table_name,
                ConsistentRead=True,
                Segment=segment,
                TotalSegments=_THREADS,
                **start,
            )
            for item in page["Items"]:
                facts.add(item)
            if "LastEvaluatedKey" not in page:
                return
            start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    _each(read, range(_THREADS), working)


def _partition(pk: str) -> Iterator[Image]:
    start: dict[str, Any] = {}
    while True:
        page = table.client().query(
            TableName=settings.table_name,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues=table.encoded({":pk": pk}),
            ConsistentRead=True,
            **start,
        )
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def _each(read: Callable[[T], None], parts: Iterable[T], working: Callable[[], None]) -> None:
    with ThreadPoolExecutor(_THREADS) as pool:
        pending = {pool.submit(read, part) for part in parts}
        try:
            while pending:
                done, pending = wait(pending, timeout=_SIGN_OF_LIFE, return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
                working()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
