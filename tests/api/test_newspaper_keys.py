"""The keys of the newspaper's login are fetched, chosen and kept; logins fail without them."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.api.newspaper import LoginSite, says

SECOND, MINUTE = 1_000, 60_000


def assert_unavailable(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["code"]) == (503, "login-unavailable"), answer.text
    assert answer.headers["retry-after"] == "30"
    assert answer.headers["cache-control"] == "no-store"
    assert "www-authenticate" not in answer.headers


def assert_unlisted(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["code"]) == (401, "pass-required"), answer.text
    assert "does not list" in answer.json()["detail"]


def test_the_keys_are_fetched_once_for_many_readers(login_site: LoginSite) -> None:
    for reader in range(10):
        assert login_site.mine(login_site.newspaper.token(sub=f"reader {reader}")).status_code == 200
    assert login_site.newspaper.asked == 1


def test_a_new_key_is_fetched_when_a_login_names_it(login_site: LoginSite) -> None:
    login_site.mine(login_site.newspaper.token())
    login_site.later(MINUTE)
    login_site.newspaper.change_key()
    assert login_site.mine(login_site.newspaper.token()).status_code == 200
    assert login_site.newspaper.asked == 2


def test_made_up_key_ids_do_not_make_us_ask_the_newspaper_again_and_again(login_site: LoginSite) -> None:
    for number in range(10):
        assert_unlisted(login_site.mine(login_site.newspaper.token(header={"kid": f"made up {number}"})))
    assert login_site.newspaper.asked == 1
    login_site.later(31 * SECOND)
    assert_unlisted(login_site.mine(login_site.newspaper.token(header={"kid": "another"})))
    assert login_site.newspaper.asked == 2


def test_a_key_that_was_withdrawn_is_good_for_ten_minutes_at_most(login_site: LoginSite) -> None:
    old = login_site.newspaper.key
    login_site.mine(login_site.newspaper.token())
    login_site.newspaper.change_key()
    login_site.later(10 * MINUTE - 1)
    assert login_site.mine(login_site.newspaper.token(key=old, header={"kid": old.kid})).status_code == 200
    login_site.later(1)
    assert_unlisted(login_site.mine(login_site.newspaper.token(key=old, header={"kid": old.kid})))


def test_of_several_keys_a_login_must_name_its_own(login_site: LoginSite) -> None:
    login_site.newspaper.keys.append(RSAKey.generate_key(2048, auto_kid=True).as_dict(private=False))
    assert login_site.mine(login_site.newspaper.token()).status_code == 200
    assert_unlisted(login_site.mine(login_site.newspaper.token(header={"kid": None})))


@pytest.mark.parametrize(
    "members", [{"use": "sig"}, {"alg": "RS256"}, {"key_ops": ["verify"]}, {"x5t": "thumbprint"}, {"ext": True}]
)
def test_what_a_key_may_say_of_itself(login_site: LoginSite, members: dict[str, Any]) -> None:
    login_site.newspaper.keys = [
        {"kty": "unknown to us"},
        {"kty": "RSA", "n": 5},
        login_site.newspaper.public_key(**members),
    ]
    assert login_site.mine(login_site.newspaper.token()).status_code == 200


@pytest.mark.parametrize("members", [{"use": "enc"}, {"alg": "RS512"}, {"alg": "RSA-OAEP"}, {"alg": "HS256"}])
def test_a_key_for_something_else_is_not_used(login_site: LoginSite, members: dict[str, Any]) -> None:
    login_site.newspaper.keys = [
        RSAKey.generate_key(2048).as_dict(private=False),
        login_site.newspaper.public_key(**members),
    ]
    assert_unlisted(login_site.mine(login_site.newspaper.token()))


def test_a_key_of_another_kind_or_too_small_is_not_used(login_site: LoginSite) -> None:
    kid = login_site.newspaper.key.kid
    shared = OctKey.generate_key(256, {"kid": kid})
    curve = ECKey.generate_key("P-256", {"kid": kid})
    with pytest.warns(UserWarning, match="2048"):
        small = RSAKey.generate_key(1024, {"kid": kid})
    right = RSAKey.generate_key(2048, {"kid": "right"})
    login_site.newspaper.keys = [key.as_dict() for key in (right, shared, curve, small)]
    assert_unlisted(login_site.mine(login_site.newspaper.token(key=small)))
    assert login_site.mine(login_site.newspaper.token(key=shared, header={"alg": "HS256"})).status_code == 401
    assert login_site.mine(login_site.newspaper.token(key=curve, header={"alg": "ES256"})).status_code == 401


@pytest.mark.parametrize(
    "answer",
    [
        says(b"down", 500),
        says(b"gone", 404),
        says(b"", 302, Location="/keys"),
        says(b"", 204),
        says(b"<html>sign in first</html>"),
        says(b"[]"),
        says(b"{}"),
        says(b'{"keys": {}}'),
        says(b'{"keys": []}'),
        says(b'{"keys": [7, null, "a"]}'),
        says(b"[" * 60_000),
        says(b"\xff\xfe"),
        says(json.dumps({"keys": [], "pad": "x" * 70_000}).encode()),
        lambda request: request.connection.close(),
    ],
)
def test_without_keys_nobody_is_let_in_and_nobody_is_told_that_their_login_is_bad(
    login_site: LoginSite, answer: Any
) -> None:
    login_site.newspaper.answer = answer
    assert_unavailable(login_site.post(login_site.newspaper.token()))
    assert_unavailable(login_site.mine(login_site.newspaper.token(exp=1)))


@pytest.mark.parametrize("status", [203, 403, 500])
def test_keys_with_any_status_but_200_are_not_believed(login_site: LoginSite, status: int) -> None:
    login_site.newspaper.answer = says(json.dumps({"keys": login_site.newspaper.keys}).encode(), status)
    assert_unavailable(login_site.mine(login_site.newspaper.token()))


def test_keys_are_taken_from_the_configured_place_only(login_site: LoginSite) -> None:
    def leads_on(request: BaseHTTPRequestHandler) -> None:
        login_site.newspaper.answer = None
        says(b"", 302, Location="/elsewhere")(request)

    login_site.newspaper.answer = leads_on
    assert_unavailable(login_site.mine(login_site.newspaper.token()))
    assert login_site.newspaper.asked == 1


def test_a_set_that_is_too_large_is_not_read_though_the_key_is_in_it(login_site: LoginSite) -> None:
    keys = json.dumps({"keys": login_site.newspaper.keys}).encode()
    login_site.newspaper.answer = says(keys + b" " * 70_000)
    assert_unavailable(login_site.mine(login_site.newspaper.token()))


def test_keys_are_not_waited_for_longer_than_readers_wait(login_site: LoginSite) -> None:
    over = threading.Event()

    def drips(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while not over.wait(0.2):
            request.wfile.write(b" ")

    login_site.newspaper.answer = drips
    began = time.monotonic()
    try:
        assert_unavailable(login_site.mine(login_site.newspaper.token()))
    finally:
        over.set()
    assert time.monotonic() - began < 5


def test_after_a_failure_the_newspaper_is_left_alone_for_half_a_minute_and_then_asked_again(
    login_site: LoginSite,
) -> None:
    login_site.newspaper.answer = says(b"down", 500)
    for _ in range(5):
        assert_unavailable(login_site.mine(login_site.newspaper.token()))
    assert login_site.newspaper.asked == 1
    login_site.newspaper.answer = None
    login_site.later(30 * SECOND)
    assert login_site.mine(login_site.newspaper.token()).status_code == 200


def test_keys_that_are_known_serve_while_new_ones_cannot_be_had(login_site: LoginSite) -> None:
    login_site.mine(login_site.newspaper.token())
    login_site.later(MINUTE)
    login_site.newspaper.answer = says(b"down", 500)
    assert_unavailable(login_site.mine(login_site.newspaper.token(header={"kid": "perhaps new"})))
    assert login_site.mine(login_site.newspaper.token()).status_code == 200
    login_site.later(10 * MINUTE)
    assert_unavailable(login_site.mine(login_site.newspaper.token()))


def test_passes_and_bad_logins_do_not_need_the_keys(login_site: LoginSite) -> None:
    login_site.newspaper.answer = says(b"down", 500)
    assert login_site.mine("no login").status_code == 401
    assert (
        login_site.mine(login_site.newspaper.token(header={"alg": "HS256"}, key=OctKey.generate_key(256))).status_code
        == 401
    )
    assert login_site.newspaper.asked == 0
