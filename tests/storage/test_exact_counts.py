"""However the stream delivers the facts, the tallies equal them: split, repeated, overlapping, crashed halfway."""

from itertools import chain

import pytest
from botocore.exceptions import ConnectionClosedError
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from local.stack import Stack
from shared.domain.comments import Status
from shared.domain.shares import Network
from shared.storage import table
from tests.storage.world import READERS, World, broken_line, trouble


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


def test_a_batch_in_which_many_previews_change_wholly_is_counted_whole(world: World) -> None:
    """Replies that were held come before those that were not: three places go and three are given, for each comment."""
    tops = [world.post(None, Status.APPROVED, READERS[0]) for _ in range(20)]
    held = [world.post(top, Status.PENDING, READERS[0]) for top in tops for _ in range(3)]
    for top in tops:
        for _ in range(3):
            world.post(top, Status.APPROVED, READERS[0])
    assert world.deliver(0, len(world.records))
    first = len(world.records)
    for reply in held:
        world.move(reply, Status.APPROVED)
    assert world.deliver(first, len(world.records))
    assert world.numbers() == world.facts()
    assert sorted(world.places("preview", "a")) == sorted(reply.id for reply in held)


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
