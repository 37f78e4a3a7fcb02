"""A recount finds what is wrong with the tallies, says it, and puts it right; what is right it leaves alone."""

from collections.abc import Iterator

import pytest

from local.stack import Stack
from shared.domain.comments import Status
from shared.domain.lists import Kind, Window, span
from shared.domain.shares import Network
from shared.domain.times import DAY
from shared.storage import keys
from tests.conftest import ROOT
from tests.processes import running
from tests.storage.recounting_world import KEYS, READER, RecountedWorld, now


@pytest.fixture(scope="module")
def far(elsewhere: str) -> Iterator[Stack]:
    with Stack(ROOT / "template.yaml", elsewhere, name="recount") as stack:
        yield stack


@pytest.fixture
def world(far: Stack) -> RecountedWorld:
    return RecountedWorld(far)


@pytest.mark.parametrize("what", [["--all"], ["--article", "a"]], ids=["all", "article"])
def test_a_healthy_table_agrees_and_is_left_as_it_is(world: RecountedWorld, what: list[str]) -> None:
    world.lively()
    world.post("b")
    world.stack.pump()
    before = world.everything()
    said = world.recount(*what)
    assert (said.errors, said.lines, said.status) == ("", [], 0)
    assert said.last.endswith("0 records came meanwhile; no numbers differed.")
    assert world.everything() == before


def test_every_tally_that_is_spoilt_is_named_and_becomes_what_it_was(world: RecountedWorld) -> None:
    top, replies = world.lively()
    world.stack.pump()
    sound = world.everything()
    today, week = (span(window, now()).name for window in Window)
    shard = keys.queue_shard(top.id)
    place = keys.preview_position(top, replies[1].id)
    world.add(keys.article_tally("a"), comments=3)
    world.add(keys.reader_tally(READER), approved=-2, rejected=1)
    world.delete(keys.queue_tally(shard))
    world.add(keys.place(Kind.MOST_SHARED, today, "a"), top_count=5)
    world.delete(keys.place(Kind.MOST_DISCUSSED, week, "a"))
    world.set(keys.comment("a", top.id), up=9, replies=0, published_replies=5, first_replies=(replies[3].id,))
    world.set(keys.comment("a", replies[0].id), reports=0, score=77)
    world.set(keys.comment("a", replies[1].id), **dict.fromkeys(place))
    world.add(keys.article_tally("nobody"), comments=4)
    spoilt = world.everything()
    checked = world.recount("--all", "--check")
    assert checked.status == 1
    assert world.everything() == spoilt
    said = world.recount("--all")
    assert (said.errors, said.status) == ("", 0)
    assert said.lines == [f"{line}: put right" for line in checked.lines]
    queue = [f"queue shard {shard}: {name} 0, by the facts {n}" for name, n in sorted(of_queue(sound, shard).items())]
    assert set(checked.lines) == {
        "article a: comments 8, by the facts 5",
        "article nobody: comments 4, by the facts 0",
        f"reader {READER}: approved 3, by the facts 5",
        f"reader {READER}: rejected 3, by the facts 2",
        *queue,
        f"most-shared {today}, article a: top_count 8, by the facts 3",
        f"most-discussed {week}, article a: top_count 0, by the facts 5",
        f"comment {top.id}, article a: up 9, by the facts 2",
        f"comment {top.id}, article a: replies 0, by the facts 3",
        f"comment {top.id}, article a: published_replies 5, by the facts 4",
        f"comment {top.id}, article a: first_replies {replies[3].id}, by the facts "
        + " ".join(reply.id for reply in replies[:3]),
        f"comment {replies[0].id}, article a: reports 0, by the facts 1",
        f"comment {replies[0].id}, article a: score 77, by the facts 0",
        f"comment {replies[1].id}, article a: place none, by the facts {sound_place(sound, replies[1].id)}",
    }
    assert said.last.endswith(f"; {len(checked.lines)} numbers differed, {len(checked.lines)} put right.")
    mended = world.everything()
    assert mended.pop(keys.article_tally("nobody"))["comments"] == 0
    assert mended == sound


def of_queue(items: dict[keys.Key, dict[str, int]], shard: int) -> dict[str, int]:
    tally = items[keys.queue_tally(shard)]
    return {name: n for name, n in tally.items() if name not in ("pk", "sk") and n}


def sound_place(items: dict[keys.Key, dict[str, str]], comment: str) -> str:
    return items[keys.comment("a", comment)]["best_sk"]


