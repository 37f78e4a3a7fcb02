"""Find links in a text, and the hosts they lead to, as a browser reads them (WHATWG URL, "host parsing").

The time is linear in the text: no regular expression here gives back what it has matched.
"""

import html
import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

from shared.domain.words.appearance import plain
from shared.domain.words.disguises import skeleton

_SCHEME = re.compile(
    r"(?:(?:https?|ftp):[/\\]*+|(?<![\w:/\\])[/\\]{2}+)(\[[0-9a-f:.]++\]|[^\s/\\?#<>\"'()\[\]{}|^`]++)", re.IGNORECASE
)
_NAME = re.compile(r"(?<![\w./\\@-])[^\W_][\w-]*+(?:\.[\w-]++)++(?!@)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")
# A name in one of these domains counts as a link even without a scheme. Others ("done.So", "node.js") may be none.
_ENDINGS = frozenset({"com", "net", "org", "info", "biz", "xyz", "icu"})
_LONGEST_LABEL, _LONGEST_HOST = 63, 253


class _Place(NamedTuple):
    """A host and its place. It is surely a link if it has a scheme or www, or lies in a common domain."""

    at: int
    host: str
    sure: bool


def hosts(text: str) -> list[str]:
    """The hosts in `text`, each once, in its order: of links, and of names that a reader may paste ("spam.example").

    They are in lower case and Unicode (xn-- decoded), without port and user, without invisible characters and without
    Markdown's escapes. A missing space makes a host, too ("done.so"), so count links by `links_in`.
    """
    return list(dict.fromkeys(place.host for place in _places(text)))


def links_in(text: str) -> int:
    """The number of links in `text`: those with a scheme or www, and names in the most common domains."""
    return sum(place.sure for place in _places(text))


class Domains:
    """A list of domains. Build it once and keep it. Looking up a host takes time linear in its length."""

    def __init__(self, listed: Iterable[str]) -> None:
        self._names = {name: entry for entry in listed if (name := _canonical(entry))}
        self._looks = {skeleton(name): entry for name, entry in self._names.items()}

    def taken_for(self, host: str) -> str | None:
        """The entry that `host` equals, lies below, or looks like ("v1agra.example", viagra.example with a Cyrillic i).

        A name of ASCII letters only is never taken for another: "bail.example" is not "ball.example".
        """
        name = _canonical(host)
        only_ascii_letters = name.isascii() and not any(map(str.isdecimal, name))
        return _over(self._names, name) or (None if only_ascii_letters else _over(self._looks, skeleton(name)))


def _over(domains: dict[str, str], name: str) -> str | None:
    labels = name.split(".")
    names = (".".join(labels[first:]) for first in range(len(labels)))
    return next((domains[one] for one in names if one in domains), None)


def _places(text: str) -> list[_Place]:
    text = _read(text)
    with_scheme = list(_SCHEME.finditer(text))
    inside = {at for found in with_scheme for at in range(*found.span(1))}
    names = (found for found in _NAME.finditer(text) if found.start() not in inside)
    places = [*(_after_scheme(found) for found in with_scheme), *map(_name, names)]
    return sorted(place for place in places if place.host)


def _read(text: str) -> str:
    """Undo Markdown's escapes and character references, and remove invisible characters."""
    text = _ESCAPED.sub(r"\1", html.unescape(text)) if "&" in text or "\\" in text else text
    if text.isascii():
        return text
    hidden = {ord(c): None for c in set(text) if not c.isascii() and unicodedata.category(c) == "Cf"}
    return unicodedata.normalize("NFC", text.translate({**_DOTS, **hidden}))


def _after_scheme(found: re.Match[str]) -> _Place:
    authority = unquote(found[1]) if "%" in found[1] else found[1]
    name = authority.rpartition("@")[2]
    return _Place(found.start(1), _canonical(name if name.startswith("[") else name.partition(":")[0]), sure=True)


def _name(found: re.Match[str]) -> _Place:
    before, last = found[0].split(".")[-2:]
    next_sentence = before[-1:].islower() and last.istitle()
    if next_sentence or len(last) == 1 or not _is_ending(last):
        return _Place(found.start(), "", sure=False)
    host = _canonical(found[0])
    return _Place(found.start(), host, sure=host.startswith("www.") or host.rpartition(".")[2] in _ENDINGS)


def _is_ending(label: str) -> bool:
    """Can `label` be a top-level domain? Those are letters only, or encoded (RFC 1123, 2.1; RFC 5890)."""
    return label.lower().startswith("xn--") or plain(label).isalpha()


def _canonical(host: str) -> str:
    """`host` in lower case and Unicode, without a final dot; empty if it is no host."""
    labels = [_label(label) for label in unicodedata.normalize("NFKC", host).casefold().strip(".,;:!").split(".")]
    name = ".".join(labels)
    return name if len(name) <= _LONGEST_HOST and all(0 < len(label) <= _LONGEST_LABEL for label in labels) else ""


def _label(label: str) -> str:
    """Decode a label from Punycode (RFC 3492)."""
    if label.startswith("xn--") and len(label) <= _LONGEST_LABEL:
        try:
            return unicodedata.normalize("NFKC", label[4:].encode("ascii").decode("punycode")).casefold()
        except (UnicodeError, OverflowError, ValueError):
            return label
    return label
