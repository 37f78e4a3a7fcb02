"""The policy is read, set and logged, tried on a text, and in force from the next request on."""

import random
from string import ascii_lowercase
from typing import Any

import httpx
import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from shared.domain.judging.policy import Policy
from tests.support.api_people import Chief, Desk, Reader
from tests.support.stacks import MORNING, on_both

DAY = 24 * 60 * 60 * 1_000
BUILT_IN = Policy()


def tried(desk: Desk, body: str = "A fair point.", **more: Any) -> dict[str, Any]:
    answer = tries(desk, body, **more)
    assert answer.status_code == 200, answer.text
    outcome: dict[str, Any] = answer.json()
    return outcome


def tries(desk: Desk, body: str = "A fair point.", **more: Any) -> httpx.Response:
    trial = {"author_name": "Ann", "body": body, **more}
    return desk.api.post("/v1/moderation/policy/try", json=trial, headers=desk.headers)


def finding(outcome: dict[str, Any], rule: str) -> dict[str, Any]:
    one: dict[str, Any] = next(one for one in outcome["verdict"]["findings"] if one["rule"] == rule)
    return one


def faults(answer: httpx.Response) -> set[tuple[str, str]]:
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] == "invalid-request"
    return {(error["pointer"], error["code"]) for error in answer.json()["errors"]}


@on_both
def test_a_change_of_the_rules_is_a_version_on_record_and_anybody_at_the_desk_may_read_it(
    api: LocalClient, chief: Chief, desk: Desk
) -> None:
    built_in = chief.rules()
    assert (built_in["version"], built_in["hash"], built_in["changed_by"]) == (0, BUILT_IN.hash, None)
    assert built_in["policy"] == BUILT_IN.model_dump(mode="json")

    api.clock = MORNING + DAY
    stricter = {**built_in["policy"], "max_links": 0}
    first = chief.puts(stricter, note="Too many links.", if_hash=built_in["hash"]).json()
    assert (first["version"], first["hash"]) == (1, chief.rules()["hash"])
    assert chief.puts(stricter, note="Once more.").json() == first
    api.clock += DAY
    second = chief.sets(max_links=9)

    version = Chief(api, desk.stack, desk.headers["authorization"].partition(" ")[2]).rules(version=1)
    assert (version["policy"], version["hash"], version["note"]) == (stricter, first["hash"], "Too many links.")
    assert version["changed_at"] == "2026-11-23T10:00:00.000Z"
    assert version["changed_by"] not in (None, "")
    listed = api.get("/v1/moderation/policy/versions", headers=desk.headers).json()
    assert [(one["version"], one["hash"], one["note"]) for one in listed["versions"]] == [
        (2, second["hash"], None),
        (1, first["hash"], "Too many links."),
        (0, BUILT_IN.hash, None),
    ]
    assert {one["by"] for one in listed["versions"]} == {version["changed_by"], None}
    assert [(line["action"]["S"], line["was"]["S"], line["became"]["S"]) for line in chief.record()] == [
        ("policy", BUILT_IN.hash, first["hash"]),
        ("policy", first["hash"], second["hash"]),
    ]


def test_versions_come_in_pages_down_to_what_postbag_came_with(
    api: LocalClient, chief: Chief, calls: list[str]
) -> None:
    for links in range(3, 14):
        chief.sets(max_links=links)
    calls.clear()
    pages, cursor = [], None
    while not pages or cursor:
        query = {"cursor": cursor} if cursor else {}
        page = api.get("/v1/moderation/policy/versions", params=query, headers=chief.headers).json()
        pages.append([one["version"] for one in page["versions"]])
        cursor = page["next_cursor"]
    assert pages == [list(range(11, 1, -1)), [1, 0]]
    assert calls == ["Query"] * 2


