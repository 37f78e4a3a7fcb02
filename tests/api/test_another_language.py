"""Another language is one file: with a catalogue in brackets, no page has English text left."""

import json
import re
import shutil
from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

import httpx
import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from tests.api.markup import document
from tests.support.api_people import ARTICLE, Chief, Desk, Reader, decision
from tests.support.stacks import ROOT

PAGE = "/v1/articles/ferries/thread.html"
FORM = "/v1/articles/ferries/form"
LANGUAGE = "qps-ploc"
READ_ALOUD = ("aria-label", "title", "alt", "placeholder")


def in_brackets(sentence: str) -> str:
    """The sentence in a language without ASCII letters, with the same values in braces."""
    parts = re.split(r"(\{\w+\})", sentence)
    return "⟦" + "".join(part if part.startswith("{") else re.sub("[A-Za-z]", "ø", part) for part in parts) + "⟧"


@pytest.fixture(scope="module")
def started_in_brackets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A stack of a copy of the service that differs in one file: its language."""
    folder = tmp_path_factory.mktemp("another-language")
    for package in ("functions", "shared"):
        shutil.copytree(ROOT / package, folder / package)  # with bytecode: files keep their times
    shutil.copy(ROOT / "template.yaml", folder)
    file = folder / "shared" / "web" / "languages" / "en.json"
    english = json.loads(file.read_text(encoding="utf-8"))
    bracketed = {key: in_brackets(sentence) for key, sentence in english.items()} | {"language": LANGUAGE}
    file.write_text(json.dumps(bracketed), encoding="utf-8")
    with Stack(folder / "template.yaml", name="brackets", reloading=False) as stack:
        yield stack


in_another_language = pytest.mark.parametrize("stack", ["started_in_brackets"], indirect=True)


def english_in(root: Element, *known: str) -> list[str]:
    """The texts of a page, seen or read aloud, with ASCII letters, without `known` texts and texts of comments."""
    silent = {id(inner) for one in root.iter() if is_own_text(one) for inner in one.iter()}
    texts = [element.text or "" for element in root.iter() if id(element) not in silent and element.tag != "style"]
    texts += [element.tail or "" for element in root.iter() if id(element) not in silent or is_own_text(element)]
    texts += [element.get(name, "") for element in root.iter() for name in READ_ALOUD]
    for text in known:
        texts = [one.replace(text, "") for one in texts]
    return [one for one in texts if re.search("[A-Za-z]", one)]


def is_own_text(element: Element) -> bool:
    """Is it the text of a comment, posted or in the form?"""
    return element.get("itemprop") == "text" or element.tag == "textarea"


def speaks(answer: httpx.Response, *known: str) -> Element:
    """The page of an answer. Asserts that nothing is in English except the names of the test and `known`."""
    root = document(answer)
    assert root.get("lang") == LANGUAGE
    assert "⟦" in "".join(root.itertext())
    assert english_in(root, *known, ARTICLE["title"], "Regular", "Ann") == []
    return root


@in_another_language
def test_a_lively_thread_and_its_replies_speak_the_other_language(
    api: LocalClient, known_reader: Reader, desk: Desk
) -> None:
    top, gone, rejected = (known_reader.comment(body) for body in ("A long talk.", "Mine.", "Mine too."))
    for number in range(4):
        api.clock += 1_000
        reply = known_reader.comment(f"Reply {number}.", parent_id=top["id"])
    deeper = known_reader.comment("Deeper.", parent_id=reply["id"])
    for other in (gone, rejected):
        known_reader.comment("An answer.", parent_id=other["id"])
    edited = api.patch(
        f"/v1/articles/ferries/comments/{top['id']}", json={"body": "A longer talk."}, headers=known_reader.headers
    )
    assert edited.status_code == 200, edited.text
    api.delete(f"/v1/articles/ferries/comments/{gone['id']}", headers=known_reader.headers)
    desk.reject(rejected, reason="abuse")
    desk.decide(decision(top, "pin"))
    second = api.get("/v1/articles/ferries/comments", params={"limit": 1}).json()["next_cursor"]
    for query in ({"sort": "oldest"}, {"sort": "best"}, {"cursor": second}, {"postbag": "held"}):
        speaks(api.get(PAGE, params=query))
    speaks(api.get(PAGE, params={"replies_to": top["id"]}))
    speaks(api.get(PAGE, params={"replies_to": reply["id"], "under": top["id"]}))
    speaks(api.get(PAGE, params={"replies_to": deeper["id"], "under": reply["id"]}))
    speaks(api.get(PAGE, params={"replies_to": gone["id"]}))


@in_another_language
@pytest.mark.usefixtures("known_reader")
def test_a_page_without_comments_and_a_closed_thread_speak_the_other_language(api: LocalClient, chief: Chief) -> None:
    speaks(api.get("/v1/articles/quiet/thread.html"))
    chief.changes(state="closed")
    speaks(api.get(PAGE))
    late = api.post(FORM, data={"author_name": "Ann", "body": "Too late."})
    speaks(late, *details(late))


@in_another_language
@pytest.mark.parametrize("query", [{"cursor": "x"}, {"before": "x"}, {"sort": "x"}])
def test_a_wrong_address_is_refused_in_the_other_language(api: LocalClient, query: dict[str, str]) -> None:
    """The details stay English: they are sentences of the rules."""
    answer = api.get(PAGE, params=query)
    speaks(answer, *details(answer))


@in_another_language
@pytest.mark.parametrize("typed", [{"body": ""}, {"author_name": ""}, {"parent_id": "x"}, {"body": "Cheap viagra"}])
def test_a_refused_form_speaks_the_other_language(api: LocalClient, typed: dict[str, str]) -> None:
    answer = api.post(FORM, data={"author_name": "Ann", "body": "A word.", **typed})
    assert answer.status_code == 422
    speaks(answer, *details(answer))


@in_another_language
def test_the_feed_speaks_the_other_language(api: LocalClient, known_reader: Reader) -> None:
    [top] = api.get("/v1/articles/ferries/comments").json()["comments"]
    known_reader.comment("A reply.", parent_id=top["id"])
    root = fromstring(api.get("/v1/articles/ferries/feed.atom").content)  # noqa: S314  (our own)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == LANGUAGE
    titles = [title.text or "" for title in root.iter("{http://www.w3.org/2005/Atom}title")]
    left = [title.replace(ARTICLE["title"], "").replace("Regular", "") for title in titles]
    assert len(left) == 3
    assert [title for title in left if not title.startswith("⟦") or re.search("[A-Za-z]", title)] == []


def details(answer: httpx.Response) -> list[str]:
    """The sentences of the rules on a refusal's page: one about the request, and one for each field."""
    [wrong] = [one for one in document(answer).iter("div") if one.get("role") == "alert"]
    texts = [paragraph.text or "" for paragraph in wrong.iter("p")]
    texts += ["".join(item.itertext()).strip("⟦⟧").partition(": ")[2] for item in wrong.iter("li")]
    return [*texts, "parent_id", "cursor", "before", "sort"]
