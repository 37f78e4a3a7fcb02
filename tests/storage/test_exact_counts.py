"""The tallies equal the facts, however the stream delivers them: split, repeated, overlapping, crashed halfway."""

from collections.abc import Iterator
from functools import partial

import pytest

from shared.domain.comments.ruling import Action
from shared.domain.judging.verdict import Decision
from shared.domain.sharing.networks import Network
from shared.storage import keys
from tests.storage.histories import History, run, stage
from tests.storage.memory import Item, Memory
from tests.storage.trouble import at

PARTS = 8
WRITE = "TransactWriteItems"


@pytest.fixture
def memory() -> Iterator[Memory]:
    with stage() as empty:
        yield empty


@pytest.fixture
def history(memory: Memory) -> History:
    """A history at its beginning, whose stream has one shard."""
    return History(0, memory, shards=1)


@pytest.mark.proof(304, 2_000)
@pytest.mark.parametrize("part", range(PARTS))
def test_after_any_history_every_tally_equals_the_count_of_its_facts(memory: Memory, part: int, share: int) -> None:
    for number in range(part, share, PARTS):
        run(number, memory)


def test_histories_hold_what_they_promise(memory: Memory) -> None:
    """They have facts, splits, and every kind of trouble but the rarest."""
    tales = [run(number, memory) for number in range(50)]
    assert sum(tale.facts for tale in tales) > 300
    assert sum(tale.shards > 3 for tale in tales) > 10
    assert len({kind for tale in tales for kind in tale.troubles}) >= 10


def tally(history: History, article: str = "ferries") -> dict[str, int]:
    item = history.memory.items[keys.article_tally(article)]
    return {name: int(value["N"]) for name, value in item.items() if "N" in value}


def test_a_batch_delivered_twice_counts_once(history: History) -> None:
    history.world.post("ferries")
    history.world.click("ferries", Network.X, "k")
    [shard] = history.memory.shards
    before = len(shard.records)
    assert history.deliver(shard, 0, before) == history.deliver(shard, 0, before) == before
    assert tally(history) == {"comments": 1, "shares": 1, "x": 1}


@pytest.mark.parametrize("moment", ["crash before", "crash after", "answer lost", "arrives late", "conflict"])
def test_a_batch_whose_transaction_comes_to_grief_counts_once(history: History, moment: str) -> None:
    history.world.post("ferries")
    [shard] = history.memory.shards
    assert history.deliver(shard, 0, 1, at(WRITE, moment)) == 0
    history.arrive()
    assert history.deliver(shard, 0, 1) == 1
    assert tally(history) == {"comments": 1}
    assert history.differences() == {}


def many(history: History) -> None:
    """Write facts about more items than one transaction takes."""
    for _ in range(30):
        top = history.world.post("ferries")
        history.world.post("ferries", under=top)


def test_a_batch_too_large_for_one_transaction_is_counted_whole(history: History) -> None:
    many(history)
    history.finish()
    assert history.differences() == {}
    assert len(place(history, "preview", "ferries")) == 30


def place(history: History, index: str, position: str) -> list[Item]:
    """The items at one position of an index, in its order."""
    items = [item for item in history.memory.items.values() if item.get(f"{index}_pk") == {"S": position}]
    return sorted(items, key=lambda item: item[f"{index}_sk"]["S"])


def test_a_batch_in_which_many_previews_change_wholly_is_counted_whole(history: History) -> None:
    """Held replies, once approved, come before the others: each comment loses three places and gives three."""
    world = history.world
    tops = [world.post("ferries") for _ in range(20)]
    history.clock.now += 1
    held = [world.post("ferries", under=top, decision=Decision.HOLD) for top in tops for _ in range(3)]
    history.clock.now += 1
    for top in tops:
        for _ in range(3):
            world.post("ferries", under=top)
    history.finish()
    for reply in held:
        world.decide(reply, Action.APPROVE)
    history.finish()
    assert history.differences() == {}
    assert {item["id"]["S"] for item in place(history, "preview", "ferries")} == {reply.id for reply in held}


def test_where_counting_stops_it_is_taken_up_again(history: History) -> None:
    many(history)
    [shard] = history.memory.shards
    facts = len(shard.records)
    stopped = history.deliver(shard, 0, facts, at(WRITE, "no connection", after=1))
    assert 0 < stopped < facts
    assert history.deliver(shard, stopped, facts) == facts
    assert history.differences() == {}


def test_a_reply_that_went_out_of_sight_keeps_its_place_without_its_text(history: History) -> None:
    top = history.world.post("ferries")
    gone, stays = (history.world.post("ferries", under=top) for _ in range(2))
    history.world.decide(gone, Action.REJECT)
    history.finish()
    previewed = {item["id"]["S"]: item for item in place(history, "preview", "ferries")}
    assert previewed.keys() == {gone.id, stays.id}
    assert not {"author_name", "body_html"} & previewed[gone.id].keys()
    assert history.differences() == {}


def test_a_vote_that_is_cast_and_taken_back_in_one_batch_counts_for_nothing(history: History) -> None:
    """DynamoDB refuses an empty update, and with it the batch."""
    comment = history.world.post("ferries")
    [reader, *_] = history.world.readers
    history.world.vote(comment, reader, 1)
    history.world.vote(comment, reader, 0)
    history.finish()
    assert history.differences() == {}


def test_reports_that_a_moderator_settles_while_another_is_counted_stay_settled(history: History) -> None:
    """A moderator who approves a comment knows of two reports. The third, counted meanwhile, stands alone."""
    comment = history.world.post("ferries")
    for number in range(2):
        history.world.report(comment, f"{number:016}")
    history.finish()
    [shard] = history.memory.shards
    history.world.report(comment, f"{2:016}")
    counted = len(shard.records)
    approve = partial(history.world.decide, comment, Action.APPROVE)
    assert history.deliver(shard, counted - 1, counted, at(WRITE, "company"), approve) == counted
    assert history.memory.items[keys.comment("ferries", comment.id)]["status"] == {"S": "approved"}
    history.finish()
    assert history.differences() == {}


def test_a_record_that_is_no_fact_writes_nothing(history: History) -> None:
    comment = history.world.post("ferries", decision=Decision.HOLD)
    history.finish()
    [shard] = history.memory.shards
    history.memory.echo(keys.comment("ferries", comment.id))
    written = len(shard.records)
    history.finish()
    assert len(shard.records) == written


def test_an_expired_share_click_stays_counted(history: History) -> None:
    history.world.click("ferries", Network.X, "k")
    [click] = history.world.left
    history.finish()
    history.expire(click)
    history.finish()
    assert tally(history) == {"shares": 1, "x": 1}
