"""The local issuer signs moderators in by authorization code and PKCE, and by nothing less."""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from joserfc import jwt

from local.login.issuer import Issuer

URL = "http://127.0.0.1:8000/issuer"
DESK = "http://127.0.0.1:8000/desk/"
VERIFIER = secrets.token_urlsafe(48)
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASKED = {
    "response_type": "code",
    "client_id": "postbag-desk",
    "redirect_uri": DESK,
    "scope": "openid profile",
    "state": "a state",
    "nonce": "a nonce",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
def login() -> Issuer:
    return Issuer(URL, [DESK])


@pytest.fixture
def browser(login: Issuer) -> Iterator[httpx.Client]:
    def mounted(environ: dict[str, Any], start: Any) -> Any:
        path = environ["PATH_INFO"].removeprefix("/issuer")
        return login.app(environ | {"SCRIPT_NAME": "/issuer", "PATH_INFO": path}, start)

    with httpx.Client(transport=httpx.WSGITransport(mounted), base_url="http://127.0.0.1:8000") as client:
        yield client


@pytest.fixture
def sign_in(browser: httpx.Client, login: Issuer) -> Callable[..., httpx.Response]:
    def post(**changed: str) -> httpx.Response:
        fields = {"username": "moderator", "password": login.users["moderator"].password}
        return browser.post("/issuer/authorize", data=ASKED | fields | changed)

    return post


def code_of(answer: httpx.Response) -> str:
    assert answer.status_code == 302, answer.text
    return httpx.URL(answer.headers["location"]).params["code"]


def exchange(browser: httpx.Client, given: str, **changed: str) -> httpx.Response:
    fields = {
        "grant_type": "authorization_code",
        "code": given,
        "redirect_uri": DESK,
        "client_id": "postbag-desk",
        "code_verifier": VERIFIER,
    }
    return browser.post("/issuer/token", data=fields | changed)


def test_the_flow_ends_with_tokens_signed_by_the_published_keys(browser, login, sign_in):
    found = browser.get("/issuer/.well-known/openid-configuration").json()
    assert found["issuer"] == URL
    answer = sign_in()
    back = httpx.URL(answer.headers["location"])
    assert str(back.copy_with(query=None)) == DESK
    assert (back.params["state"], back.params["iss"]) == ("a state", URL)
    tokens = exchange(browser, code_of(answer)).json()
    keys = login.public_keys(URL)
    assert browser.get(found["jwks_uri"]).json() == keys.as_dict(private=False)
    access = jwt.decode(tokens["access_token"], keys)
    assert access.header["typ"] == "at+jwt"
    assert access.claims["aud"] == "postbag"
    assert access.claims["scope"] == "openid profile"
    assert access.claims["cognito:groups"] == ["moderator"]
    identity = jwt.decode(tokens["id_token"], keys).claims
    assert (identity["aud"], identity["nonce"]) == (["postbag-desk"], "a nonce")
    assert "scope" not in identity


def test_published_keys_are_public(browser):
    (key,) = browser.get("/issuer/jwks.json").json()["keys"]
    assert set(key) == {"alg", "e", "kid", "kty", "n", "use"}


def test_the_sign_in_page_keeps_the_request_and_allows_no_script(browser):
    answer = browser.get("/issuer/authorize", params=ASKED | {"state": '"><script>'})
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "<script>" not in answer.text
    assert f'name="code_challenge" value="{CHALLENGE}"' in answer.text
    assert '<label for="password">' in answer.text


@pytest.mark.parametrize("changed", [{"password": "wrong"}, {"username": "nobody"}, {"password": ""}])
def test_a_wrong_password_is_told_on_the_page_and_gives_no_code(sign_in, changed: dict[str, str]):
    answer = sign_in(**changed)
    assert answer.status_code == 401
    assert "location" not in answer.headers
    assert re.search(r'role="alert"[^>]*>That user name and password', answer.text)


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "http://127.0.0.1:8000/desk"},
        {"redirect_uri": "http://127.0.0.1:8000/desk/?x=1"},
        {"redirect_uri": "https://evil.example/desk/"},
        {"redirect_uri": ""},
        {"client_id": "another"},
    ],
)
def test_an_address_that_is_not_the_desks_gets_nothing(browser, sign_in, changed: dict[str, str]):
    for answer in (browser.get("/issuer/authorize", params=ASKED | changed), sign_in(**changed)):
        assert answer.status_code == 400
        assert "location" not in answer.headers


@pytest.mark.parametrize(
    "changed",
    [
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": ""},
        {"response_type": "token"},
    ],
)
def test_without_a_challenge_by_sha_256_there_is_no_code(sign_in, changed: dict[str, str]):
    answer = sign_in(**changed)
    back = httpx.URL(answer.headers["location"]).params
    assert "error" in back
    assert back["state"] == "a state"
    assert not {"code", "access_token"} & set(back)


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": secrets.token_urlsafe(48)},
        {"code_verifier": ""},
        {"redirect_uri": "http://127.0.0.1:8000/other/"},
        {"client_id": "another"},
        {"grant_type": "password"},
        {"code": "made up"},
    ],
)
def test_a_code_is_worth_nothing_without_all_that_belongs_to_it(browser, sign_in, changed: dict[str, str]):
    answer = exchange(browser, code_of(sign_in()), **changed)
    assert answer.status_code in {400, 401}
    assert "access_token" not in answer.text


def test_a_code_is_good_for_one_try(browser, sign_in):
    code = code_of(sign_in())
    assert exchange(browser, code, code_verifier=secrets.token_urlsafe(48)).status_code == 400
    assert exchange(browser, code).status_code == 400


def test_signing_out_leads_back_to_the_desk_and_nowhere_else(browser):
    back = browser.get("/issuer/logout", params={"post_logout_redirect_uri": DESK})
    assert (back.status_code, back.headers["location"]) == (302, DESK)
    elsewhere = browser.get("/issuer/logout", params={"post_logout_redirect_uri": "https://evil.example/"})
    assert elsewhere.status_code == 200
    assert "location" not in elsewhere.headers


def test_every_start_has_other_passwords_and_keys(login: Issuer):
    other = Issuer(URL, [DESK])
    assert other.users["admin"].password != login.users["admin"].password
    assert other.public_keys(URL).as_dict(private=False) != login.public_keys(URL).as_dict(private=False)
