"""A shared address is the article's own with one more parameter."""

import pytest

from shared.domain.urls import with_via, without_via

ADDRESSES = [
    ("https://www.example.org/ferries", "https://www.example.org/ferries?via=h7"),
    ("https://www.example.org/", "https://www.example.org/?via=h7"),
    ("https://www.example.org/?id=4&x=%C3%A4+b", "https://www.example.org/?id=4&x=%C3%A4+b&via=h7"),
    ("https://www.example.org/a?b#part", "https://www.example.org/a?b&via=h7#part"),
    ("https://www.example.org/a?trivia=1&via2=x", "https://www.example.org/a?trivia=1&via2=x&via=h7"),
]


@pytest.mark.parametrize(("plain", "shared"), ADDRESSES)
def test_the_code_is_put_in_and_taken_out_and_nothing_else_changes(plain: str, shared: str) -> None:
    assert with_via(plain, "h7") == shared
    assert without_via(shared) == plain


def test_who_shares_what_was_shared_with_them_shares_it_anew() -> None:
    assert with_via("https://www.example.org/a?via=n8&b=1", "h7") == "https://www.example.org/a?b=1&via=h7"
    assert without_via("https://www.example.org/a?via&b=1&via=k3") == "https://www.example.org/a?b=1"
