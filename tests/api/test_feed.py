"""feed.atom: the newest comments, for feed readers."""

from collections.abc import Callable
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

import feedparser
import httpx
import pytest

from local.http_client import LocalClient
from tests.support.api_people import ARTICLE, Desk, Reader

FEED = "/v1/articles/ferries/feed.atom"
ATOM = {"": "http://www.w3.org/2005/Atom", "thr": "http://purl.org/syndication/thread/1.0"}
ONE, MAYBE, ANY = range(1, 2), range(2), range(100)
MUSTS = {
    "feed": {"id": ONE, "title": ONE, "updated": ONE, "link": ANY, "author": ANY, "entry": ANY},
    "entry": {
        "id": ONE,
        "title": ONE,
        "updated": ONE,
        "author": ONE,
        "link": range(1, 100),
        "published": MAYBE,
        "content": ONE,
        "{http://purl.org/syndication/thread/1.0}in-reply-to": MAYBE,
    },
}
"""The elements that RFC 4287, sections 4.1.1 and 4.1.2, allows, with their numbers."""
NewReader = Callable[[str], Reader]


def atom(answer: httpx.Response) -> Element:
    """The feed of an answer. Asserts the requirements of RFC 4287."""
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    root = fromstring(answer.content)  # noqa: S314  (our own)
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    for element in (root, *root.findall("entry", ATOM)):
        allowed = MUSTS[_name(element)]
        assert {_name(child) for child in element} <= allowed.keys()
        for name, times in allowed.items():
            assert len([child for child in element if _name(child) == name]) in times, name
        relations = [(link.get("rel"), link.get("type")) for link in element.findall("link", ATOM)]
        assert len(relations) == len(set(relations))  # 4.1.1: no two alternates of one type
    ids = [element.text or "" for element in root.iter("{http://www.w3.org/2005/Atom}id")]
    assert len(ids) == len(set(ids))
    assert all(urlsplit(one).scheme for one in ids)  # 4.2.6: an absolute IRI
    entries = root.findall("entry", ATOM)
    assert all(entry.find("content", ATOM).get("type") == "html" for entry in entries)  # type: ignore[union-attr]
    assert all(name.text for name in root.iterfind("entry/author/name", ATOM))
    return root


def _name(element: Element) -> str:
    return element.tag.removeprefix("{http://www.w3.org/2005/Atom}")


def test_a_feed_reader_finds_the_newest_comments_first_and_replies_among_them(
    api: LocalClient, known_reader: Reader
) -> None:
    [first] = api.get("/v1/articles/ferries/comments").json()["comments"]
    api.clock = (api.clock or 0) + 1_000
    reply = known_reader.comment("A *reply*.", parent_id=first["id"])
    answer = api.get(FEED)
    atom(answer)
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert (feed.feed.title, feed.feed.link) == (f"Comments on {ARTICLE['title']}", ARTICLE["url"])
    assert feed.feed.updated == reply["created_at"]
    assert [entry.id for entry in feed.entries] == [f"urn:postbag:comment:{one['id']}" for one in (reply, first)]
    newest = feed.entries[0]
    assert (newest.title, newest.author) == ("Reply by Regular", "Regular")
    assert newest.link == f"{ARTICLE['url']}#comment-{reply['id']}"
    assert newest.content[0].value == '<p dir="auto">A <em>reply</em>.</p>'
    assert newest["thr_in-reply-to"]["ref"] == f"urn:postbag:comment:{first['id']}"


def test_the_feed_has_the_newest_twenty(api: LocalClient, known_reader: Reader) -> None:
    for number in range(25):
        api.clock = (api.clock or 0) + 1_000
        known_reader.comment(f"Number {number}.")
    contents = [entry.find("content", ATOM) for entry in atom(api.get(FEED)).findall("entry", ATOM)]
    texts = [(content.text or "") if content is not None else "" for content in contents]
    assert texts == [f'<p dir="auto">Number {number}.</p>' for number in range(24, 4, -1)]


@pytest.mark.usefixtures("known_reader")
def test_what_readers_do_not_see_is_not_in_the_feed(
    api: LocalClient, known_reader: Reader, reader: NewReader, desk: Desk
) -> None:
    reader("Ann").comment("Held.")
    desk.reject(known_reader.comment("Rejected."))
    withdrawn = known_reader.comment("Withdrawn.")
    elsewhere = {"author_name": "Regular", "body": "On another article."}
    assert api.post("/v1/articles/others/comments", json=elsewhere, headers=known_reader.headers).status_code == 201
    assert "Withdrawn." in api.get(FEED).text
    # The stream is not pumped from here on: the comment is gone once its author has the answer.
    api.delete(f"/v1/articles/ferries/comments/{withdrawn['id']}", headers=known_reader.headers)
    answer = api.get(FEED)
    assert [entry.content[0].value for entry in feedparser.parse(answer.content).entries] == [
        '<p dir="auto">The first.</p>'
    ]


def test_names_texts_and_titles_are_text_in_the_feed(api: LocalClient, reader: NewReader, desk: Desk) -> None:
    nasty = "]]></content><entry/>&amp;<!--\ufffe\uffff"
    author = reader(f"{nasty} Ann")
    desk.approve(author.comment(f"{nasty} text", article={**ARTICLE, "title": nasty}))
    root = atom(api.get(FEED))
    clean = nasty[:-2]
    assert root.findtext("title", namespaces=ATOM) == f"Comments on {clean}"
    [entry] = root.findall("entry", ATOM)
    assert entry.findtext("author/name", namespaces=ATOM) == f"{clean} Ann"
    assert "&lt;entry/&gt;" in (entry.findtext("content", namespaces=ATOM) or "")


def test_an_edited_comment_says_when_it_changed(api: LocalClient, known_reader: Reader) -> None:
    comment = known_reader.comment("Teh word.")
    api.clock = (api.clock or 0) + 60_000
    path = f"/v1/articles/ferries/comments/{comment['id']}"
    assert api.patch(path, json={"body": "The word."}, headers=known_reader.headers).status_code == 200
    [entry, _] = atom(api.get(FEED)).findall("entry", ATOM)
    assert entry.findtext("published", namespaces=ATOM) == comment["created_at"]
    assert entry.findtext("updated", namespaces=ATOM) == "2026-11-22T10:01:01.000Z"


def test_an_article_nobody_knows_has_an_empty_feed(api: LocalClient) -> None:
    root = atom(api.get("/v1/articles/quiet/feed.atom"))
    assert root.findall("entry", ATOM) == []
    assert [(link.get("rel"), link.get("href")) for link in root.findall("link", ATOM)] == [
        ("self", "feed.atom"),
        ("alternate", "thread.html"),
    ]


@pytest.mark.usefixtures("known_reader")
def test_the_feed_may_be_cached_is_not_sent_twice_and_costs_two_requests(api: LocalClient, calls: list[str]) -> None:
    first = api.get(FEED)
    assert first.headers["cache-control"].startswith("public, max-age=")
    calls.clear()
    again = api.get(FEED, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert calls == ["BatchGetItem", "Query"]
