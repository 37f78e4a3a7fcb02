"""Bad input gets the documented problem, never a 500, and nothing is stored."""

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from local.http_client import LocalClient
from local.login.issuer import Issuer
from tests.support.api_people import Desk, Reader, bodies, solve, thread

COMMENTS = "/v1/articles/ferries/comments"
YEAR = 365 * 24 * 60 * 60 * 1_000


def is_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The answer's problem document. Asserts its status, its code, and that no member is missing."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert (document["code"], document["status"]) == (code, status)
    assert document.keys() - {"errors"} == {"type", "title", "status", "detail", "instance", "code"}
    assert all(document[member] for member in document)
    assert all(error.keys() == {"pointer", "code", "detail"} for error in document.get("errors", []))
    return document


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"author_name": "Ann", "body": "cut',
        b"[" * 200_000,
        b'{"author_name": ' + b"9" * 5_000 + b"}",
        b'{"author_name": NaN, "body": "x"}',
        b'[{"author_name": "Ann", "body": "in a list"}]',
        b'"text"',
        b"null",
        b"\xff\xfe\x00",
        b'{"author_name": "\xff"',
    ],
)
def test_a_body_that_is_no_json_object_is_refused(api: LocalClient, known_reader: Reader, content: bytes) -> None:
    headers = known_reader.headers | {"content-type": "application/json"}
    is_problem(api.post(COMMENTS, content=content, headers=headers), 400, "malformed-body")
    assert len(known_reader.mine()) == 1


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp", ""],
)
def test_a_body_of_another_type_is_refused(api: LocalClient, known_reader: Reader, kind: str) -> None:
    content = json.dumps({"author_name": "Ann", "body": "Simple request"}).encode()
    headers = known_reader.headers | ({"content-type": kind} if kind else {})
    is_problem(api.post(COMMENTS, content=content, headers=headers), 415, "unsupported-media-type")


def test_a_charset_beside_the_type_is_fine(api: LocalClient, known_reader: Reader) -> None:
    headers = known_reader.headers | {"content-type": "Application/JSON; charset=utf-8"}
    answer = api.post(COMMENTS, content=json.dumps({"author_name": "Ann", "body": "Ünïcode"}), headers=headers)
    assert answer.status_code == 201
    assert bodies([answer.json()["comment"]]) == ["Ünïcode"]


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"author_name": None}, ["/author_name"]),
        ({"author_name": 5, "body": ["x"]}, ["/author_name", "/body"]),
        ({"author_name": " \u200b "}, ["/author_name"]),
        ({"body": ""}, ["/body"]),
        ({"body": "x" * 10_001}, ["/body"]),
        ({"body": "lone \ud800 surrogate"}, ["/body"]),
        ({"parent_id": "42"}, ["/parent_id"]),
        ({"parent_id": "../../etc/passwd"}, ["/parent_id"]),
        ({"article": {"url": "http://127.0.0.1:8000/"}}, ["/article/title"]),
        ({"article": "x"}, ["/article"]),
        ({"status": "approved"}, ["/status"]),
        ({"badge": "staff", "reader_id": "x"}, ["/badge", "/reader_id"]),
        ({"a/b~c": 1}, ["/a~1b~0c"]),
    ],
)
def test_each_field_that_is_wrong_is_pointed_at(
    api: LocalClient, known_reader: Reader, fields: dict[str, Any], pointers: list[str]
) -> None:
    content = json.dumps({"author_name": "Ann", "body": "Fine", **fields})
    headers = known_reader.headers | {"content-type": "application/json"}
    document = is_problem(api.post(COMMENTS, content=content, headers=headers), 422, "invalid-request")
    assert [error["pointer"] for error in document["errors"]] == pointers


def test_missing_fields_are_pointed_at(api: LocalClient, known_reader: Reader) -> None:
    document = is_problem(api.post(COMMENTS, json={}, headers=known_reader.headers), 422, "invalid-request")
    assert [error["pointer"] for error in document["errors"]] == ["/author_name", "/body"]


def test_what_was_sent_is_not_echoed_in_a_problem(api: LocalClient, known_reader: Reader) -> None:
    answer = api.post(COMMENTS, json={"author_name": ["<script>secret"], "body": 1}, headers=known_reader.headers)
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": 51}, {"limit": "many"}, {"limit": [1, 2]}, {"sort": "best?"}, {"cursor": "x" * 4_001}],
)
def test_a_query_that_is_wrong_is_pointed_at(api: LocalClient, query: dict[str, Any]) -> None:
    document = is_problem(api.get(COMMENTS, params=query), 422, "invalid-request")
    assert [error["pointer"] for error in document["errors"]] == [f"/{name}" for name in query]


@pytest.mark.parametrize("article", ["-x", "a b", "a%2Fb", "x" * 129, "%00", "a%0A", "é", "<script>"])
def test_what_is_no_article_id_is_refused(api: LocalClient, article: str) -> None:
    answer = api.get(f"/v1/articles/{article}/comments")
    assert answer.status_code in (404, 422), answer.text
    assert answer.status_code == 404 or answer.json()["code"] == "invalid-request"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer ."])
def test_without_a_reader_pass_there_is_no_comment(api: LocalClient, header: str | None) -> None:
    headers = {"authorization": header} if header is not None else {}
    answer = api.post(COMMENTS, json={"author_name": "Ann", "body": "Hello"}, headers=headers)
    is_problem(answer, 401, "pass-required")
    assert answer.headers["www-authenticate"] == "Bearer"
    is_problem(api.get(f"{COMMENTS}/mine", headers=headers), 401, "pass-required")


