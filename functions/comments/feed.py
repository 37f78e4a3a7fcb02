"""The newest comments on an article as an Atom feed (RFC 4287). A reply names the comment it answers (RFC 4685)."""

import re
from http import HTTPStatus
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from aws_lambda_powertools.event_handler import Response

from functions.comments.api import OfArticle, api
from shared.domain.articles.article import Article
from shared.domain.comments.comment import Comment
from shared.domain.times import rfc3339
from shared.storage.comments import comments
from shared.web.catalogue import catalogue
from shared.web.possible_answers import possible_answers

_NEWEST = 20
_ATOM = "{http://www.w3.org/2005/Atom}"
_THREAD = "{http://purl.org/syndication/thread/1.0}"
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot express (section 2.2)."""

register_namespace("", _ATOM.strip("{}"))
register_namespace("thr", _THREAD.strip("{}"))


@api.get("/v1/articles/<article_id>/feed.atom", responses=possible_answers(media="application/atom+xml"))
def feed(article_id: OfArticle) -> Response[str]:
    """The newest approved comments as an Atom feed, with replies."""
    article = comments.article(article_id)
    return Response(
        status_code=HTTPStatus.OK,
        content_type="application/atom+xml; charset=utf-8",
        body=_as_atom(article, comments.newest_approved(article_id, limit=_NEWEST)),
    )


def _as_atom(article: Article, newest: list[Comment]) -> str:
    say = catalogue().text
    root = Element(f"{_ATOM}feed", {"{http://www.w3.org/XML/1998/namespace}lang": catalogue().language})
    _text(root, "id", f"urn:postbag:article:{article.id}:comments")
    _text(root, "title", say("thread.heading.of", title=article.title) if article.title else say("thread.heading"))
    # A feed must give the time of its last change. An empty feed gives the time when its article was registered, or
    # else a fixed time. The present time would change the bytes of an unchanged feed, which caches compare.
    _text(root, "updated", rfc3339(max([_changed(comment) for comment in newest] or [article.registered_at or 0])))
    # Relative addresses (RFC 4287, section 2) are right under every address of the API.
    _link(root, "self", "feed.atom", "application/atom+xml")
    _link(root, "alternate", article.url or "thread.html", "text/html")
    for comment in newest:
        _entry(SubElement(root, f"{_ATOM}entry"), comment, article)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")


def _entry(entry: Element, comment: Comment, article: Article) -> None:
    _text(entry, "id", _urn(comment.id))
    say, name = catalogue().text, comment.author_name
    _text(entry, "title", say("feed.reply", name=name) if comment.parent_id else say("feed.comment", name=name))
    _text(entry, "updated", rfc3339(_changed(comment)))
    _text(entry, "published", rfc3339(comment.created_at))
    _text(SubElement(entry, f"{_ATOM}author"), "name", name)
    _link(entry, "alternate", f"{article.url or 'thread.html'}#comment-{comment.id}", "text/html")
    if comment.answers:
        SubElement(entry, f"{_THREAD}in-reply-to", {"ref": _urn(comment.answers)})
    _text(entry, "content", comment.body_html).set("type", "html")


def _text(parent: Element, name: str, text: str) -> Element:
    child = SubElement(parent, f"{_ATOM}{name}")
    child.text = _NOT_XML.sub("", text)
    return child


def _link(parent: Element, relation: str, address: str, kind: str) -> None:
    SubElement(parent, f"{_ATOM}link", {"rel": relation, "href": _NOT_XML.sub("", address), "type": kind})


def _changed(comment: Comment) -> int:
    return comment.edited_at or comment.created_at


def _urn(comment_id: str) -> str:
    return f"urn:postbag:comment:{comment_id}"
