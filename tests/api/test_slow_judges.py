"""Slow judges are asked while a comment is held. It appears after they answered, and only if they pass it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs

import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from local.login.issuer import Issuer
from tests.slow_judges.other_side import OtherSide, other_side, says
from tests.support.api_people import ARTICLE, Chief, Desk, Reader, decision, thread
from tests.support.logged_lines import LoggedLines
from tests.support.stacks import MORNING, stack_on_ministack

FINE, HELD = b'{"outcome": "pass"}', b'{"outcome": "hold", "evidence": "Reads like an advertisement."}'


@pytest.fixture(scope="module")
def outside() -> Iterator[OtherSide]:
    """A server that is the newspaper's own judge and Akismet."""
    with other_side() as there:
        yield there


@pytest.fixture(scope="module")
def judging_stack(ministack_url: str, started_on_ministack: Stack, outside: OtherSide) -> Iterator[Stack]:  # noqa: ARG001
    """A stack that may ask these judges. Its secrets are the laptop's, since any secrets will do."""
    secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:judging-{}-laptop"
    given = {
        "JudgeHosts": outside.host,
        "JudgeSecretArn": secret.format("CursorSecret"),
        "AkismetKeyArn": secret.format("PassSecret"),
        "AkismetBlog": "http://127.0.0.1:8000/",
        "AkismetUrl": f"{outside.url}/akismet",
    }
    with stack_on_ministack(ministack_url, "judging", given) as stack:
        yield stack


@pytest.fixture
def stack(judging_stack: Stack, outside: OtherSide) -> Stack:
    judging_stack.reset()
    outside.requests.clear()
    outside.behaves = says(FINE)
    return judging_stack


@pytest.fixture
def api(stack: Stack, issuer: Issuer) -> Iterator[LocalClient]:
    with LocalClient(stack, issuer.public_keys, clock=MORNING) as client:
        yield client


@pytest.fixture
def asking(chief: Chief, known_reader: Reader, outside: OtherSide) -> Reader:
    """A known reader of a newspaper with its own judge."""
    chief.sets(judges={"newspaper": f"{outside.url}/judge"})
    return known_reader


def own(reader: Reader) -> dict[str, Any]:
    return reader.mine()[0]


def findings(desk: Desk, queue: str) -> dict[str, dict[str, Any]]:
    [comment, *_] = desk.queue(queue)["comments"]
    return {finding["rule"]: finding for finding in comment["verdict"]["findings"]}


def test_nobody_is_asked_unless_the_policy_says_so(known_reader: Reader, outside: OtherSide) -> None:
    assert known_reader.comment("A fair point.")["status"] == "approved"
    assert outside.requests == []


def test_a_comment_waits_for_the_newspapers_judge_and_appears_with_its_word(
    api: LocalClient, asking: Reader, desk: Desk, outside: OtherSide, stack: Stack
) -> None:
    sent = api.post(
        "/v1/articles/ferries/comments",
        json={"author_name": "Regular", "body": "A fair point.", "article": ARTICLE},
        headers=asking.headers,
    ).json()["comment"]
    assert (sent["status"], outside.requests) == ("pending", [])
    assert desk.queue("pending")["comments"][0]["awaiting"] == ["newspaper"]
    stack.pump()
    assert own(asking)["status"] == "approved"
    assert len(thread(api)["comments"]) == 2
    assert findings(desk, "approved")["newspaper"]["outcome"] == "pass"
    [asked] = outside.requests
    content = json.loads(asked.body)["comment"]
    assert (content["comment_id"], content["body"], content["article_title"]) == (
        sent["id"],
        "A fair point.",
        ARTICLE["title"],
    )
    assert api.address not in str(asked.body), "no address leaves the house"
    assert signed_with(asked, key_of(stack))


def test_what_it_holds_waits_for_a_moderator_who_reads_why(asking: Reader, desk: Desk, outside: OtherSide) -> None:
    outside.behaves = says(HELD)
    asking.comment("Buy my boat.")
    assert own(asking)["status"] == "pending"
    finding = findings(desk, "pending")["newspaper"]
    assert (finding["outcome"], finding["evidence"]) == ("hold", "Reads like an advertisement.")
    desk.approve(*desk.queue("pending")["comments"])
    assert own(asking)["status"] == "approved"