def test_a_forged_pass_is_refused(api: LocalClient, reader: Callable[[str], Reader]) -> None:
    content, signature = reader("Ann").headers["authorization"].removeprefix("Bearer ").rsplit(".", 1)
    another = base64.urlsafe_b64encode(b'{"reader":"0000000000000000","expires":9999999999999}').decode().rstrip("=")
    for forged in (f"{another}.{signature}", f"{content}.{signature[:-2]}", f"{content}.", content):
        headers = {"authorization": f"Bearer {forged}"}
        is_problem(api.get(f"{COMMENTS}/mine", headers=headers), 401, "pass-required")


def test_a_cursor_is_no_pass(api: LocalClient, known_reader: Reader) -> None:
    known_reader.comment("Second")
    cursor = thread(api, limit=1)["next_cursor"]
    is_problem(api.get(f"{COMMENTS}/mine", headers={"authorization": f"Bearer {cursor}"}), 401, "pass-required")


def test_an_expired_pass_is_refused(api: LocalClient, reader: Callable[[str], Reader]) -> None:
    ann = reader("Ann")
    api.clock += YEAR - 1
    assert ann.mine() == []
    api.clock += 1
    document = is_problem(api.get(f"{COMMENTS}/mine", headers=ann.headers), 401, "pass-required")
    assert "expired" in document["detail"]


def test_a_challenge_is_good_for_one_pass(api: LocalClient) -> None:
    payload = solve(api.get("/v1/challenge").json())
    assert api.post("/v1/passes", json={"payload": payload}).status_code == 201
    is_problem(api.post("/v1/passes", json={"payload": payload}), 409, "challenge-used")


def test_a_challenge_expires(api: LocalClient) -> None:
    payload = solve(api.get("/v1/challenge").json())
    api.clock += 10 * 60 * 1_000
    is_problem(api.post("/v1/passes", json={"payload": payload}), 400, "challenge-failed")


@pytest.mark.parametrize("payload", ["", "nonsense", "e30=", "A" * 100_000])
def test_what_is_no_solution_gets_no_pass(api: LocalClient, payload: str) -> None:
    is_problem(api.post("/v1/passes", json={"payload": payload}), 400, "challenge-failed")


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_an_idempotency_key_has_1_to_200_characters(api: LocalClient, known_reader: Reader, key: str) -> None:
    headers = known_reader.headers | {"idempotency-key": key}
    answer = api.post(COMMENTS, json={"author_name": "Ann", "body": "Hello"}, headers=headers)
    is_problem(answer, 422, "invalid-request")


def test_a_body_over_the_gateways_limit_never_reaches_a_function(api: LocalClient, known_reader: Reader) -> None:
    answer = api.post(COMMENTS, json={"author_name": "Ann", "body": "x" * 10_500_000}, headers=known_reader.headers)
    assert answer.status_code == 413


def test_a_body_of_megabytes_is_refused_by_pointer(api: LocalClient, known_reader: Reader) -> None:
    answer = api.post(COMMENTS, json={"author_name": "Ann", "body": "x" * 2_000_000}, headers=known_reader.headers)
    is_problem(answer, 422, "invalid-request")


def test_moderation_needs_a_login(api: LocalClient) -> None:
    for headers in ({}, {"authorization": "Bearer nonsense"}):
        answer = api.get("/v1/moderation/queues", headers=headers)
        assert (answer.status_code, answer.json()) == (401, {"message": "Unauthorized"})


def test_a_reader_pass_is_no_login(api: LocalClient, known_reader: Reader) -> None:
    assert api.get("/v1/moderation/queues", headers=known_reader.headers).status_code == 401


def test_moderation_needs_the_role(api: LocalClient, issuer: Issuer) -> None:
    headers = {"authorization": f"Bearer {issuer.access_token('moderator', **{'cognito:groups': []})}"}
    is_problem(api.get("/v1/moderation/queues", headers=headers), 403, "role-required")


def test_an_admin_is_a_moderator_too(api: LocalClient, admin_token: str) -> None:
    answer = api.get("/v1/moderation/queues", headers={"authorization": f"Bearer {admin_token}"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"decisions": []}, "/decisions"),
        ({"decisions": "all"}, "/decisions"),
        ({}, "/decisions"),
        ({"decisions": [{"article_id": "a", "comment_id": "b", "action": "approve"}]}, "/decisions/0/comment_id"),
        ({"decisions": [{"article_id": "a", "action": "approve"}]}, "/decisions/0/comment_id"),
    ],
)
def test_decisions_that_cannot_be_understood_are_pointed_at(
    api: LocalClient, desk: Desk, body: dict[str, Any], pointer: str
) -> None:
    answer = api.post("/v1/moderation/decisions", json=body, headers=desk.headers)
    document = is_problem(answer, 422, "invalid-request")
    assert [error["pointer"] for error in document["errors"]] == [pointer]


def test_at_most_25_decisions_come_at_once(api: LocalClient, desk: Desk) -> None:
    one = {"article_id": "a", "comment_id": "01m81b5y00a3v9f2k7q4x8w6zt", "action": "approve"}
    answer = api.post("/v1/moderation/decisions", json={"decisions": [one] * 26}, headers=desk.headers)
    is_problem(answer, 422, "invalid-request")


@pytest.mark.parametrize("queue", ["nonsense", "withdrawn", "PENDING"])
def test_a_queue_that_does_not_exist_is_refused(api: LocalClient, desk: Desk, queue: str) -> None:
    is_problem(api.get(f"/v1/moderation/queues/{queue}", headers=desk.headers), 422, "invalid-request")


def test_a_route_that_does_not_exist_is_not_found(api: LocalClient) -> None:
    assert api.get("/v1/nonsense").status_code == 404
    assert api.delete(COMMENTS).status_code == 404
