"""The features by which the spam filter knows a text, each hashed to two of a fixed number of slots.

Hashing instead of a vocabulary bounds the model's size (Weinberger et al. 2009, "Feature Hashing for Large Scale
Multitask Learning"). Features share slots, so each is counted in two, and the lower count is used (Cormode and
Muthukrishnan 2005, "An Improved Data Stream Summary: The Count-Min Sketch"). Two features rarely share both slots.
With one slot each, long comments hit spam's slots by accident and were held.

The hash is CRC-32, since Python's `hash` differs from process to process.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from zlib import crc32

from shared.domain.text import fold

SLOTS = 1 << 13
"""Slots of the model. Twice as many gain little, and each comment's read and each decision's write cost more."""
WORDS = SLOTS * 7 // 8
"""The slots below this hold words and pairs, of which a long text has more. The others hold what any text has once:
the number of links, the words of the name. Each kind has its own average."""
MOST_WORDS = 500
"""Words of a text that count: the first 300 and the last 200. So the time is bounded, and neither a long beginning nor
a long end hides the rest."""
LONGEST_WORD = 40
"""Letters of a word that count."""

Places = tuple[int, int]
"""The two slots of a feature."""

_LINK = re.compile(r"(?:https?://|\bwww\.)([^\s/?#<>\"'()\[\]{}|\\^`]+)", re.IGNORECASE)
_PORT = re.compile(r":\d*\Z")
# Scripts that are written without spaces: Thai, Lao, Myanmar, Khmer, kana, ideographs.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+"
)
_PICTURE = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")  # emoji, which are in no word
_MOST_PICTURES = 20
_MANY_LINKS = 3
_FEWEST_LETTERS = 8
"""The fewest letters for which a share of capitals means something."""
_CAPITALS = ((0.05, "few capitals"), (0.2, "some capitals"), (0.6, "many capitals"), (1.0, "nearly all capitals"))


def features(name: str, body: str) -> Mapping[str, Places]:
    """The features of a comment, as readable text, each with its slots.

    They are: words, pairs of neighbours, words of the name, hosts and number of links, emoji, the share of capitals.
    Each counts once. The time is linear in the length of name and body.
    """
    links = [_host(match) for match in _LINK.findall(body)]
    # The number of links is a feature already, so words of their addresses ("https", "www") are not.
    text = _LINK.sub(" ", body) if links else body
    found = {feature: _places(feature, 0, WORDS) for feature in _said(_some(_words(text)))}
    for feature in _looks(name, text, links):
        found[feature] = _places(feature, WORDS, SLOTS - WORDS)
    return found


def _places(feature: str, first: int, among: int) -> Places:
    rest, one = divmod(crc32(feature.encode("utf-8", "replace")), among)
    return first + one, first + rest % among


def _said(words: Sequence[str]) -> Iterator[str]:
    yield from (f"“{word}”" for word in words)
    yield from (f"“{first} {second}”" for first, second in pairwise(words))


def _looks(name: str, text: str, links: Sequence[str]) -> Iterator[str]:
    yield _number_of(links)
    yield from (f"link to {host}" for host in links if host)
    yield from _capitals(text)
    yield from list(dict.fromkeys(_PICTURE.findall(text)))[:_MOST_PICTURES]
    yield from (f"name has “{word}”" for word in _some(_words(name)))


def _words(text: str) -> Sequence[str]:
    """The words of `text`, folded for comparing. Folding for the filter is decided here only."""
    return [piece[:LONGEST_WORD] for word in fold(text) for piece in _pieces(word)]


def _pieces(word: str) -> Iterable[str]:
    """`word` itself; for a script without spaces each two neighbouring characters, as search engines index it."""
    if word.isascii() or not _UNSPACED.search(word):
        return (word,)
    pieces = [word[at : at + 2] for at in range(len(word) - 1)]
    return pieces or (word,)


def _some(words: Sequence[str]) -> Sequence[str]:
    if len(words) <= MOST_WORDS:
        return words
    end = MOST_WORDS * 2 // 5
    return [*words[: MOST_WORDS - end], *words[-end:]]


def _host(authority: str) -> str:
    """The host of a link, without user, port and `www.` (RFC 3986, section 3.2)."""
    host = _PORT.sub("", authority.rpartition("@")[2]).casefold().removeprefix("www.").rstrip(".,;:!*_")
    return host[-100:]


def _number_of(links: Sequence[str]) -> str:
    if len(links) >= _MANY_LINKS:
        return f"{_MANY_LINKS} links or more"
    return ("no link", "1 link", "2 links")[len(links)]


def _capitals(text: str) -> Iterator[str]:
    letters = [character for character in text if character.isalpha()]
    if len(letters) >= _FEWEST_LETTERS:
        share = sum(map(str.isupper, letters)) / len(letters)
        yield next(said for most, said in _CAPITALS if share <= most)
