"""Units of a page, a vote and a comment, on MiniStack. They do not depend on the thread's size."""

import json
import math
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bench.facts import AT, comment, vote, with_replies
from bench.meter import Meter
from bench.meter import size as bytes_of
from local.emulator.stack import Stack
from local.http_client import LocalClient, reader_pass
from local.login.issuer import Issuer
from shared.domain.comments.comment import Comment
from shared.domain.comments.draft import Draft
from shared.domain.comments.ruling import Action
from shared.domain.judging.judge import judge
from shared.domain.judging.policy import Policy
from shared.domain.judging.verdict import Circumstances
from shared.domain.log.log_entry import LogStamp
from shared.domain.moderation.decisions import ProposedDecision, decided
from shared.domain.people.reader import ReaderRecord
from shared.storage import keys, table
from shared.storage.comments import comment_item
from tests.support.processes import running
from tests.support.share import share_of
from tests.support.stacks import ROOT

SMALL = 10
LARGEST = (2_000, 20_000)
"""Comments of the largest thread: in a share of the proof, and in the whole proof."""
REPLIED = 10


@pytest.fixture(scope="session")  # tests come in random order, of other modules in between
def ministack_stack(ministack_url: str) -> Iterator[Stack]:
    """A stack on MiniStack with a small thread."""
    with Stack(ROOT / "template.yaml", ministack_url, name="costs") as stack:
        write(stack, SMALL)
        yield stack


@pytest.fixture(scope="session")
def sizes(ministack_stack: Stack, pytestconfig: pytest.Config) -> list[int]:
    """Sizes of the threads in that stack: the small one and larger ones."""
    larger = [1_000, share_of(pytestconfig, *LARGEST)]
    for size in larger:
        write(ministack_stack, size)
    return [SMALL, *larger]


def write(stack: Stack, size: int) -> None:
    """Write a thread, with three replies to its newest and oldest comments, placed as the tallies function does."""
    article, name = f"of-{size}", stack.system.table.name

    def fill(numbers: range) -> None:
        puts = [
            {"PutRequest": {"Item": table.encoded(comment_item.to_item(comment(article, number)))}}
            for number in numbers
        ]
        stack.dynamodb.batch_write_item(RequestItems={name: puts})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(fill, (range(start, min(start + 25, size)) for start in range(0, size, 25))))
    for number in {*range(REPLIED), *range(size - REPLIED, size)}:
        top = comment(article, number)
        replies = [comment(top.article_id, 100_000 * (part + 1) + number, top) for part in range(3)]
        puts = [{"PutRequest": {"Item": table.encoded(item)}} for item in with_replies(top, replies)]
        stack.dynamodb.batch_write_item(RequestItems={name: puts})


@pytest.fixture
def door(ministack_stack: Stack, issuer: Issuer) -> Iterator[LocalClient]:
    with LocalClient(ministack_stack, issuer.public_keys, clock=AT + 86_400_000) as client:
        yield client


@pytest.mark.proof(*LARGEST)
@pytest.mark.xdist_group("large threads")  # so that one process makes them, not each
@pytest.mark.parametrize("sort", ["newest", "oldest", "best"])
def test_a_page_costs_the_same_whatever_the_size_of_the_thread(door: LocalClient, sizes: list[int], sort: str) -> None:
    costs = set()
    for size in sizes:
        with Meter() as asked:
            page = door.get(f"/v1/articles/of-{size}/comments", params={"sort": sort, "limit": 10}).json()
        assert len(page["comments"]) == 10
        assert asked.operations == ["BatchGetItem", "Query", "Query"]
        assert {len(shown["replies"]) for shown in page["comments"]} == {3}
        costs.add(asked.read_units)
    assert max(costs) - min(costs) <= 0.5  # a byte over 4 KB is half a unit
    assert max(costs) <= 1 + 0.5 * math.ceil((10 + 1 + 30) * 1_500 / 4_096)


def test_storing_a_comment_writes_a_unit_for_it_and_for_each_index_it_is_in(ministack_stack: Stack) -> None:
    """A typical comment has 2 KB. The public indexes hold 1 KB of it, the others all."""
    item = table.encoded(comment_item.to_item(comment("quiet", 99)))
    assert written(ministack_stack, item) == 2 + len(("public", "best")) + 2 * len(("queue", "article_queue", "reader"))


