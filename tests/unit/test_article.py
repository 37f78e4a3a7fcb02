"""An article is registered only under one of the newspaper's own addresses."""

import pytest

from shared.domain.articles.article import Article, ArticleAbout, register
from shared.domain.refusals import InvalidRequest

OWN = {"news.example", "www.news.example"}


def registered(url: str, title: str = "Ferries") -> Article:
    return register("a", ArticleAbout(url=url, title=title), own_hosts=OWN, at=1)


@pytest.mark.parametrize(
    "url", ["https://news.example/a", "http://WWW.News.Example:8080/x?y=1", "https://news.example/a%20b"]
)
def test_a_page_of_the_newspapers_own_hosts_is_registered(url: str) -> None:
    assert registered(url).url == url


def test_the_fragment_is_not_part_of_an_articles_address() -> None:
    assert registered("https://news.example/a#comments").url == "https://news.example/a"


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/a",
        "https://news.example.evil.example/",
        "https://news.example@evil.example/",
        "https://user:word@news.example/",
        "https://evil.example/?https://news.example/",
        "https:\\\\news.example\\a",
        "javascript:alert(1)//news.example",
        "//news.example/a",
        "ftp://news.example/a",
        "https://news.example:port/",
        "https://[news.example/",
        "https://news.example/a\nb",
        'https://news.example/"><script>',
        "https://",
    ],
)
def test_no_other_address_is_registered(url: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        registered(url)
    assert [error.pointer for error in refused.value.errors] == ["/article/url"]


def test_a_title_of_invisible_characters_is_no_title() -> None:
    with pytest.raises(InvalidRequest) as refused:
        registered("https://news.example/a", "\u200b\u202e")
    assert [error.pointer for error in refused.value.errors] == ["/article/title"]