def test_the_rules_are_set_by_admins_and_not_by_who_read_others(api: LocalClient, chief: Chief, desk: Desk) -> None:
    body = {"policy": {"read_only": True}}
    refused = api.put("/v1/moderation/policy", json=body, headers=desk.headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "role-required")
    assert api.put("/v1/moderation/policy", json=body).status_code == 401
    read = chief.rules()["hash"]
    chief.sets(max_links=1)
    refused = chief.puts({"max_links": 5}, if_hash=read)
    assert (refused.status_code, refused.json()["code"]) == (409, "policy-changed")
    assert chief.rules()["policy"]["max_links"] == 1
    unknown = api.get("/v1/moderation/policy", params={"version": 7}, headers=chief.headers)
    assert faults(unknown) == {("/version", "no-such-version")}


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ({"max_link": 3}, {("/policy/max_link", "extra-forbidden")}),
        ({"judges": {"openai": True}}, {("/policy/judges/openai", "extra-forbidden")}),
        ({"max_capitals": 0}, {("/policy/max_capitals", "greater-than")}),
        ({"judges": {"newspaper": "https://judge.example/"}}, {("/policy/judges/newspaper", "refused-address")}),
        ({"moderation": "none"}, {("/policy/moderation", "enum")}),
        ({"banned_words": ["a", ""]}, {("/policy/banned_words/1", "string-too-short")}),
        ({"banned_words": ["a", "x" * 101]}, {("/policy/banned_words/1", "string-too-long")}),
        ({"banned_words": [f"w{n}" for n in range(10_001)]}, {("/policy/banned_words", "too-long")}),
        (
            {"banned_words": ["fool", "you fool", "FOÓL", "You  fool!"]},
            {("/policy/banned_words/2", "duplicate"), ("/policy/banned_words/3", "duplicate")},
        ),
        ({"suspect_words": ["kick ass", "kick a$$"]}, {("/policy/suspect_words/1", "duplicate")}),
        ({"staff_names": ["Editor", "editor"]}, {("/policy/staff_names/1", "duplicate")}),
        (
            {"banned_words": ["fool"], "suspect_words": ["casino", "Fool"]},
            {("/policy/suspect_words/1", "contradiction")},
        ),
        ({"suspect_words": ["!!!", "?"]}, {(f"/policy/suspect_words/{n}", "nothing-to-compare") for n in (0, 1)}),
        (
            {"banned_words": ["casino*", "(a+)+$", "b[ae]d", "c.*d", "f*ck", "casino"]},
            {(f"/policy/banned_words/{n}", "pattern") for n in (0, 1, 2, 3)},
        ),
        (
            {"banned_domains": ["https://bad.example", "bad", "a..example", f"{'x' * 64}.example", "straße.de", 5]},
            {(f"/policy/banned_domains/{n}", "value-error") for n in range(5)}
            | {("/policy/banned_domains/5", "string-type")},
        ),
        (
            {"banned_domains": ["Bad.Example", "bad.example", "münchen.example", "xn--mnchen-3ya.example"]},
            {("/policy/banned_domains/1", "duplicate"), ("/policy/banned_domains/3", "duplicate")},
        ),
        (
            {"banned_domains": ["bad.example"], "suspect_domains": ["notbad.example", "www.bad.example"]},
            {("/policy/suspect_domains/1", "contradiction")},
        ),
    ],
)
def test_rules_that_cannot_be_are_refused_at_the_place_where_they_are_wrong(
    chief: Chief, policy: dict[str, Any], expected: set[tuple[str, str]]
) -> None:
    assert faults(chief.puts(policy)) == expected
    assert faults(tries(chief, policy=policy)) == expected
    replay = {"policy": policy, "days": 1}
    assert faults(chief.api.post("/v1/moderation/policy/replay", json=replay, headers=chief.headers)) == expected
    assert chief.rules()["version"] == 0


def test_ten_thousand_words_hold_for_the_very_next_comment(chief: Chief, known_reader: Reader) -> None:
    words = incompressible(10_000, of=12)
    assert known_reader.comment("This is fine yet: " + words[-1])["status"] == "approved"
    chief.sets(banned_words=words)
    refused = known_reader.send(f"This is not any more: {words[-1].upper()}!")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "banned-words")
    assert chief.rules()["policy"]["banned_words"] == words
    chief.sets()
    assert known_reader.comment(f"And this is again: {words[-1]}.")["status"] == "approved"


def test_rules_too_long_for_the_table_are_refused_and_say_so(chief: Chief) -> None:
    refused = chief.puts({"banned_words": incompressible(10_000, of=90)})
    assert faults(refused) == {("/policy", "too-large")}
    assert "at most 350,000" in refused.json()["errors"][0]["detail"]


