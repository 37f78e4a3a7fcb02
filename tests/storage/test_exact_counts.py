"""However the stream delivers the facts, the tallies equal them: split, repeated, overlapping, crashed halfway."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import botocore
import pytest
from botocore.exceptions import ConnectionClosedError
from botocore.session import Session
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.stack import Stack
from shared.domain.comments import Comment, Draft, Status, compose
from shared.domain.judging import Decision, Verdict
from shared.domain.readers import Reader
from shared.domain.shares import Network, ShareClick
from shared.storage import comments, keys, table
from shared.storage.table import Item

AT = 1_795_341_600_000
READERS = ("0000000000000000", "1111111111111111")

_trouble: list[Callable[[str], None]] = []


def _watch(session: Session) -> None:
    """Trouble on the line to the table, for as long as `trouble` says: before a request, or before its answer."""
    session.register("before-call.dynamodb.*", lambda model, **_: _suffer(f"before {model.name}"))
    session.register("after-call.dynamodb.*", lambda model, **_: _suffer(f"after {model.name}"))


def _suffer(moment: str) -> None:
    for cause in _trouble:
        cause(moment)


botocore.register_initializer(_watch)


@contextmanager
def trouble(cause: Callable[[str], None]) -> Iterator[None]:
    _trouble.append(cause)
    try:
        yield
    finally:
        _trouble.remove(cause)


def broken_line(moment: str) -> Callable[[str], None]:
    """The line breaks at every `moment`: "before TransactWriteItems", say."""

    def cause(now: str) -> None:
        if now == moment:
            raise ConnectionClosedError(endpoint_url="https://dynamodb")

    return cause


class World:
    """Facts as they are in the table, and the stream of the changes that made them."""

    def __init__(self, stack: Stack) -> None:
        stack.reset()
        self.stack = stack
        self.comments: dict[str, Comment] = {}
        self.clicks = Counter[str]()
        self.records: list[dict[str, Any]] = []

    def post(self, parent: Comment | None, status: Status, reader: str) -> Comment:
        number = len(self.comments)
        comment = compose(
            Draft(author_name="Ann", body=f"Number {number}"),
            by=Reader(id=reader),
            on="a",
            under=parent,
            verdict=Verdict(decision=Decision.HOLD, findings=(), policy_hash="p"),
            at=AT + number // 3,
            randomness=number.to_bytes(10),
        ).model_copy(update={"status": status})
        self.comments[comment.id] = comment
        self._change(None, comments.to_item(comment))
        return comment

    def move(self, comment: Comment, status: Status) -> None:
        moved = self.comments[comment.id].model_copy(update={"status": status})
        self.comments[comment.id] = moved
        before = self._item(comment.id)
        gone = {} if moved.visible else dict.fromkeys(keys.THREAD_POSITION + keys.PREVIEW_POSITION)
        self._change(before, {**before, **comments.to_item(moved), **_tallies(before), **gone})

    def click(self, network: Network, reader_key: str) -> None:
        click = ShareClick(article_id="a", network=network, day="2026-11-22", reader_key=reader_key, at=AT)
        key = keys.share_click("a", click.day, network, reader_key)
        self.clicks[network] += 1
        self._change(None, {**key._asdict(), **table.fields(click)})

    def noise(self, comment: Comment) -> None:
        """A record of a write that is no fact, such as a tally's own."""
        item = self._item(comment.id)
        self._record(item, item)

    def deliver(self, first: int, last: int) -> bool:
        """Deliver some records, as an event source mapping does; whether they were all counted."""
        event = {"Records": self.records[first:last], "shardId": "shardId-1", "window": {}, "state": {}}
        answer = self.stack.invoke("TalliesFunction", event)
        return answer.error is None and not answer.answer["batchItemFailures"]

    def numbers(self) -> dict[str, Any]:
        """What the tallies say."""
        article = table.get(keys.article_tally("a")).get(keys.article_tally("a"), {})
        queues = table.get(*(keys.queue_tally(shard) for shard in range(keys.QUEUE_SHARDS))).values()
        readers = {key.pk: item for key, item in table.get(*map(keys.reader_tally, READERS)).items()}
        return {
            "article": {name: int(n) for name, n in article.items() if n and name not in ("pk", "sk")},
            "queues": {status: sum(int(queue.get(status, 0)) for queue in queues) for status in Status},
            "readers": {
                pk: (int(item.get("approved", 0)), int(item.get("rejected", 0))) for pk, item in readers.items()
            },
            "replies": {one: int(self._item(one)["replies"]) for one in self.comments},
        }

    def facts(self) -> dict[str, Any]:
        """What the tallies should say."""
        visible = [comment for comment in self.comments.values() if comment.visible]
        of_readers = {
            keys.reader_tally(reader).pk: tuple(
                sum(comment.reader_id == reader and comment.status is status for comment in self.comments.values())
                for status in (Status.APPROVED, Status.REJECTED)
            )
            for reader in READERS
        }
        article = {"comments": len(visible), "shares": self.clicks.total(), **self.clicks}
        return {
            "article": {name: n for name, n in article.items() if n},
            "queues": {status: sum(c.status is status for c in self.comments.values()) for status in Status},
            "readers": {
                pk: counts for pk, counts in of_readers.items() if pk in self.numbers()["readers"] or any(counts)
            },
            "replies": {one: sum(reply.parent_id == one for reply in visible) for one in self.comments},
        }

    def previews(self) -> dict[str, list[str]]:
        """Which replies the preview index shows, by parent."""
        page = table.query("preview", "preview_pk = :a", {":a": "a"}, limit=1_000)
        found: dict[str, list[str]] = {}
        for item in page.items:
            found.setdefault(item["parent_id"], []).append(item["id"])
        return found

    def _item(self, comment: str) -> Item:
        key = keys.comment("a", comment)
        return table.get(key, consistent=True)[key]

    def _change(self, before: Item | None, after: Item) -> None:
        table.client().put_item(TableName=self.stack.system.table.name, Item=table.encoded(after))
        self._record(before, after)

    def _record(self, before: Item | None, after: Item) -> None:
        change = {
            "ApproximateCreationDateTime": AT / 1_000,
            "Keys": table.encoded({"pk": after["pk"], "sk": after["sk"]}),
            "NewImage": table.encoded(after),
            "SequenceNumber": str(99_999_990 + len(self.records)),  # grows by a digit on the way
            **({"OldImage": table.encoded(before)} if before else {}),
        }
        self.records.append({"eventName": "MODIFY" if before else "INSERT", "dynamodb": change})


