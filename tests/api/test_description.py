"""The API serves its description, and public answers are the same for every caller."""

import itertools
import json
from typing import Any

import httpx
import pytest

from local.http_client import LocalClient
from shared.web.caching import CACHED
from tests.api.contract import conforms, operations
from tests.support.api_people import Desk, Reader
from tests.support.stacks import ROOT

PUBLIC = sorted(CACHED)


@pytest.fixture
def lively(api: LocalClient, known_reader: Reader) -> dict[str, str]:
    """Values for the parameters of public routes, on an article where something has happened."""
    first = known_reader.comment("When does the last one leave?")
    known_reader.comment("At half past one.", parent_id=first["id"])
    assert api.post("/v1/articles/ferries/shares", json={"network": "x"}).status_code == 202
    known_reader.stack.pump()
    return {"article_id": "ferries", "comment_id": first["id"], "network": "x", "reader_id": "0123456789abcdef"}


def ask(api: LocalClient, key: str, lively: dict[str, str], **headers: str) -> httpx.Response:
    query = {"article_ids": "ferries,budget"} if key == "GET /v1/counts" else {}
    return api.get(key.removeprefix("GET ").format(**lively), params=query, headers=headers)


def test_the_description_is_served_as_it_is_in_the_file(api: LocalClient) -> None:
    answer = api.get("/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.content == (ROOT / "docs" / "openapi.json").read_bytes()
    assert json.loads(answer.content)["openapi"] == "3.1.0"
    again = api.get("/v1/openapi.json", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_description_asks_nothing_of_the_table(api: LocalClient, calls: list[str]) -> None:
    calls.clear()
    api.get("/v1/openapi.json")
    assert calls == []


def test_what_anybody_may_read_may_be_cached_and_nothing_else() -> None:
    """Not cached are new challenges, links that count a click, and the health of the service."""
    never = {"GET /v1/challenge", "GET /v1/health", "GET /v1/articles/{article_id}/share/{network}"}
    readable = {key for key, operation in operations().items() if key.startswith("GET ") and not operation["security"]}
    assert set(CACHED) == readable - never


def test_a_public_answer_says_how_long_anybody_may_keep_it(api: LocalClient, lively: dict[str, str]) -> None:
    for key in PUBLIC:
        answer = ask(api, key, lively)
        assert answer.status_code == 200, key
        policy = dict(part.strip().partition("=")[::2] for part in answer.headers["cache-control"].split(","))
        assert policy.keys() == {"public", "max-age", "s-maxage", "stale-while-revalidate"}, key
        assert answer.headers["etag"].startswith('"'), key
        again = ask(api, key, lively, **{"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"]), key


def test_a_public_answer_is_the_same_whoever_asks(
    api: LocalClient, lively: dict[str, str], known_reader: Reader, moderator_token: str
) -> None:
    for key in PUBLIC:
        nobody = ask(api, key, lively)
        for caller in (
            known_reader.headers["authorization"],
            f"Bearer {moderator_token}",
            "Bearer forged",
            "Basic YTpi",
        ):
            same = ask(api, key, lively, authorization=caller)
            assert (same.status_code, same.content) == (nobody.status_code, nobody.content), key
            assert same.headers["etag"] == nobody.headers["etag"], key
        assert "vary" not in nobody.headers, key


def test_what_is_personal_is_never_stored(
    api: LocalClient, known_reader: Reader, desk: Desk, lively: dict[str, str]
) -> None:
    asked: list[tuple[str, dict[str, Any]]] = [
        ("/v1/challenge", {}),
        ("/v1/articles/ferries/comments/mine", {"headers": known_reader.headers}),
        ("/v1/articles/ferries/comments/mine", {}),
        ("/v1/moderation/queues", {"headers": desk.headers}),
        ("/v1/moderation/queues/approved", {"headers": desk.headers}),
        (f"/v1/articles/{lively['article_id']}/share/x", {}),
        ("/v1/articles/ferries/comments?limit=0", {}),
        ("/v1/articles/ferries/comments?cursor=x", {}),
    ]
    for path, more in asked:
        assert api.get(path, **more).headers["cache-control"] == "no-store", path
    assert known_reader.send("Nobody keeps this.").headers["cache-control"] == "no-store"


def test_whatever_is_asked_of_a_route_that_reads_it_answers_as_documented(
    api: LocalClient, desk: Desk, lively: dict[str, str]
) -> None:
    """Odd values for every parameter: each answer is documented, and no function breaks."""
    odd = ["", "0", "-1", "1e9", "null", "ü", "\x00", "' OR 1=1", "../..", "%", "x" * 5_000, "[]", "true", "newest"]
    reading = {key.removeprefix("GET "): asked for key, asked in operations().items() if key.startswith("GET /v1/")}
    for path, operation in reading.items():
        for parameter, value in itertools.product(operation["parameters"], odd):
            given = {**lively, "queue": "pending"}
            query = {"article_ids": "ferries"} if path == "/v1/counts" else {}
            sent = dict(desk.headers if operation["security"] else {})
            if parameter["in"] == "path":
                given[parameter["name"]] = "".join(f"%{byte:02X}" for byte in value.encode()) or "-"
            elif parameter["in"] == "query":
                query[parameter["name"]] = value
            elif value.isprintable() and value.isascii():
                sent[parameter["name"]] = value
            answer = api.get(path.format(**given), params=query or None, headers=sent)
            assert answer.status_code < 500, f"{path} {parameter['name']}={value!r}: {answer.text}"


def test_an_answer_that_is_not_documented_is_noticed(api: LocalClient) -> None:
    answer = api.get("/v1/health")
    for changed in (
        httpx.Response(200, json={"status": 5}, headers={"cache-control": "no-store"}, request=answer.request),
        httpx.Response(418, json={"status": "ok"}, request=answer.request),
        httpx.Response(200, text="ok", headers={"cache-control": "no-store"}, request=answer.request),
        httpx.Response(200, json={"status": "ok"}, request=answer.request),
    ):
        with pytest.raises(AssertionError):
            conforms(changed)