@on_both
def test_new_rules_hold_for_every_way_to_write_at_the_next_request(
    api: LocalClient, chief: Chief, known_reader: Reader
) -> None:
    comment = known_reader.comment("The quay is slippery.")
    chief.sets(banned_words=["slippery"], suspect_words=["quay"], max_length=30)
    place = f"/v1/articles/ferries/comments/{comment['id']}"
    assert known_reader.comment("The quay again.")["status"] == "pending"
    refused = api.patch(place, json={"body": "Slippery as ever."}, headers=known_reader.headers)
    assert refused.json()["errors"][0]["code"] == "banned-words"
    form = {"author_name": "Bo", "body": "As long as this a text is never taken."}
    assert "at most 30 are accepted" in api.post("/v1/articles/ferries/form", data=form).text
    held = api.patch(place, json={"body": "Just the quay."}, headers=known_reader.headers).json()["comment"]
    assert held["status"] == "pending"


def test_a_text_is_tried_without_a_trace_in_the_table(
    api: LocalClient, stack: Stack, chief: Chief, desk: Desk, calls: list[str]
) -> None:
    in_force = chief.sets(suspect_words=["quay"])["hash"]
    assert chief.rules()["hash"] == in_force  # the function knows them from here on
    before = everything(stack)
    calls.clear()
    held = tried(desk, "The QUAY, at last.")
    assert calls == ["BatchGetItem"]
    assert (held["status"], held["message"], held["awaiting"]) == ("pending", None, [])
    assert held["verdict"]["policy_hash"] == in_force
    assert (finding(held, "suspect-words")["outcome"], finding(held, "suspect-words")["evidence"]) == ("hold", "quay")
    assert finding(held, "new-reader")["evidence"] == "10 approved of 1 needed"
    rules = [one["rule"] for one in held["verdict"]["findings"]]
    assert len(rules) == len(set(rules)) > 10
    assert any(one["microseconds"] > 0 for one in held["verdict"]["findings"])

    assert tried(desk, "The quay, at last.", policy={"suspect_words": []})["status"] == "approved"
    refused = tried(desk, "The quay.", policy={"banned_words": ["quay"], "max_length": 5}, website="x", seconds=1)
    assert (refused["status"], refused["verdict"]["decision"]) == (None, "refuse")
    assert refused["message"].startswith("This comment cannot be accepted as it is.")
    assert refused["message"].endswith("These words are not accepted here: quay.")
    assert [finding(refused, rule)["outcome"] for rule in ("honeypot", "too-fast")] == ["hold", "hold"]
    waits = tried(desk, policy={"judges": {"akismet": True}})
    assert (waits["verdict"]["decision"], waits["status"], waits["awaiting"]) == ("publish", "pending", ["akismet"])
    assert not {"PutItem", "UpdateItem", "TransactWriteItems"} & {*calls}
    assert everything(stack) == before
    assert api.post("/v1/moderation/policy/try", json={"author_name": "A", "body": "b"}).status_code == 401


def test_a_text_is_tried_on_an_article_and_as_a_readers(chief: Chief, reader: Any, known_reader: Reader) -> None:
    new = reader("New")
    mine = new.comment()
    [queued] = chief.queue("pending")["comments"]
    assert queued["id"] == mine["id"]
    assert tried(chief, reader_id=queued["reader_id"])["status"] == "pending"
    chief.approve(mine)
    assert tried(chief, reader_id=queued["reader_id"])["status"] == "approved"
    assert tried(chief, author_name="Ed1tor")["message"].startswith("This comment cannot be accepted")
    assert tried(chief, author_name="Ed1tor", badge="staff")["status"] == "approved"

    chief.changes(moderation="pre")
    assert tried(chief, article_id="ferries")["status"] == "pending"
    chief.changes(state="closed")
    assert tried(chief, article_id="ferries")["message"].startswith("Comments on this article are closed.")
    assert tried(chief)["status"] == "approved"
    assert known_reader.send().json()["code"] == "thread-closed"


def incompressible(words: int, *, of: int) -> list[str]:
    """This many different words of random letters."""
    letters = random.Random(5)  # noqa: S311  (no secret)
    return ["".join(letters.choices(ascii_lowercase, k=of)) for _ in range(words)]


def everything(stack: Stack) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = stack.dynamodb.scan(TableName=stack.system.table.name)["Items"]
    return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))
