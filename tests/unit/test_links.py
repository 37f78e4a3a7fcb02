"""Links and their hosts are found in every way of typing them."""

import pytest

from shared.domain.words.links import Domains, hosts, links_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://News.Example/a?b=c#d.", ["news.example"]),
        ("http://a.example, https://b.example: and http://a.example again", ["a.example", "b.example"]),
        ("https://user:secret@host.example:8443/x", ["host.example"]),
        ("https://bank.example@evil.example/", ["evil.example"]),
        ("HTTPS://WWW.Evil.Example", ["www.evil.example"]),
        ("[x](https://a.example) <https://b.example> [y](//c.example/z)", ["a.example", "b.example", "c.example"]),
        (r"[x](http:\\evil.example) and [y](https://evil\.example)", ["evil.example"]),
        ("[x](https://ev&#105;l.example)", ["evil.example"]),
        ("https://ev%69l.example", ["evil.example"]),
        ("https://ev\u200bil.exam\u00adple", ["evil.example"]),
        ("https://evil\u3002example and https://evil\uff0eexample", ["evil.example"]),
        ("https://ｅｖｉｌ.example./", ["evil.example"]),
        ("https://xn--bcher-kva.example and https://BÜCHER.example", ["bücher.example"]),
        ("https://xn--99999999999999999.example", ["xn--99999999999999999.example"]),
        ("visit www.shop.example or cheap-pills.example/buy today", ["www.shop.example", "cheap-pills.example"]),
        ("https://good.example/?to=evil.example", ["good.example", "evil.example"]),
        ("https://good.example/go/https://evil.example/", ["good.example", "evil.example"]),
        ("http://127.0.0.1:80/ http://[::1]/ http://localhost", ["127.0.0.1", "[::1]", "localhost"]),
        ("https://пример.рф", ["пример.рф"]),
    ],
)
def test_hosts_are_read_as_a_browser_reads_them(text: str, found: list[str]) -> None:
    assert hosts(text) == found


@pytest.mark.parametrize(
    "text",
    [
        *(
            "The end.Start anew.",
            "e.g. this, i.e. that",
            "U.S.A.",
            "3.14 and 1.2.3",
            "wait... what",
            "https://",
            "http:",
        ),
        *("me@mail.example", "and//or", "", "a.b", "/etc/passwd", "well.No", f"{'a' * 64}.example"),
    ],
)
def test_what_leads_nowhere_has_no_host(text: str) -> None:
    assert hosts(text) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("nothing here", 0),
        ("https://a.example and HTTP://b.example and www.c.example", 3),
        ("https://a.example https://a.example", 2),
        ("spam.com and spam.net", 2),
        ("https://spam.com", 1),
        ("I am done.so is node.js", 0),
    ],
)
def test_links_are_counted(text: str, count: int) -> None:
    assert links_in(text) == count


@pytest.mark.parametrize("host", ["shop.example", "a.shop.example", "SHOP.example.", "a.b.shop.example"])
def test_a_host_is_under_its_domain(host: str) -> None:
    assert Domains(["shop.example"]).taken_for(host)


@pytest.mark.parametrize("host", ["myshop.example", "shop.example.evil.example", "example", "", "ship.example"])
def test_what_only_contains_a_domain_is_not_under_it(host: str) -> None:
    assert not Domains(["shop.example"]).taken_for(host)
    assert not Domains([""]).taken_for(host)


@pytest.mark.parametrize("host", ["vіagra.example", "www.v1agra.example", "xn--vagra-n2e.example", "ｖíagrа.example"])
def test_a_host_that_looks_like_a_domain_passes_for_it(host: str) -> None:
    assert Domains(["x.example", "viagra.example"]).taken_for(host) == "viagra.example"


def test_honest_names_of_ascii_letters_are_never_confused() -> None:
    assert not Domains(["ball.example"]).taken_for("bail.example")


@pytest.mark.parametrize(
    "piece", ["a.", "a", "http://", "http:", "//", "@", "a@", "é.é ", "xn--a.aa ", "\\", "&#105;", "www."]
)
def test_no_text_is_too_much(piece: str) -> None:
    assert len(hosts(piece * (5_000 // len(piece)))) <= 1
