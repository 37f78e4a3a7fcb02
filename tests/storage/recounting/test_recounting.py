"""A recount finds the wrong numbers of tallies, prints them, and corrects them. It leaves right ones alone."""

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest

from local.emulator.stack import Stack
from shared.domain.articles.top_lists import TopList, Window, span
from shared.domain.comments.comment import Status
from shared.domain.sharing.networks import Network
from shared.domain.times import DAY
from shared.storage import indexes, keys
from tests.storage.recounting.between import between
from tests.storage.recounting.recounted_world import KEYS, READER, RecountedWorld, now
from tests.support.processes import running


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
    place = indexes.preview_position(top, replies[1].id)
    world.add(keys.article_tally("a"), comments=3, shares=-1, x=7)
    world.delete(keys.article_day("a", today))
    world.add(keys.site_day(today, 3), shares=2, visits=-4)
    world.add(keys.reader_tally(READER), approved=-2, rejected=1, spam=2, comments=-3)
    world.delete(keys.queue_tally(shard))
    world.add(keys.place(TopList.MOST_SHARED, today, "a"), top_count=5)
    world.delete(keys.place(TopList.MOST_DISCUSSED, week, "a"))
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
    assert said.lines == [f"{line}: corrected" for line in checked.lines]
    queue = [f"queue shard {shard}: {name} 0, by the facts {n}" for name, n in tally(sound, keys.queue_tally(shard))]
    of_day = tally(sound, keys.article_day("a", today))
    numbers = [f"{today}, article a: {name} 0, by the facts {n}" for name, n in of_day]
    assert {"posted", "spam", "decided"} <= dict(of_day).keys()
    assert len(numbers) > 10
    assert set(checked.lines) == {
        "article a: comments 8, by the facts 5",
        "article a: shares 2, by the facts 3",
        "article a: x 9, by the facts 2",
        *numbers,
        f"{today}, the site: shares 5, by the facts 3",
        f"{today}, the site: visits -3, by the facts 1",
        "article nobody: comments 4, by the facts 0",
        f"reader {READER}: approved 3, by the facts 5",
        f"reader {READER}: rejected 4, by the facts 3",
        f"reader {READER}: spam 3, by the facts 1",
        f"reader {READER}: comments 7, by the facts 10",
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
    assert said.last.endswith(f"; {len(checked.lines)} numbers differed, {len(checked.lines)} corrected.")
    mended = world.everything()
    assert mended.pop(keys.article_tally("nobody"))["comments"] == 0
    assert of_site(mended) == of_site(sound)
    assert mended == sound


def of_site(items: dict[keys.Key, dict[str, Any]]) -> Counter[str]:
    """The site's days, each as the sum of its parts."""
    sums = Counter[str]()
    for key in [key for key in items if keys.parts(key) != (key,)]:
        sums.update({name: n for name, n in items.pop(key).items() if name not in ("pk", "sk")})
    return sums


def tally(items: dict[keys.Key, dict[str, Any]], key: keys.Key) -> list[tuple[str, int]]:
    return [(name, n) for name, n in items[key].items() if name not in ("pk", "sk") and n]


def sound_place(items: dict[keys.Key, dict[str, str]], comment: str) -> str:
    return items[keys.comment("a", comment)]["best_sk"]


def test_one_article_is_put_right_and_others_are_left_alone(world: RecountedWorld) -> None:
    for article in "ab":
        world.post(article)
    world.stack.pump()
    for article in "ab":
        world.add(keys.article_tally(article), comments=1)
    said = world.recount("--article", "a")
    assert said.lines == ["article a: comments 2, by the facts 1: corrected"]
    assert [world.item(keys.article_tally(article))["comments"] for article in "ab"] == [1, 2]


def test_reports_that_were_lost_take_the_comment_out_of_sight_when_they_are_found(world: RecountedWorld) -> None:
    comment = world.post()
    for number in range(3):
        world.report(comment, f"{number:016}")
    *counted, _lost = world.records()
    world.vote(comment, 1)
    world.deliver([*counted, *world.records()])
    said = world.recount("--all")
    assert f"comment {comment.id}, article a: reports 2, by the facts 3: corrected" in said.lines
    assert world.item(keys.comment("a", comment.id))["status"] == Status.REPORTED
    world.stack.pump()
    assert world.item(keys.article_tally("a"))["comments"] == 0
    assert world.recount("--all", "--check").lines == []


def test_a_fact_that_was_given_up_before_others_were_counted_is_counted(world: RecountedWorld) -> None:
    world.post()
    world.click(Network.X, "k")
    _given_up, counted = world.records()
    world.deliver([counted])  # and the first went to the on-failure queue
    said = world.recount("--all")
    assert "article a: comments 0, by the facts 1: corrected" in said.lines
    world.stack.pump()  # records that are delivered again are at or below the fence
    assert world.item(keys.article_tally("a")) == {
        **keys.article_tally("a")._asdict(),
        "comments": 1,
        "shares": 1,
        "x": 1,
    }


def test_facts_that_nobody_counts_any_more_are_counted(world: RecountedWorld) -> None:
    """They were given up, and none came after them, so the fence is before them."""
    comment = world.post()
    world.stack.pump()
    for number in range(3):
        world.vote(comment, 1, f"{number:016}")
    checked = world.recount("--all", "--check")
    assert checked.status == 1
    assert checked.lines[0].startswith("3 uncounted facts")
    said = world.recount("--all")
    assert said.status == 0
    assert said.lines[0].endswith(": counted now")
    assert world.item(keys.comment("a", comment.id))["up"] == 3
    world.stack.pump()
    assert world.item(keys.comment("a", comment.id))["up"] == 3


def test_clicks_that_expired_stay_counted_and_the_whole_is_the_sum_of_its_days(world: RecountedWorld) -> None:
    world.click(Network.X, "new")
    world.click(Network.X, "old", at=now() - 36 * DAY)
    world.stack.pump()
    for key in world.everything():
        if keys.is_share_click(key.pk) and key.sk.endswith("old"):
            world.delete(key)
    assert world.recount("--all", "--check").lines == []
    world.add(keys.article_tally("a"), shares=1)
    assert world.recount("--all").lines == ["article a: shares 3, by the facts 2: corrected"]


def test_one_recount_at_a_time_and_one_that_crashed_is_not_waited_for_for_ever(world: RecountedWorld) -> None:
    world.post()
    world.stack.pump()
    world.add(keys.article_tally("a"), comments=1)
    with running(*world.command("--all", "--settle", "600"), **KEYS) as first:
        while not world.item(keys.recount()):
            assert first.process.poll() is None
        refused = world.recount("--all")
        assert refused.status == 1
        assert refused.errors.startswith("postbag: Another recount has been running since 20")
        assert world.recount("--all", "--check").status == 1, "a check is always possible"
        first.process.kill()
    world.set(keys.recount(), expires_at=now() // 1000 - 1)
    assert world.recount("--all").lines == ["article a: comments 2, by the facts 1: corrected"]
    assert world.item(keys.recount()) == {}


def test_what_happens_between_any_two_requests_is_not_mistaken(world: RecountedWorld) -> None:
    """Before each request of the recount, somebody votes, shares and replies, and some waiting records are counted."""
    top, replies = world.lively()
    world.stack.pump()
    before = world.item(keys.article_tally("a"))
    world.records()
    waiting: list[dict[str, Any]] = []
    world.add(keys.article_tally("a"), comments=5)
    world.add(keys.comment("a", top.id), up=-2)
    happened = itertools.count(1)

    def goes_on(operation: str) -> None:
        if operation in ("DescribeStream", "GetShardIterator", "GetRecords"):
            return  # otherwise the stream would never be quiet
        number = next(happened)
        world.vote(top, 1 if number % 3 else -1, f"{100 + number:016}")
        world.click(Network.X, f"later {number}")
        world.post(under=top)
        waiting.extend(world.records())
        some = waiting[: 1 + len(waiting) * (number % 3) // 3]
        world.deliver(some)
        del waiting[: len(some)]

    with between(str(world.stack.endpoint_url), goes_on) as url:
        said = world.recount_apart("--all", endpoint=url)
    world.deliver([*waiting, *world.records()])
    more = next(happened) - 1
    named = {re.sub(r": (\w+) .*, by the facts .*: corrected$", r" \1", line) for line in said.lines}
    assert named == {
        "article a comments",
        *(f"comment {top.id}, article a {name}" for name in ("up", "score", "place")),
        *(f"comment {reply.id}, article a place" for reply in replies[:3]),
    }
    assert more > 20
    tally = world.item(keys.article_tally("a"))
    assert tally["comments"] - before["comments"] == more
    assert tally["shares"] - before["shares"] == more
    assert world.item(keys.comment("a", top.id))["up"] == 2 + more - more // 3
    assert world.recount("--all", "--check").lines == []


def test_recounting_goes_on_while_readers_write_and_the_stream_is_counted(world: RecountedWorld) -> None:
    top, _ = world.lively()
    world.post("b")
    world.stack.pump()
    before = {article: world.item(keys.article_tally(article)) for article in "ab"}
    world.add(keys.article_tally("a"), comments=5, shares=-2)
    world.add(keys.comment("a", top.id), up=-1, replies=2)
    elsewhere = {"AWS_ENDPOINT_URL_DYNAMODB": str(world.stack.endpoint_url), "TABLE_NAME": world.name}
    with (
        counting(world.stack),
        running("-m", "tests.storage.recounting.writers", "a,b", **KEYS, **elsewhere) as writers,
    ):
        writers.until("begun")
        said = world.recount_apart("--all", "--settle", "1")
        writers.stop()
    world.stack.pump()
    facts = json.loads(writers.said.splitlines()[-1])
    found = [re.fullmatch(r"(.*): (\w+) (-?\d+), by the facts (-?\d+): corrected", line) for line in said.lines]
    assert all(found), said.lines
    assert {(one[1], one[2], int(one[4]) - int(one[3])) for one in found if one} == {
        ("article a", "comments", -5),
        ("article a", "shares", 2),
        (f"comment {top.id}, article a", "up", 1),
        (f"comment {top.id}, article a", "replies", -2),
    }
    assert " 0 records came meanwhile" not in said.last
    for article, story in facts.items():
        tally = world.item(keys.article_tally(article))
        assert {name: tally[name] - before[article].get(name, 0) for name in story["article"]} == story["article"]
        for comment, votes in story["votes"].items():
            assert [world.item(keys.comment(article, comment))[way] for way in ("up", "down")] == votes
    assert world.recount("--all", "--check").lines == []


@contextmanager
def counting(stack: Stack) -> Iterator[None]:
    """Count the stream in the background, as Lambda does."""
    stop = Event()
    thread = Thread(target=stack.pump_until, args=(stop, 0.2))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        stack.woken.set()
        thread.join()
