"""The newspaper's login in place of a reader pass: the rights it gives, and every way to refuse it."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from local.http_client import LocalClient
from tests.api.newspaper import AUDIENCE, ISSUER, KINDS, LoginSite, text
from tests.support.api_people import Reader


def verified(site: LoginSite, token: str) -> str:
    """Post with a login, and return the badge of the comment."""
    answer = site.post(token)
    assert answer.status_code == 201, answer.text
    badge: str = answer.json()["comment"]["author"]["badge"]
    return badge


def assert_refused(site: LoginSite, token: str, why: str) -> None:
    answer = site.post(token)
    assert (answer.status_code, answer.json()["code"]) == (401, "pass-required"), answer.text
    assert why in answer.json()["detail"]
    assert answer.headers["www-authenticate"] == "Bearer"
    assert site.stack.dynamodb.scan(TableName=site.stack.system.table.name)["Count"] == 0


def test_a_login_serves_as_a_pass_and_carries_the_badge_verified(login_site: LoginSite) -> None:
    answer = login_site.post(login_site.newspaper.token())
    assert answer.status_code == 201
    assert answer.json()["comment"]["author"] == {"name": "Ann", "badge": "verified"}
    [own] = login_site.mine(login_site.newspaper.token()).json()["comments"]
    assert own["author"]["badge"] == "verified"


def test_who_has_a_login_is_judged_like_everybody(login_site: LoginSite) -> None:
    staff = login_site.newspaper.token(**{"https://example.com/roles": ["newsroom"]})
    for token in (login_site.newspaper.token(), staff):
        assert login_site.post(token).json()["comment"]["status"] == "pending"
        assert login_site.post(token, body="Buy viagra").status_code == 422


def test_the_newspapers_staff_carry_the_badge_staff(login_site: LoginSite) -> None:
    for role in (["reader", "newsroom"], "newsroom", "reader newsroom"):
        assert verified(login_site, login_site.newspaper.token(**{"https://example.com/roles": role})) == "staff"


@pytest.mark.parametrize("role", [["newsrooms"], [], "newsroomer", {"newsroom": True}, [["newsroom"]], 1, True, ""])
def test_nobody_else_carries_it(login_site: LoginSite, role: Any) -> None:
    assert verified(login_site, login_site.newspaper.token(**{"https://example.com/roles": role})) == "verified"
    assert verified(login_site, login_site.newspaper.token(roles=["newsroom"])) == "verified"


def test_an_account_is_one_reader_and_another_account_another(login_site: LoginSite) -> None:
    login_site.post(login_site.newspaper.token(sub="4711"))
    login_site.later(60_000)
    assert len(login_site.mine(login_site.newspaper.token(sub="4711", jti="again")).json()["comments"]) == 1
    assert login_site.mine(login_site.newspaper.token(sub="4712")).json()["comments"] == []


def test_the_newspapers_name_for_a_reader_is_neither_stored_nor_shown(login_site: LoginSite) -> None:
    answer = login_site.post(login_site.newspaper.token(sub="ann@example.com", email="ann@example.com"))
    stored = login_site.stack.dynamodb.scan(TableName=login_site.stack.system.table.name)["Items"]
    assert "ann@" not in answer.text + json.dumps(stored, default=str)
    [reader] = {item["reader_id"]["S"] for item in stored if "reader_id" in item}
    for plain in ("ann@example.com", f"{ISSUER}\nann@example.com", json.dumps(["login", ISSUER, "ann@example.com"])):
        digest = hashlib.sha256(plain.encode()).digest()[:10]
        assert reader != _base32(digest), "a hash without a key tells whoever tries all accounts"


def test_where_logins_are_accepted_passes_are_too(login_site: LoginSite) -> None:
    ann = Reader(login_site.api, login_site.stack, "Ann")
    assert ann.comment()["author"]["badge"] == "guest"
    assert len(ann.mine()) == 1


def test_without_an_issuer_in_the_template_no_login_is_accepted(api: LocalClient, login_site: LoginSite) -> None:
    token = login_site.newspaper.token(exp=2_000_000_000)
    answer = api.get("/v1/articles/ferries/comments/mine", headers={"authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "pass-required")


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({}, {"aud": ["subscriptions", AUDIENCE]}),
        ({"typ": None}, {}),
        ({"typ": "at+jwt"}, {}),
        ({"typ": "JWT"}, {"nbf": 1}),
        ({"kid": None}, {}),
        ({"x5t": "thumbprint", "ver": "1"}, {"anything": {"else": [1]}, "validate": 1}),
    ],
)
def test_what_a_login_may_say_besides(login_site: LoginSite, header: dict[str, Any], claims: dict[str, Any]) -> None:
    assert verified(login_site, login_site.newspaper.token(header=header, **claims)) == "verified"


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"aud": "someone-else"}, "'aud'"),
        ({"aud": ["subscriptions", "archive"]}, "'aud'"),
        ({"aud": []}, "'aud'"),
        ({"aud": f"{AUDIENCE} subscriptions"}, "'aud'"),
        ({"aud": {AUDIENCE: 1}}, "'aud'"),
        ({"aud": None}, "aud"),
        ({"iss": "https://elsewhere.example.com/"}, "'iss'"),
        ({"iss": ISSUER.removesuffix("/")}, "'iss'"),
        ({"iss": [ISSUER]}, "'iss'"),
        ({"iss": None}, "iss"),
        ({"exp": None}, "exp"),
        ({"exp": 1}, "has expired"),
        ({"exp": "2100-01-01"}, "'exp'"),
        ({"exp": float("nan")}, "'exp'"),
        ({"exp": True}, "'exp'"),
        ({"nbf": 4_000_000_000}, "not yet valid"),
        ({"nbf": "soon"}, "'nbf'"),
        ({"iat": 4_000_000_000}, "in the future"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "'sub'"),
        ({"sub": 4711}, "'sub'"),
    ],
)
def test_a_login_that_says_the_wrong_thing_is_refused(login_site: LoginSite, claims: dict[str, Any], why: str) -> None:
    assert_refused(login_site, login_site.newspaper.token(**claims), why)


def test_a_login_ends_when_it_says_give_or_take_half_a_minute(login_site: LoginSite) -> None:
    now = login_site.newspaper.now
    assert verified(login_site, login_site.newspaper.token(exp=now - 29, nbf=now + 29)) == "verified"
    login_site.stack.reset()
    assert_refused(login_site, login_site.newspaper.token(exp=now - 30), "has expired")
    assert_refused(login_site, login_site.newspaper.token(nbf=now + 31), "not yet valid")


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ({"jwk": {"kty": "RSA"}}, "key of its own (jwk)"),
        ({"jku": "https://evil.example/keys"}, "key of its own (jku)"),
        ({"x5u": "https://evil.example/keys"}, "key of its own (x5u)"),
        ({"x5c": ["MIIB"]}, "key of its own (x5c)"),
        ({"crit": ["exp"], "exp": 1}, "cannot be read"),
        ({"crit": ["b64"], "b64": False}, "crit"),
        ({"typ": "logout+jwt"}, "type"),
        ({"kid": "unknown"}, "does not list"),
        ({"kid": ["a"]}, "cannot be read"),
        ({"alg": ["RS256"]}, "cannot be read"),
        ({"alg": "RS512"}, "agreed"),
        ({"alg": "none"}, "agreed"),
        ({"alg": "None"}, "agreed"),
        ({"alg": "HS256"}, "agreed"),
        ({"alg": ""}, "agreed"),
        ({"pad": "x" * 600}, "too long"),
    ],
)
@pytest.mark.parametrize("signature", ["right", "none"])
def test_a_header_has_no_say_in_how_a_login_is_checked(
    login_site: LoginSite, header: dict[str, Any], why: str, signature: str
) -> None:
    sent_header = {"alg": "RS256", "kid": login_site.newspaper.key.kid, **header}
    signed = f"{text(sent_header)}.{text(login_site.newspaper.claims())}"
    assert_refused(login_site, f"{signed}.{_rs256(login_site, signed) if signature == 'right' else ''}", why)
    assert login_site.newspaper.asked <= (1 if why == "does not list" else 0)


def test_the_public_key_is_no_secret(login_site: LoginSite) -> None:
    key = login_site.newspaper.key
    for secret in (key.as_pem(private=False), key.as_pem(private=False).strip(), key.as_dict()["n"].encode()):
        signed = f"{text({'alg': 'HS256', 'kid': key.kid})}.{text(login_site.newspaper.claims())}"
        forged = text(hmac.new(secret, signed.encode(), hashlib.sha256).digest())
        assert_refused(login_site, f"{signed}.{forged}", "agreed")


def test_a_key_that_names_itself_like_the_newspapers_is_not_it(login_site: LoginSite) -> None:
    own = RSAKey.generate_key(2048, {"kid": login_site.newspaper.key.kid})
    assert_refused(login_site, login_site.newspaper.token(key=own), "forged")


def test_a_login_that_was_changed_is_refused(login_site: LoginSite) -> None:
    header, claims, signature = login_site.newspaper.token().split(".")
    staff = text(login_site.newspaper.claims(**{"https://example.com/roles": "newsroom"}))
    for changed in (f"{header}.{staff}.{signature}", f"{header}.{claims}.", f"{header}.{claims}.{signature[:-8]}"):
        assert_refused(login_site, changed, "forged")
    assert_refused(login_site, f"{header}.{claims}.{'A' * 4_000}", "too long")


@pytest.mark.parametrize(
    "token",
    [
        "a.b.c",
        "...",
        "%.%.%",
        f"{text(['alg'])}.{text({})}.AAAA",
        f"{text('alg')}.{text({})}.AAAA",
        f"{text(7)}.{text({})}.AAAA",
        f"{text(b'{' * 300)}.{text({})}.AAAA",
        f"{text({'typ': 'JWT'})}.{text({})}.AAAA",
        "a.b.c.d.e",
    ],
)
def test_what_cannot_be_read_is_refused(login_site: LoginSite, token: str) -> None:
    assert_refused(login_site, token, "")


@pytest.mark.parametrize("claims", [["a"], "text", 7, None, b"no json", b"[" * 3_000])
def test_a_login_says_an_object(login_site: LoginSite, claims: Any) -> None:
    signed = f"{text({'alg': 'RS256', 'kid': login_site.newspaper.key.kid})}.{text(claims)}"
    assert_refused(login_site, f"{signed}.{_rs256(login_site, signed)}", "cannot be read")


def test_a_login_as_long_as_a_request_is_not_even_read(login_site: LoginSite) -> None:
    token = login_site.newspaper.token(pad="x" * 6_500)
    assert len(token) > 8_192
    assert_refused(login_site, token, "too long")
    assert login_site.newspaper.asked == 0


@pytest.mark.parametrize("algorithm", ["ES256", "EdDSA", "HS256"])
def test_each_way_of_signing_holds_for_itself_alone(accepting: Callable[[str], LoginSite], algorithm: str) -> None:
    site = accepting(algorithm)
    assert verified(site, site.newspaper.token()) == "verified"
    site.stack.reset()
    for other in {"RS256", "ES256", "EdDSA", "HS256"} - {algorithm}:
        key = KINDS[other]() if other in KINDS else OctKey.generate_key(256)
        assert_refused(site, site.newspaper.token(key=key, header={"alg": other}), "agreed")
    another = KINDS[algorithm]() if algorithm in KINDS else OctKey.generate_key(256)
    assert_refused(site, site.newspaper.token(key=another), "forged")


def test_the_name_of_2025_for_eddsa_is_taken_too(accepting: Callable[[str], LoginSite]) -> None:
    site = accepting("EdDSA")
    assert verified(site, site.newspaper.token(header={"alg": "Ed25519"})) == "verified"


def _rs256(site: LoginSite, signed: str) -> str:
    """The newspaper's signature of any text."""
    algorithm = jwt.JWSRegistry.algorithms["RS256"]
    return text(algorithm.sign(signed.encode(), site.newspaper.key))


def _base32(digest: bytes) -> str:
    number = int.from_bytes(digest)
    return "".join("0123456789abcdefghjkmnpqrstvwxyz"[(number >> (5 * place)) & 31] for place in reversed(range(16)))


def test_the_clock_of_a_login_is_the_requests(login_site: LoginSite) -> None:
    assert abs(login_site.newspaper.now - time.time()) > 600, "this test must not run at the time of its own requests"
    assert verified(login_site, login_site.newspaper.token()) == "verified"
