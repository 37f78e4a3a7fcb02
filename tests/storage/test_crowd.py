"""A crowd clicks and votes on MiniStack, while consumers of the stream are killed. Every total equals the facts."""

import json
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from local.emulator.stack import CREDENTIALS, Stack
from shared.storage import table
from shared.storage.comments import comment_item
from tests.storage.crowd.writers import commented
from tests.support.processes import running
from tests.support.stacks import ROOT

pytestmark = pytest.mark.xdist_group("crowds")  # with the moderators, one after another: each is many processes
Item = dict[str, Any]
Numbers = Counter[tuple[str, str, str]]
"""Numbers of tallies by pk, sk and name."""


@pytest.fixture
def ministack_stack(ministack_url: str) -> Iterator[Stack]:
    """A stack on MiniStack, which is atomic between connections and has a stream."""
    with Stack(ROOT / "template.yaml", ministack_url, name="crowd") as stack:
        yield stack


@pytest.mark.proof(4_000, 20_000)
def test_totals_are_exact_though_consumers_are_killed_while_32_writers_click_and_vote(
    ministack_stack: Stack, share: int
) -> None:
    said = crowd(ministack_stack, share, secrets.token_hex(4), int(time.time() * 1_000))
    print(*said[:-1], sep="\n")  # noqa: T201  (for whoever sees it fail)
    told, items = json.loads(said[-1]), everything(ministack_stack)
    clicks, votes, threads = (of(items, kind) for kind in ("SHARE#", "VOTES#", "THREAD#"))
    assert sum(line.startswith("kill") for line in said) == 10
    stored = {" ".join(one[name] for name in ("article_id", "day", "network", "reader_key")) for one in clicks}
    assert len(stored) == len(clicks)
    assert len(set(told["clicks"])) == len(told["clicks"])
    # On a busy machine some get no answer, ask again, and learn that their click is stored already.
    assert stored >= set(told["clicks"])
    assert len(stored) - len(told["clicks"]) < len(stored) // 100
    assert told["votes"] == {f"{one['comment_id']} {one['reader_id']}": one["value"] for one in votes}
    assert tallied(items) == counted(clicks, threads)
    # No fact is sent twice as a metric. Some are missing: their consumer was killed before it could send them.
    assert len(clicks) / 2 < sent(said, "Shares") <= len(clicks)
    assert {one["id"]: (one["up"], one["down"]) for one in threads} == {
        one["id"]: (cast(votes, one["id"], 1), cast(votes, one["id"], -1)) for one in threads
    }


def crowd(far: Stack, facts: int, seed: str, at: int) -> list[str]:
    """Let the crowd write so many facts; return the lines that it prints."""
    beforehand = [table.encoded(comment_item.to_item(comment)) for comment in commented(at)]
    puts = [{"PutRequest": {"Item": item}} for item in beforehand]
    far.dynamodb.batch_write_item(RequestItems={far.system.table.name: puts})
    environment = {
        **CREDENTIALS,
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
        "AWS_ENDPOINT_URL_DYNAMODB": str(far.endpoint_url),
        "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": str(far.endpoint_url),
        "TABLE_NAME": far.system.table.name,
        "POWERTOOLS_LOG_LEVEL": "ERROR",
    }
    [mapping] = [one for one in far.system.mappings if one.function == "TalliesFunction"]
    arguments = (str(facts), seed, str(at), json.dumps(mapping.filters))
    with running("-m", "tests.storage.crowd", *arguments, **environment) as process:
        return process.rest().splitlines()


def sent(said: list[str], metric: str) -> int:
    """The sum of a metric in the consumers' logs."""
    return sum(json.loads(line).get(metric, 0) for line in said if line.startswith('{"level"'))


def everything(far: Stack) -> list[Item]:
    """All items of the table. Attributes deeper than text and numbers become None."""
    pages = far.dynamodb.get_paginator("scan").paginate(TableName=far.system.table.name, ConsistentRead=True)
    return [{name: plain(value) for name, value in item.items()} for page in pages for item in page["Items"]]


def plain(value: dict[str, Any]) -> Any:
    return int(value["N"]) if "N" in value else value.get("S")


def of(items: list[Item], kind: str) -> list[Item]:
    return [item for item in items if item["pk"].startswith(kind)]


def cast(votes: list[Item], comment: str, value: int) -> int:
    return sum(vote["comment_id"] == comment and vote["value"] == value for vote in votes)


def tallied(items: list[Item]) -> Numbers:
    """The tallies of articles, days and lists, with the parts of the site's days added up."""
    numbers = Numbers()
    for kind in ("TALLY#", "NUMBERS#", "SITE#", "TOP#"):
        for item in of(items, kind):
            sk = "" if kind == "SITE#" else item["sk"]
            for name in item.keys() - {"pk", "sk", "expires_at"}:
                numbers[item["pk"], sk, name] += item[name]
    return numbers


def counted(clicks: list[Item], threads: list[Item]) -> Numbers:
    """The tallies as they should be."""
    numbers = Numbers()
    for click in clicks:
        for name in ("shares", click["network"]):
            _count(numbers, click["article_id"], click["day"], name, name)
        _list(numbers, "most-shared", click["article_id"], click["day"])
    for comment in threads:
        day = datetime.fromtimestamp(comment["created_at"] / 1_000, UTC).date().isoformat()
        assert comment["status"] == "approved"
        _count(numbers, comment["article_id"], day, "comments", "approved", "posted")
        _list(numbers, "most-discussed", comment["article_id"], day)
    return numbers


def _count(numbers: Numbers, article: str, day: str, in_all: str, *daily: str) -> None:
    numbers[f"TALLY#{article}", "TALLY", in_all] += 1
    for name in daily:
        numbers[f"NUMBERS#{article}", day, name] += 1
        numbers[f"SITE#{day}", "", name] += 1


def _list(numbers: Numbers, kind: str, article: str, day: str) -> None:
    year, week, _ = date.fromisoformat(day).isocalendar()
    for span in (day, f"{year}-W{week:02}"):
        numbers[f"TOP#{kind}#{span}", article, "top_count"] += 1