@pytest.mark.parametrize("under", [None, comment("ferries", 1)], ids=["comment", "reply"])
def test_a_typical_comment_stays_under_two_units_with_its_trace_and_what_a_moderator_decided(
    under: Comment | None,
) -> None:
    """Four indexes hold the whole comment, so each further KB costs five write units."""
    circumstances = Circumstances(at=AT, reader=ReaderRecord(approved=5, comments=7), by_reader=2, seconds=40)
    written = comment("ferries", 2, under)
    draft = Draft(author_name=written.name, body=written.body)
    # The trace has each rule's time, so the least disturbed of several judgements is the typical one.
    verdicts = [judge(draft, circumstances, Policy(), stopwatch=time.thread_time_ns).verdict for _ in range(9)]
    verdict = min(verdicts, key=lambda one: sum(finding.microseconds for finding in one.findings))
    told = written.model_copy(update={"verdict": verdict, "circumstances": circumstances})
    assert len(told.body) > 340
    hand = LogStamp(by="8c3a1f7e-0000-4000-8000-1d2e3f4a5b6c", at=AT + 60_000, number=written.id)
    proposed = ProposedDecision(article_id="ferries", comment_id=written.id, action=Action.APPROVE)
    for state in (told, decided(told, proposed, hand)):
        assert bytes_of(table.encoded(comment_item.to_item(state))) <= 2 * 1_024


def test_a_comment_that_is_sent_is_one_batched_read_and_one_transaction(door: LocalClient) -> None:
    reader = {"authorization": f"Bearer {reader_pass(door)}"}
    sent = {"author_name": "Ann", "body": comment("of-10", 1).body}
    door.post("/v1/articles/of-10/comments", json=sent, headers=reader)  # the month's first makes its key
    with Meter() as asked:
        assert door.post("/v1/articles/of-10/comments", json=sent, headers=reader).status_code == 201
    assert asked.operations == ["BatchGetItem", "TransactWriteItems"]
    assert asked.read_units == 10
    # 2 KB, and 6 KB in indexes; its origin, in an index too; three counters. A transaction doubles the table's units.
    assert asked.write_units == 2 * 2 + 6 + (2 + 1) + 3 * 2


def test_a_vote_or_a_report_is_one_write_unit_and_one_read_request(ministack_stack: Stack, door: LocalClient) -> None:
    cast = vote(comment("quiet", 3), 1)
    key = keys.vote(cast.article_id, cast.comment_id, cast.reader_id)
    assert written(ministack_stack, table.encoded({**key._asdict(), **table.fields(cast)})) == 1
    reader = {"authorization": f"Bearer {reader_pass(door)}"}
    place = f"/v1/articles/of-10/comments/{comment('of-10', 3).id}"
    with Meter() as asked:
        assert door.put(f"{place}/vote", json={"value": 1}, headers=reader).status_code == 200
        assert door.post(f"{place}/reports", json={"reason": "spam"}, headers=reader).status_code == 202
    assert asked.operations == ["BatchGetItem", "PutItem"] * 2
    assert asked.write_units == 2


def written(far: Stack, item: dict[str, Any]) -> float:
    """The write units of storing an item, as MiniStack reports them."""
    answer = far.dynamodb.put_item(TableName=far.system.table.name, Item=item, ReturnConsumedCapacity="INDEXES")
    units: float = answer["ConsumedCapacity"]["CapacityUnits"]
    return units


def test_32_senders_of_one_comment_at_once_store_one_comment(ministack_stack: Stack, ministack_url: str) -> None:
    environment = {
        "AWS_ACCESS_KEY_ID": "123456789012",
        "AWS_SECRET_ACCESS_KEY": "laptop",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL_DYNAMODB": ministack_url,
        "SITE_HOSTS": "127.0.0.1",
        "TABLE_NAME": ministack_stack.system.table.name,
    }
    with (
        running("-m", "tests.storage.senders", "0", "16", "Once.", **environment) as one,
        running("-m", "tests.storage.senders", "16", "16", "Once.", **environment) as other,
    ):
        told: list[Any] = [*json.loads(one.rest()), *json.loads(other.rest())]
    assert len(told) == 32
    assert len(set(told)) == 1
    with running("-m", "tests.storage.senders", "32", "8", "Twice?", **environment) as late:
        assert set(json.loads(late.rest())) == {"idempotency-conflict"}
    stored = ministack_stack.dynamodb.query(
        TableName=ministack_stack.system.table.name,
        KeyConditionExpression="pk = :thread",
        ExpressionAttributeValues={":thread": {"S": "THREAD#ferries"}},
    )["Items"]
    assert [item["id"]["S"] for item in stored] == list(set(told))