def test_a_judge_that_is_down_leaves_it_held_and_says_so(
    asking: Reader, desk: Desk, outside: OtherSide, logged: LoggedLines
) -> None:
    outside.behaves = says(b"", 500)
    asking.comment("A fair point.")
    assert own(asking)["status"] == "pending"
    finding = findings(desk, "pending")["newspaper"]
    assert "status 500" in finding["evidence"]
    assert "waits for a moderator" in finding["evidence"]
    [(function, line)] = logged.of("JudgeDown")
    assert (function, line["judge"], line["message"]) == ("followups", "newspaper", "a judge gave no finding")
    assert "status 500" in line["why"]


def test_after_an_edit_it_is_asked_anew(api: LocalClient, asking: Reader, outside: OtherSide, stack: Stack) -> None:
    comment = asking.comment("A fair point.")
    outside.behaves = says(HELD)
    place = f"/v1/articles/ferries/comments/{comment['id']}"
    api.clock = (api.clock or 0) + 1_000
    edited = api.patch(place, json={"body": "Buy my boat."}, headers=asking.headers).json()["comment"]
    assert edited["status"] == "pending"
    stack.pump()
    assert [json.loads(asked.body)["comment"]["body"] for asked in outside.requests] == [
        "A fair point.",
        "Buy my boat.",
    ]
    assert len({asked.headers["webhook-id"] for asked in outside.requests}) == 2
    assert own(asking)["status"] == "pending"


def test_what_a_moderator_decides_before_it_answers_stands(
    api: LocalClient, asking: Reader, desk: Desk, outside: OtherSide
) -> None:
    answer = api.post(
        "/v1/articles/ferries/comments", json={"author_name": "Regular", "body": "Hm."}, headers=asking.headers
    )
    assert answer.json()["comment"]["status"] == "pending"
    [result] = desk.decide(decision(answer.json()["comment"], "reject", reason="off-topic"))
    assert result["status"] == "rejected"
    assert (own(asking)["status"], outside.requests) == ("rejected", [])


def test_akismet_and_comprehend_are_asked_too_and_all_have_to_agree(
    chief: Chief, known_reader: Reader, desk: Desk, outside: OtherSide, logged: LoggedLines
) -> None:
    api = known_reader.api
    chief.sets(judges={"akismet": True})
    outside.behaves = says(b"false")
    known_reader.comment("A fair point.")
    assert own(known_reader)["status"] == "approved"
    [asked] = outside.requests
    form = parse_qs(asked.body.decode())
    assert (asked.path, form["comment_content"], form["comment_author"]) == ("/akismet", ["A fair point."], ["Regular"])
    api.clock = (api.clock or 0) + 1_000
    outside.behaves = says(b"true", X_akismet_pro_tip="discard")
    known_reader.comment("Cheap boats, cheap boats.")
    assert own(known_reader)["status"] == "pending"
    assert findings(desk, "pending")["akismet"]["weight"] == 100
    outside.behaves = says(b"false")
    chief.sets(judges={"akismet": True, "toxicity": True})
    api.clock += 1_000
    known_reader.comment("Another fair point.")
    assert own(known_reader)["status"] == "pending"
    comment = desk.queue("pending")["comments"][-1]
    evidence = {finding["rule"]: finding["evidence"] for finding in comment["verdict"]["findings"]}
    assert evidence["akismet"] == "Akismet takes it for no spam."
    assert evidence["toxicity"].startswith("Switched on, but not set up: TOXICITY_REGION is not set.")
    assert [line["judge"] for _, line in logged.of("JudgeDown")] == ["toxicity"]


def test_a_judge_elsewhere_than_the_operator_allows_is_refused_by_pointer(chief: Chief) -> None:
    answer = chief.puts({"judges": {"newspaper": "https://metadata.example/"}})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/policy/judges/newspaper"]


def key_of(stack: Stack) -> str:
    arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:judging-CursorSecret-laptop"
    text: str = stack._client("secretsmanager").get_secret_value(SecretId=arn)["SecretString"]
    return text


def signed_with(asked: Any, key: str) -> bool:
    """Is the signature right by Standard Webhooks 1.0.0: HMAC-SHA256 of id, timestamp and body?"""
    content = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode() + asked.body
    made = base64.b64encode(hmac.new(key.encode(), content, hashlib.sha256).digest()).decode()
    return f"v1,{made}" in asked.headers["webhook-signature"].split(" ")
