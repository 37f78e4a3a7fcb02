"""The allowed addresses of the newspaper's own judge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util import parse_url

from shared.domain.judging.judge_address import is_readable_on_the_way, refused_url

HOSTS = frozenset(
    {"judge.example.org", "other.example.org:8443", "127.0.0.1:8080", "localhost", "[::1]:9000", "10.0.0.5"}
)

ALLOWED = [
    "https://judge.example.org",
    "https://judge.example.org/",
    "https://judge.example.org/judge?site=1&to=a@b",
    "https://judge.example.org:443/judge",
    "HTTPS://Judge.Example.ORG/Judge",
    "https://other.example.org:8443/judge",
    "https://10.0.0.5/judge",
    "http://127.0.0.1:8080/judge",
    "https://127.0.0.1:8080/judge",
    "http://localhost/judge",
    "http://[::1]:9000/judge",
]

REFUSED = [
    ("", "full address"),
    ("judge.example.org", "full address"),
    ("//judge.example.org/", "full address"),
    ("https:judge.example.org", "full address"),
    ("https:///judge.example.org", "full address"),
    ("ftp://judge.example.org/", "full address"),
    ("file:///etc/passwd", "full address"),
    ("javascript:alert(1)//judge.example.org", "full address"),
    ("gopher://judge.example.org:443/_", "full address"),
    ("http://judge.example.org/", "must start with https"),
    ("http://10.0.0.5/", "must start with https"),
    ("http://judge.example.org:443/", "not a host"),
    ("https://evil.example/", "evil.example is not a host for judges"),
    ("https://judge.example.org.evil.example/", "not a host"),
    ("https://evil-judge.example.org/", "not a host"),
    ("https://example.org/", "not a host"),
    ("https://sub.judge.example.org/", "not a host"),
    ("https://judge.example.org:8443/", "not a host"),
    ("https://judge.example.org:80/", "not a host"),
    ("https://other.example.org/", "not a host"),
    ("https://localhost:22/", "not a host"),
    ("http://127.0.0.1/", "not a host"),
    ("http://127.1:8080/", "not a host"),
    ("http://2130706433:8080/", "not a host"),
    ("http://0x7f000001:8080/", "not a host"),
    ("http://0:8080/", "not a host"),
    ("http://[::ffff:127.0.0.1]:8080/", "not a host"),
    ("http://[0:0:0:0:0:0:0:1]:9000/", "not a host"),
    ("http://169.254.169.254/latest/meta-data/", "not a host"),
    ("https://judge.example.org:/", "cannot be read"),
    ("https://judge.example.org:0443/", "cannot be read"),
    ("https://judge.example.org:4 43/", "ASCII"),
    ("https://judge.example.org:443:443/", "cannot be read"),
    ("https://judge.example.org./", "cannot be read"),
    ("https://.judge.example.org/", "cannot be read"),
    ("https://judge..example.org/", "cannot be read"),
    ("https://judge%2eexample.org/", "cannot be read"),
    ("https://judge.example.org%00.evil.example/", "cannot be read"),
    ("http://[::1%25eth0]:9000/", "cannot be read"),
    ("https://ada@judge.example.org/", "no user name"),
    ("https://ada:secret@judge.example.org/", "no user name"),
    ("https://@judge.example.org/", "no user name"),
    ("https://judge.example.org@evil.example/", "no user name"),
    ("https://judge.example.org:443@evil.example/", "no user name"),
    ("https://evil.example#@judge.example.org/", "#"),
    ("https://judge.example.org/#part", "#"),
    ("https://evil.example\\@judge.example.org/", "backslashes"),
    ("https://judge.example.org\\.evil.example/", "backslashes"),
    (" https://judge.example.org/", "spaces"),
    ("https://judge.example.org/\r\nHost: evil.example", "ASCII"),
    ("https://judge.example.org/\x00", "ASCII"),
    ("https://judge.example.org/a\tb", "ASCII"),
    ("https://jüdge.example.org/", "xn--"),
    ("https://judge。example。org/", "xn--"),
    ("http://\u212aocalhost/", "xn--"),
    ("http://loca\u017fhost/", "xn--"),
    ("https://judge.example.org/\u00e4", "%…"),
    ("https://judge.example.org/" + "a" * 2_000, "2,000"),
]


@pytest.mark.parametrize("url", ALLOWED)
def test_a_judge_may_be_at_a_host_of_the_list(url: str) -> None:
    assert refused_url(url, HOSTS) is None


@pytest.mark.parametrize(("url", "words"), REFUSED)
def test_whoever_gives_another_address_is_told_what_is_wrong_with_it(url: str, words: str) -> None:
    said = refused_url(url, HOSTS)
    assert said
    assert words in said


def test_without_a_list_there_is_no_judge_and_the_answer_names_the_parameter() -> None:
    assert "JudgeHosts" in (refused_url("https://judge.example.org/", frozenset()) or "")


def test_a_password_in_the_address_is_not_repeated() -> None:
    assert "hunter2" not in (refused_url("https://ada:hunter2@judge.example.org/", HOSTS) or "")


# Pieces that have tricked parsers, put together at random.
PIECES = [
    *(
        "https",
        "http",
        "://",
        ":",
        "//",
        "/",
        "@",
        "#",
        "?",
        "\\",
        ".",
        "%2e",
        "%00",
        "[",
        "]",
        "[::1]",
        " ",
        "\t",
        "\n",
    ),
    *("judge.example.org", "evil.example", "127.0.0.1", "8080", "443", "9000", "0", "ada", "\u3002", "\u017f", ";"),
]


@given(
    rest=st.lists(st.sampled_from(PIECES), max_size=10).map("".join), start=st.sampled_from(["https://", "http://", ""])
)
def test_an_address_that_is_allowed_leads_the_http_client_to_a_host_of_the_list(start: str, rest: str) -> None:
    url = start + rest
    if refused_url(url, HOSTS) is not None:
        return
    read = parse_url(url)
    port = read.port or {"https": 443, "http": 80}[read.scheme or ""]
    assert read.auth is None
    assert {f"{read.host}:{port}", read.host if port in (80, 443) else ""} & HOSTS
    assert read.scheme == "https" or read.host in ("127.0.0.1", "localhost", "[::1]")


@pytest.mark.parametrize(
    "url",
    [
        "http://rest.akismet.com/1.1/comment-check",
        "http://127.0.0.1@evil.example/",
        "http://localhost.evil.example/",
        "ftp://example.org/",
    ],
)
def test_what_goes_to_another_machine_unencrypted_is_readable_on_the_way(url: str) -> None:
    assert is_readable_on_the_way(url)


@pytest.mark.parametrize(
    "url", ["https://rest.akismet.com/", "HTTPS://example.org/", "http://127.0.0.1:8080/", "http://[::1]:80/"]
)
def test_what_is_encrypted_or_stays_on_this_machine_is_not(url: str) -> None:
    assert not is_readable_on_the_way(url)
