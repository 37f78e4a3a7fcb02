"""Sixteen moderators decide about the same comments at once, on MiniStack. Each comment is decided once."""

import json
import secrets
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from local.emulator.stack import CREDENTIALS, Stack
from shared.domain.comments.comment import Comment
from shared.domain.comments.ruling import Action
from shared.domain.refusals import StatusChanged
from shared.storage import keys, table
from shared.storage.comments import comment_item
from tests.storage.histories import History, stage
from tests.storage.moderators import MODERATORS, waiting
from tests.storage.trouble import Trouble, at
from tests.support.processes import running
from tests.support.stacks import MORNING, ROOT

Item = dict[str, Any]
DAY = "2026-11-22"


@pytest.fixture
def ministack_stack(ministack_url: str) -> Iterator[Stack]:
    """A stack on MiniStack, which is atomic between connections and has a stream."""
    with Stack(ROOT / "template.yaml", ministack_url, name="moderators") as stack:
        yield stack


@pytest.mark.proof(150, 500)
@pytest.mark.xdist_group("crowds")  # with the crowd, one after another: each is many processes
def test_sixteen_moderators_decide_once_about_each_comment(ministack_stack: Stack, share: int) -> None:
    seed = secrets.token_hex(4)
    comments = waiting(share, MORNING)
    told = decided(ministack_stack, comments, seed)
    print("seed", seed)  # noqa: T201  (for whoever sees it fail)
    won = {said["id"]: said for said in told if "became" in said}
    assert len(told) == MODERATORS * share
    assert Counter(said["refused"] for said in told if "refused" in said) == {
        "status-changed": (MODERATORS - 1) * share
    }
    assert won.keys() == {comment.id for comment in comments}
    assert len({said["by"] for said in won.values()}) > MODERATORS // 2

    items = everything(ministack_stack)
    threads = {one["id"]: one for one in items if one["pk"].startswith("THREAD#")}
    log = {one["comment_id"]: one for one in items if one["pk"].startswith("LOG#")}
    assert len([one for one in items if one["pk"].startswith("LOG#")]) == len(log) == share
    for comment_id, said in won.items():
        comment, line = threads[comment_id], log[comment_id]
        assert comment["status"] == line["became"] == said["became"]
        assert (line["moderator"], line["action"], line["at"]) == (said["by"], said["asked"], said["at"])
        assert (line["was"], line["reader_id"]) == ("pending", comment["reader_id"])
        assert comment["decided"]["number"] == comment["logged"] == line["id"]
        assert comment.get("statement", {}).get("number") == (None if said["became"] == "approved" else line["id"])

    ministack_stack.pump()
    items = everything(ministack_stack)
    assert tallied(items) == counted(won, threads)
    assert sum(int(one["seq"]) for one in items if one["pk"].startswith("CHAIN#")) == share, "each entry is linked"


def test_a_decision_that_others_are_in_the_way_of_each_time_is_not_made_and_says_so() -> None:
    with stage() as memory:
        world = History(0, memory, shards=1).world
        comment = world.post("ferries")
        memory.line = Trouble(memory, world.rng, at("TransactWriteItems", "conflict"), lambda: None)
        with pytest.raises(StatusChanged):
            world.decide(comment, Action.REJECT)
        left = ["conflict", "conflict"]
        memory.line = Trouble(
            memory,
            world.rng,
            lambda _, call: left.pop() if left and call.operation == "TransactWriteItems" else None,
            lambda: None,
        )
        world.decide(comment, Action.REJECT)
        assert memory.items[keys.comment("ferries", comment.id)]["status"] == {"S": "rejected"}


def decided(far: Stack, comments: list[Comment], seed: str) -> list[dict[str, Any]]:
    """Let the moderators decide; return the answers to them."""
    puts = [{"PutRequest": {"Item": table.encoded(comment_item.to_item(comment))}} for comment in comments]
    for first in range(0, len(puts), 25):
        far.dynamodb.batch_write_item(RequestItems={far.system.table.name: puts[first : first + 25]})
    environment = {
        **far.system.functions["ModerationFunction"].environment,
        **CREDENTIALS,
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ENDPOINT_URL_DYNAMODB": str(far.endpoint_url),
        "POWERTOOLS_LOG_LEVEL": "ERROR",
        "POWERTOOLS_SERVICE_NAME": "moderation",
    }
    arguments = (str(len(comments)), seed, str(MORNING))
    with running("-m", "tests.storage.moderators", *arguments, **environment) as process:
        said = process.rest()
        assert process.process.wait() == 0, said
    told: list[dict[str, Any]] = json.loads(said.splitlines()[-1])
    return told


def everything(far: Stack) -> list[Item]:
    """All items of the table."""
    pages = far.dynamodb.get_paginator("scan").paginate(TableName=far.system.table.name, ConsistentRead=True)
    return [table.decoded(item) for page in pages for item in page["Items"]]


def tallied(items: list[Item]) -> Counter[tuple[str, str]]:
    """The tallies of articles, readers, queues and the day, with the parts of each added up."""
    numbers = Counter[tuple[str, str]]()
    for item in items:
        kind, _, what = item["pk"].partition("#")
        if kind in {"TALLY", "READER", "QUEUE", "NUMBERS", "SITE"}:
            whole = kind if kind == "QUEUE" else f"{kind} {what}"
            numbers.update({(whole, name): int(item[name]) for name in item.keys() - {"pk", "sk"}})
    return +numbers


def counted(won: dict[str, dict[str, Any]], threads: dict[str, Item]) -> Counter[tuple[str, str]]:
    """The tallies as they should be."""
    numbers = Counter[tuple[str, str]]()
    for comment_id, said in won.items():
        comment, became = threads[comment_id], said["became"]
        article, reader = f"TALLY {comment['article_id']}", f"READER {comment['reader_id']}"
        numbers.update({("QUEUE", became), (reader, "comments")})
        numbers.update(
            {(article, "comments"), (reader, "approved")} if became == "approved" else {(reader, "rejected")}
        )
        numbers.update({(reader, "spam")} if became == "spam" else ())
        for day in (f"NUMBERS {comment['article_id']}", f"SITE {DAY}"):
            numbers.update({(day, "posted"), (day, became), (day, "decided")})
            numbers[day, "decided_after"] += said["at"] - int(comment["created_at"])
    return numbers
