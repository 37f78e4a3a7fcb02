"""However the stream delivers the facts, the tallies equal them: split, repeated, overlapping, crashed halfway."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any

import botocore
import pytest
from botocore.exceptions import ConnectionClosedError
from botocore.session import Session
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from local.stack import Stack
from shared.domain.comments import Comment, Draft, Status, hidden
from shared.domain.judging import Decision, Verdict
from shared.domain.lists import Kind
from shared.domain.ranking import score
from shared.domain.reactions import CastVote, FiledReport, ReportReason
from shared.domain.readers import Reader
from shared.domain.shares import Network, ShareClick
from shared.domain.writing import compose, shown
from shared.storage import comments, keys, table
from shared.storage.table import Item

AT = 1_795_341_600_000
SPANS = ("2026-11-22", "2026-W47")
"""The day and the week of `AT`."""
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
        self.votes: dict[tuple[str, str], CastVote] = {}
        self.reports = Counter[str]()
        self.records: list[dict[str, Any]] = []

    def post(self, parent: Comment | None, status: Status, reader: str) -> Comment:
        number = len(self.comments)
        held = compose(
            Draft(author_name="Ann", body=f"Number {number}"),
            by=Reader(id=reader),
            on="a",
            under=parent,
            verdict=Verdict(decision=Decision.HOLD, findings=(), policy_hash="p"),
            at=AT + number // 3,
            randomness=number.to_bytes(10),
        )
        comment = _moved(held, status)
        self.comments[comment.id] = comment
        self._change(None, comments.to_item(comment))
        return comment

    def move(self, comment: Comment, status: Status) -> None:
        """What a decision, an edit or a withdrawal does: the same write, without the tallies in between."""
        self.notice(comment.id)
        before = self._item(comment.id)
        moved = _moved(comments.from_item(before), status)
        change = comments.difference(comments.from_item(before), moved)
        self.comments[comment.id] = moved
        after = {name: value for name, value in {**before, **change.sets}.items() if name not in change.removes}
        self._change(before, after)

    def vote(self, comment: Comment, reader: str, value: int) -> None:
        before = self.votes.get((comment.id, reader))
        cast = CastVote(article_id="a", comment_id=comment.id, reader_id=reader, value=value, at=AT)
        self.votes[comment.id, reader] = cast
        key = keys.vote("a", comment.id, reader)._asdict()
        old = {**key, **table.fields(before)} if before else None
        self._change(old, {**key, **table.fields(cast)})

    def report(self, comment: Comment, reader: str) -> None:
        filed = FiledReport(article_id="a", comment_id=comment.id, reader_id=reader, reason=ReportReason.SPAM, at=AT)
        self.reports[comment.id] += 1
        self._change(None, {**keys.report("a", comment.id, reader)._asdict(), **table.fields(filed)})

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

    def notice(self, comment: str) -> None:
        """What reports took out of sight is a fact by now, and its record comes behind the others."""
        stored, known = comments.from_item(self._item(comment)), self.comments[comment]
        if stored.status is not known.status:
            assert (known.status, stored.status) == (Status.APPROVED, Status.REPORTED)
            self.comments[comment] = stored
            self._record(comments.to_item(known), self._item(comment))

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
            "comments": {one: self._numbers(comments.from_item(self._item(one))) for one in self.comments},
            "lists": {(kind, span): self._listed(kind, span) for kind in Kind for span in SPANS},
        }

    def facts(self) -> dict[str, Any]:
        """What the tallies should say."""
        visible = [comment for comment in self.comments.values() if comment.visible]
        of_readers = {
            keys.reader_tally(reader).pk: (
                sum(comment.vouches for comment in self.comments.values() if comment.reader_id == reader),
                sum(
                    comment.status is Status.REJECTED
                    for comment in self.comments.values()
                    if comment.reader_id == reader
                ),
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
            "comments": {one: self._facts(one, visible) for one in self.comments},
            "lists": {
                (kind, span): {"a": count} if count else {}
                for kind, count in ((Kind.MOST_SHARED, self.clicks.total()), (Kind.MOST_DISCUSSED, len(visible)))
                for span in SPANS
            },
        }

    def _listed(self, kind: Kind, span: str) -> dict[str, int]:
        page = table.query("top", "pk = :list", {":list": keys.top(kind, span)}, limit=10)
        return {item["sk"]: int(item["top_count"]) for item in page.items if item["top_count"]}

    def _numbers(self, comment: Comment) -> tuple[int, ...]:
        return (comment.replies, comment.published_replies, comment.up, comment.down, comment.reports, comment.score)

    def _facts(self, comment: str, visible: list[Comment]) -> tuple[int, ...]:
        cast = [vote.value for (of, _), vote in self.votes.items() if of == comment]
        up, down = cast.count(1), cast.count(-1)
        replies = sum(reply.parent_id == comment for reply in visible)
        published = sum(one.parent_id == comment and one.published for one in self.comments.values())
        return (replies, published, up, down, self.reports[comment], score(up, down))

    def places(self, index: str, position: str) -> list[str]:
        """The ids in one list of an index, in its order."""
        page = table.query(index, f"{index}_pk = :position", {":position": position}, limit=1_000)
        return [item["id"] for item in page.items]

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


def _moved(comment: Comment, status: Status) -> Comment:
    return shown(comment) if status is Status.APPROVED else hidden(comment, status)


@pytest.fixture
def world(running_stack: Stack) -> World:
    return World(running_stack)


def live(world: World, data: st.DataObject) -> None:
    """Some minutes of a lively article: comments, replies, decisions, share clicks."""
    for _ in range(data.draw(st.integers(1, 25))):
        known = list(world.comments.values())
        visible = [comment for comment in known if comment.visible]
        deed = data.draw(st.sampled_from(["post", "reply", "move", "move", "vote", "vote", "report", "click", "noise"]))
        if deed == "click":
            world.click(data.draw(st.sampled_from(list(Network)[:3])), f"key {len(world.records)}")
        elif deed == "move" and known:
            world.move(data.draw(st.sampled_from(known)), data.draw(st.sampled_from(list(Status))))
        elif deed == "vote" and visible:
            reader, value = data.draw(st.tuples(st.sampled_from(READERS), st.sampled_from([-1, 0, 1])))
            world.vote(data.draw(st.sampled_from(visible)), reader, value)
        elif deed == "report" and visible:
            world.report(data.draw(st.sampled_from(visible)), f"{len(world.records):016}")
        elif deed == "noise" and known:
            world.noise(data.draw(st.sampled_from(known)))
        else:
            parent = data.draw(st.sampled_from(visible[:2])) if deed == "reply" and visible else None
            world.post(parent, data.draw(st.sampled_from(list(Status))), data.draw(st.sampled_from(READERS)))


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes where each example takes a second
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
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
    for comment in list(world.comments):
        world.notice(comment)
    assert world.deliver(counted, len(world.records))
    assert world.numbers() == world.facts()
    published = [one for one in world.comments.values() if one.published]
    top = [one for one in published if one.parent_id is None]
    first = [sorted(one.id for one in published if one.parent_id == parent.id)[:3] for parent in top]
    replies = sorted(chain.from_iterable(first))
    assert world.places("public", "a") == sorted(one.id for one in top)
    assert sorted(world.places("preview", "a")) == sorted(world.places("best", "a#replies")) == replies
    by_score = sorted(top, key=lambda one: (world.facts()["comments"][one.id][-1], one.id))
    assert world.places("best", "a") == [one.id for one in by_score]


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


def many(world: World) -> None:
    """Facts about more items than one transaction takes."""
    for number in range(30):
        top = world.post(None, Status.APPROVED, READERS[0])
        world.post(top, Status.APPROVED, READERS[number % 2])


def test_a_batch_too_large_for_one_transaction_is_counted_whole(world: World) -> None:
    many(world)
    assert world.deliver(0, 60)
    assert world.numbers() == world.facts()
    assert len(world.places("preview", "a")) == 30


def test_where_counting_stops_it_is_taken_up_again(world: World) -> None:
    many(world)
    transactions = iter(range(100))

    def second_fails(now: str) -> None:
        if now == "before TransactWriteItems" and next(transactions) >= 1:
            raise ConnectionClosedError(endpoint_url="https://dynamodb")

    with trouble(second_fails):
        event = {"Records": world.records, "shardId": "shardId-1", "window": {}, "state": {}}
        [failure] = world.stack.invoke("TalliesFunction", event).answer["batchItemFailures"]
    position = [record["dynamodb"]["SequenceNumber"] for record in world.records].index(failure["itemIdentifier"])
    assert 0 < position < 60
    assert world.deliver(position, 60)
    assert world.numbers() == world.facts()


def test_a_reply_that_went_out_of_sight_keeps_its_place_without_its_text(world: World) -> None:
    top = world.post(None, Status.APPROVED, READERS[0])
    gone, stays = (world.post(top, Status.APPROVED, READERS[1]) for _ in range(2))
    world.move(gone, Status.REJECTED)
    assert world.deliver(0, 4)
    assert world.places("preview", "a") == [gone.id, stays.id]
    [tombstone, _] = table.query("preview", "preview_pk = :a", {":a": "a"}, limit=9).items
    assert {"author_name", "body_html"} & tombstone.keys() == set()
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