def _tallies(item: Item) -> Item:
    return {name: item[name] for name in ("replies", "first_replies", "preview_pk", "preview_sk") if name in item}


@pytest.fixture
def world(running_stack: Stack) -> World:
    return World(running_stack)


def live(world: World, data: st.DataObject) -> None:
    """Some minutes of a lively article: comments, replies, decisions, share clicks."""
    for _ in range(data.draw(st.integers(1, 25))):
        known = list(world.comments.values())
        visible = [comment for comment in known if comment.visible]
        deed = data.draw(st.sampled_from(["post", "reply", "move", "move", "click", "noise"]))
        if deed == "click":
            world.click(data.draw(st.sampled_from(list(Network)[:3])), f"key {len(world.records)}")
        elif deed == "move" and known:
            world.move(data.draw(st.sampled_from(known)), data.draw(st.sampled_from(list(Status))))
        elif deed == "noise" and known:
            world.noise(data.draw(st.sampled_from(known)))
        else:
            parent = data.draw(st.sampled_from(visible[:2])) if deed == "reply" and visible else None
            world.post(parent, data.draw(st.sampled_from(list(Status))), data.draw(st.sampled_from(READERS)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_tallies_equal_the_facts_however_they_are_delivered(running_stack: Stack, data: st.DataObject) -> None:
    world = World(running_stack)
    counted = 0
    for _ in range(data.draw(st.integers(1, 3))):
        live(world, data)
        while counted < len(world.records):
            first = data.draw(st.integers(0, counted))
            last = data.draw(st.integers(counted + 1, len(world.records)))
            moment = data.draw(
                st.sampled_from(
                    ["fine", "before BatchGetItem", "before TransactWriteItems", "after TransactWriteItems"]
                )
            )
            with trouble(broken_line(moment)):
                done = world.deliver(first, last)
            if done:
                counted = last
    assert world.numbers() == world.facts()
    for parent, previewed in world.previews().items():
        visible = sorted(one.id for one in world.comments.values() if one.parent_id == parent and one.visible)
        assert sorted(previewed) == visible[: len(previewed)]
        assert len(previewed) <= 3


def test_a_batch_delivered_twice_counts_once(world: World) -> None:
    world.post(None, Status.APPROVED, READERS[0])
    world.click(Network.X, "k")
    assert world.deliver(0, 2)
    assert world.deliver(0, 2)
    assert world.numbers()["article"] == {"comments": 1, "shares": 1, "x": 1}


def test_a_batch_whose_answer_was_lost_counts_once(world: World) -> None:
    world.post(None, Status.APPROVED, READERS[0])
    with trouble(broken_line("after TransactWriteItems")):
        assert not world.deliver(0, 1)
    assert world.deliver(0, 1)
    assert world.numbers() == world.facts()


def test_a_batch_too_large_for_one_transaction_is_counted_whole(world: World) -> None:
    top = world.post(None, Status.APPROVED, READERS[0])
    for number in range(60):
        world.post(top, Status.APPROVED, READERS[number % 2])
    assert world.deliver(0, 61)
    assert world.numbers() == world.facts()
    assert sorted(world.previews()[top.id]) == sorted(one for one in world.comments if one != top.id)[:3]


def test_where_counting_stops_it_is_taken_up_again(world: World) -> None:
    top = world.post(None, Status.APPROVED, READERS[0])
    for _ in range(60):
        world.post(top, Status.APPROVED, READERS[0])
    transactions = iter(range(100))

    def second_fails(now: str) -> None:
        if now == "before TransactWriteItems" and next(transactions) >= 1:
            raise ConnectionClosedError(endpoint_url="https://dynamodb")

    with trouble(second_fails):
        event = {"Records": world.records, "shardId": "shardId-1", "window": {}, "state": {}}
        [failure] = world.stack.invoke("TalliesFunction", event).answer["batchItemFailures"]
    position = [record["dynamodb"]["SequenceNumber"] for record in world.records].index(failure["itemIdentifier"])
    assert 0 < position < 61
    assert world.deliver(position, 61)
    assert world.numbers() == world.facts()


def test_a_reply_that_went_out_of_sight_before_it_was_counted_is_not_previewed(world: World) -> None:
    top = world.post(None, Status.APPROVED, READERS[0])
    gone, stays = (world.post(top, Status.APPROVED, READERS[1]) for _ in range(2))
    world.move(gone, Status.REJECTED)
    assert world.deliver(0, 3)
    assert world.previews() == {top.id: [stays.id]}
    assert world.deliver(3, 4)
    assert world.numbers() == world.facts()


def test_a_record_that_is_no_fact_writes_nothing(world: World) -> None:
    comment = world.post(None, Status.PENDING, READERS[0])
    assert world.deliver(0, 1)
    world.noise(comment)
    written = []
    with trouble(lambda now: written.append(now) if now.startswith("before") else None):
        assert world.deliver(1, 2)
    assert written == []


def test_an_expired_share_click_stays_counted(world: World) -> None:
    world.click(Network.X, "k")
    expired = {**world.records[0]["dynamodb"], "SequenceNumber": "999999999"}
    expired["OldImage"] = expired.pop("NewImage")
    identity = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
    world.records.append({"eventName": "REMOVE", "userIdentity": identity, "dynamodb": expired})
    assert world.deliver(0, 2)
    assert world.numbers()["article"] == {"shares": 1, "x": 1}
