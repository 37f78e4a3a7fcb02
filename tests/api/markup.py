"""Parse pages as a browser does."""

import base64
import hashlib
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
import httpx

VOICE = "https://schema.org/Comment"


def document(answer: httpx.Response) -> Element:
    """The document of an HTML answer. Asserts that it has no parse error (WHATWG HTML, section 13.2) and is safe."""
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    builder = html5lib.treebuilders.getTreeBuilder("etree")
    root: Element = html5lib.HTMLParser(builder, strict=True, namespaceHTMLElements=False).parse(answer.text)
    _is_safe(answer, root)
    return root


def text(element: Element | None) -> str:
    """The text of an element, with single spaces."""
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def comments(root: Element) -> list[Element]:
    """Every comment of a page, in the order of the page."""
    return [element for element in root.iter("article") if element.get("itemtype") == VOICE]


def texts(root: Element) -> list[str]:
    """The texts of the comments of a page; for a tombstone, its heading."""
    return [
        text(own(comment, "div", itemprop="text")) if comment.find("h2[@class]") is None else text(comment.find("h2"))
        for comment in comments(root)
    ]


def own(comment: Element, tag: str, **attributes: str) -> Element | None:
    """A part of a comment that does not belong to a reply to it."""
    for child in comment:
        if child.tag == "ol":
            continue
        for element in child.iter(tag):
            if all(element.get(name) == value for name, value in attributes.items()):
                return element
    return None


def links(root: Element, *, relation: str = "", beginning: str = "") -> list[str]:
    """The addresses of those links of a page that have this relation, or whose text begins so."""
    return [
        link.get("href", "")
        for link in root.iter("a")
        if (not relation or link.get("rel") == relation) and text(link).startswith(beginning)
    ]


def fields(root: Element) -> dict[str, str]:
    """The fields of a page's form as a browser sends them if the reader changes nothing."""
    form = root.find(".//form")
    assert form is not None
    inputs = {one.get("name", ""): one.get("value", "") for one in form.iter("input")}
    return inputs | {one.get("name", ""): one.text or "" for one in form.iter("textarea")}


def outline(root: Element) -> list[int]:
    """The levels of a page's headings, in order."""
    return [int(element.tag[1]) for element in root.iter() if re.fullmatch("h[1-6]", str(element.tag))]


def _is_safe(answer: httpx.Response, root: Element) -> None:
    """Assert that nothing runs or is loaded, and that the policy allows the page's only style."""
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    [style] = root.iter("style")
    digest = base64.b64encode(hashlib.sha256((style.text or "").encode()).digest()).decode()
    assert policy["default-src"] == "'none'"
    assert policy["style-src"] == f"'sha256-{digest}'"
    assert policy["base-uri"] == "'none'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert not {element.tag for element in root.iter()} & {"script", "img", "iframe", "object", "embed", "base"}
    assert [name for element in root.iter() for name in _names(element) if re.match("on|style$", name)] == []


def _names(element: Element) -> Iterator[str]:
    return iter(element.attrib)