def test_one_article_is_put_right_and_others_are_left_alone(world: RecountedWorld) -> None:
    for article in "ab":
        world.post(article)
    world.stack.pump()
    for article in "ab":
        world.add(keys.article_tally(article), comments=1)
    said = world.recount("--article", "a")
    assert said.lines == ["article a: comments 2, by the facts 1: put right"]
    assert [world.item(keys.article_tally(article))["comments"] for article in "ab"] == [1, 2]


def test_reports_that_were_lost_take_the_comment_out_of_sight_when_they_are_found(world: RecountedWorld) -> None:
    comment = world.post()
    for number in range(3):
        world.report(comment, f"{number:016}")
    *counted, lost = world.records()
    world.vote(comment, 1)
    world.deliver([*counted, *world.records()[4:]])
    said = world.recount("--article", "a")
    assert said.lines == [f"comment {comment.id}, article a: reports 2, by the facts 3: put right"]
    assert world.item(keys.comment("a", comment.id))["status"] == Status.REPORTED
    world.stack.pump()
    assert world.item(keys.article_tally("a"))["comments"] == 0
    assert world.recount("--article", "a", "--check").status == 0


def test_a_fact_that_was_given_up_before_others_were_counted_is_counted(world: RecountedWorld) -> None:
    world.post()
    world.click(Network.X, "k")
    first, lost = world.records()
    world.deliver([lost])  # and the first went to the on-failure queue
    said = world.recount("--all")
    assert "article a: comments 0, by the facts 1: put right" in said.lines
    world.stack.pump()  # whatever is delivered again is behind the fence
    assert world.item(keys.article_tally("a")) == {**keys.article_tally("a")._asdict(), "comments": 1, "shares": 1, "x": 1}


def test_facts_that_nobody_counts_any_more_are_counted(world: RecountedWorld) -> None:
    """Given up, and nothing came behind them: the fence stands before them."""
    comment = world.post()
    world.stack.pump()
    for number in range(3):
        world.vote(comment, 1, f"{number:016}")
    checked = world.recount("--article", "a", "--check")
    assert checked.status == 1
    assert checked.lines[0].startswith("3 facts that nobody was counting")
    said = world.recount("--article", "a")
    assert said.status == 0
    assert said.lines[0].endswith(": counted now")
    assert world.item(keys.comment("a", comment.id))["up"] == 3
    world.stack.pump()
    assert world.item(keys.comment("a", comment.id))["up"] == 3


def test_share_clicks_that_expired_are_not_missed(world: RecountedWorld) -> None:
    world.click(Network.X, "new")
    world.click(Network.X, "old", at=now() - 36 * DAY)
    world.stack.pump()
    for item in [key for key in world.everything() if keys.is_share_click(key.pk) and key.sk.endswith("old")]:
        world.delete(item)
    assert world.recount("--all", "--check").lines == []


def test_one_recount_at_a_time_and_one_that_crashed_is_not_waited_for_for_ever(world: RecountedWorld) -> None:
    world.post()
    world.stack.pump()
    world.add(keys.article_tally("a"), comments=1)
    with running(*world.command("--all", "--settle", "600"), **KEYS) as first:
        while not world.item(keys.recount()):
            assert first.process.poll() is None
        refused = world.recount("--all")
        assert refused.status == 1
        assert refused.errors.startswith("postbag: Another recount is at work, since 20")
        assert world.recount("--all", "--check").status == 1, "looking is always possible"
        first.process.kill()
    assert world.recount("--all").errors == refused.errors
    world.set(keys.recount(), expires_at=now() // 1000 - 1)
    assert world.recount("--all").lines == ["article a: comments 2, by the facts 1: put right"]
    assert world.item(keys.recount()) == {}


def test_recounting_goes_on_while_readers_write_and_the_stream_is_counted(world: RecountedWorld) -> None:
    top, _ = world.lively()
    healthy = world.post("b")
    world.stack.pump()
    world.add(keys.article_tally("a"), comments=5)
    world.add(keys.comment("a", top.id), up=-1, replies=2)
    elsewhere = {"AWS_ENDPOINT_URL_DYNAMODB": str(world.stack.endpoint_url), "TABLE_NAME": world.name}
    writing = ("-m", "tests.storage.recounting_writers", "a,b", "400")
    with counting(world), running(*writing, **KEYS, **elsewhere) as writers:
        writers.until("begun")
        said = [world.recount("--all"), world.recount("--article", "b")]
        assert writers.process.poll() is None, "they were to write all the while"
        facts = json.loads(writers.rest())
    world.stack.pump()
    assert {line for line in said[0].lines if "nobody" not in line} == {
        f"article a: comments {before}" for before in ()
    }
