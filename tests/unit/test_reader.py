"""The reader behind a login at the newspaper."""

import pytest

from shared.domain.identifiers import randomness_from_login, reader_id
from shared.domain.people.reader import Badge, badge_of_login
from shared.settings import MissingSetting, Settings


def test_a_reader_id_is_the_same_for_one_account_and_another_for_every_other() -> None:
    ids = {
        reader_id(randomness_from_login(secret, issuer, subject))
        for secret in ("s", "t")
        for issuer in ("https://a.example", "https://b.example")
        for subject in ("1", "2", "")
        for _ in range(2)
    }
    assert len(ids) == 12


@pytest.mark.parametrize("claim", ["staff", "reader staff", ["staff"], ["reader", "staff"]])
def test_staff_are_those_whose_login_says_so(claim: object) -> None:
    assert badge_of_login(claim, "staff") is Badge.STAFF


@pytest.mark.parametrize("claim", [None, "", [], "staffed", ["Staff"], [["staff"]], {"staff": 1}, 1, True])
def test_everybody_else_is_verified(claim: object) -> None:
    assert badge_of_login(claim, "staff") is Badge.VERIFIED
    assert badge_of_login("", "") is badge_of_login([""], "") is Badge.VERIFIED


@pytest.mark.parametrize(
    "url", ["https://login.example.com/keys", "http://127.0.0.1:8000/keys", "http://localhost/keys"]
)
def test_keys_are_fetched_over_https_or_from_this_machine(url: str) -> None:
    assert Settings({"READER_JWKS_URL": url}).reader_jwks_url == url


@pytest.mark.parametrize(
    "url",
    [
        *("http://login.example.com/keys", "http://127.0.0.1.example.com/", "http://localhost.example.com/", ""),
        *(
            "http://localhost@example.com/",
            "file:///etc/passwd",
            "ftp://a.example/",
            "//a.example/",
            "login.example.com",
        ),
    ],
)
def test_keys_are_fetched_in_no_other_way(url: str) -> None:
    with pytest.raises(MissingSetting):
        _ = Settings({"READER_JWKS_URL": url}).reader_jwks_url
