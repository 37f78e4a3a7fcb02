"""The same stack on another DynamoDB: MiniStack, in a process of its own, over the network."""

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient, reader_pass
from local.login.issuer import Issuer
from tests.support.processes import ROOT

ARTICLE = {"url": "http://127.0.0.1:8000/ferries", "title": "The night ferries come back"}


@pytest.fixture
def far(ministack_url: str) -> Iterator[Stack]:
    with Stack(ROOT / "template.yaml", ministack_url, name=f"far-{os.urandom(4).hex()}") as stack:
        yield stack


@pytest.fixture
def far_door(far: Stack, issuer: Issuer) -> Iterator[LocalClient]:
    with LocalClient(far, issuer.public_keys) as client:
        yield client


def ok(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, answer.text
    return answer.json()


def test_a_comment_goes_all_the_way_there_and_back(far: Stack, far_door: LocalClient, issuer: Issuer):
    reader = {"authorization": f"Bearer {reader_pass(far_door)}"}
    draft = {"author_name": "Ann", "body": "A fair point.", "article": ARTICLE}
    posted = ok(far_door.post("/v1/articles/ferries/comments", json=draft, headers=reader))["comment"]
    assert posted["status"] == "pending"
    assert far.pump() == 1
    moderator = {"authorization": f"Bearer {issuer.access_token('moderator')}"}
    decision = {"article_id": "ferries", "comment_id": posted["id"], "action": "approve"}
    ok(far_door.post("/v1/moderation/decisions", json={"decisions": [decision]}, headers=moderator))
    assert far.pump() >= 1
    page = ok(far_door.get("/v1/articles/ferries/comments"))
    assert [comment["id"] for comment in page["comments"]] == [posted["id"]]
    assert page["article"]["comment_count"] == 1


def test_the_table_is_really_there_and_not_in_this_process(far: Stack, ministack_url: str):
    names = far.dynamodb.list_tables()["TableNames"]
    assert far.system.table.name in names
    assert far.dynamodb.meta.endpoint_url == ministack_url


def test_a_table_that_is_there_already_is_kept(ministack_url: str):
    item = {"pk": {"S": "KEPT"}, "sk": {"S": "x"}}
    with Stack(ROOT / "template.yaml", ministack_url, name="kept") as first:
        first.dynamodb.put_item(TableName=first.system.table.name, Item=item)
    with Stack(ROOT / "template.yaml", ministack_url, name="kept") as second:
        assert second.dynamodb.get_item(TableName=second.system.table.name, Key=item)["Item"] == item
