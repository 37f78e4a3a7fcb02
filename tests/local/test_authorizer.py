"""Tokens are checked as an HTTP API's JWT authorizer checks them."""

import base64
import json
import time

import pytest

from local.http_client import LocalClient
from local.login.issuer import Issuer

NOW = int(time.time())


def staff(door: LocalClient, token: str):
    return door.get("/v1/staff", headers={"authorization": f"Bearer {token}"})


def test_a_moderators_token_passes_and_its_claims_reach_the_function_as_text(small_api: LocalClient, issuer: Issuer):
    token = issuer.access_token("moderator", **{"cognito:groups": ["moderator", "admin"], "level": 3, "active": True})
    jwt = staff(small_api, token).json()["requestContext"]["authorizer"]["jwt"]
    assert jwt["claims"]["cognito:groups"] == "[moderator admin]"
    assert jwt["claims"]["sub"] == "laptop-moderator"
    assert (jwt["claims"]["level"], jwt["claims"]["active"]) == ("3", "true")
    assert jwt["scopes"] == ["openid"]


def test_a_token_passes_without_the_word_bearer(small_api: LocalClient, issuer: Issuer):
    token = issuer.access_token("moderator")
    assert small_api.get("/v1/staff", headers={"authorization": token}).status_code == 200


@pytest.mark.parametrize("header", [{}, {"authorization": ""}, {"authorization": "Bearer "}])
def test_without_a_token_the_answer_is_401(small_api: LocalClient, header: dict[str, str]):
    answer = small_api.get("/v1/staff", headers=header)
    assert (answer.status_code, answer.text) == (401, '{"message":"Unauthorized"}')
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"exp": NOW - 1}, "expired"),
        ({"exp": "never"}, "exp"),
        ({"nbf": NOW + 600}, "not valid yet"),
        ({"iss": "https://elsewhere.example"}, "issuer"),
        ({"aud": "another"}, "audience"),
        ({"aud": ["another"], "client_id": "postbag"}, "audience"),
        ({"aud": None}, "audience"),
    ],
)
def test_a_token_that_is_not_for_here_and_now_is_refused_with_the_reason(small_api, issuer, claims: dict, why: str):
    answer = staff(small_api, issuer.access_token("moderator", **claims))
    assert (answer.status_code, answer.text) == (401, '{"message":"Unauthorized"}')
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]
    assert why in answer.headers["www-authenticate"]


def test_an_audience_may_be_one_of_several(small_api: LocalClient, issuer: Issuer):
    assert staff(small_api, issuer.access_token("moderator", aud=["another", "postbag"])).status_code == 200


@pytest.mark.parametrize("scope", ["", "profile", "openidx"])
def test_a_token_without_the_scope_is_forbidden(small_api: LocalClient, issuer: Issuer, scope: str):
    answer = staff(small_api, issuer.access_token("moderator", scope=scope))
    assert (answer.status_code, answer.text) == (403, '{"message":"Forbidden"}')
    assert 'scope="openid" error="insufficient_scope"' in answer.headers["www-authenticate"]


def test_a_token_of_another_issuers_key_is_refused(small_api: LocalClient, issuer: Issuer):
    forger = Issuer(issuer.url, [])
    assert staff(small_api, forger.access_token("admin")).status_code == 401


def test_a_changed_token_is_refused(small_api: LocalClient, issuer: Issuer):
    head, body, signature = issuer.access_token("moderator").split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    forged = base64.urlsafe_b64encode(json.dumps(claims | {"sub": "me"}).encode()).rstrip(b"=").decode()
    assert staff(small_api, f"{head}.{forged}.{signature}").status_code == 401


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_chooses_its_own_algorithm_is_refused(small_api: LocalClient, issuer: Issuer, algorithm: str):
    _, body, _ = issuer.access_token("moderator").split(".")
    head = base64.urlsafe_b64encode(json.dumps({"alg": algorithm}).encode()).rstrip(b"=").decode()
    assert staff(small_api, f"{head}.{body}.").status_code == 401


@pytest.mark.parametrize("token", ["x", "a.b.c", "....", "é", "a.b.c.d.e"])
def test_what_is_no_token_is_refused(small_api: LocalClient, token: str):
    answer = small_api.get("/v1/staff", headers={"authorization": f"Bearer {token}".encode()})
    assert answer.status_code == 401


def test_routes_without_an_authorizer_ignore_tokens(small_api: LocalClient):
    answer = small_api.get("/v1/things/a", headers={"authorization": "Bearer nonsense"})
    assert answer.status_code == 200
    assert "authorizer" not in answer.json()["requestContext"]
