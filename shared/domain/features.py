"""What a text is known by to the filter that learns: features, each hashed into one of a fixed number of slots.

Hashing instead of a vocabulary keeps the model small whatever people write (Weinberger et al. 2009, "Feature Hashing
for Large Scale Multitask Learning"). The hash is CRC-32: the same on every machine and in every Python, which `hash`
is not. Features that share a slot are taken for one another; a text is known by many.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from zlib import crc32

from shared.domain.text import fold

SLOTS = 1 << 13
"""More slots than this gain little and make every comment's read dearer: `python -m bench learning`."""
MOST_WORDS = 500
"""Of a longer text the first three fifths and the last two of so many words count: time is bounded, and neither a long
beginning nor a long end hides the rest."""
LONGEST_WORD = 40
"""Letters of a word that count."""

_LINK = re.compile(r"(?:https?://|\bwww\.)([^\s/?#<>\"'()\[\]{}|\\^`]+)", re.IGNORECASE)
_PORT = re.compile(r":\d*\Z")
# Scripts that are written without spaces: Thai, Lao, Myanmar, Khmer, kana, ideographs.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+"
)
_MANY_LINKS = 3
_FEWEST_LETTERS = 8
"""Capitals among fewer letters say nothing."""
_CAPITALS = ((0.05, "few capitals"), (0.2, "some capitals"), (0.6, "many capitals"), (1.0, "nearly all capitals"))


def features(name: str, body: str) -> Mapping[int, str]:
    """The slots of what is written under `name`, each with the feature that it stands for, in words.

    Words and pairs of neighbouring words, the words of the name, the hosts of links and their number, the share of
    capitals. Each counts once however often it is there. Linear in the length of both.
    """
    found: dict[int, str] = {}
    for feature in _features(name, body):
        found.setdefault(crc32(feature.encode("utf-8", "replace")) % SLOTS, feature)
    return found


def _features(name: str, body: str) -> Iterator[str]:
    links = [_host(match) for match in _LINK.findall(body)]
    yield _number_of(links)
    yield from (f"link to {host}" for host in links)
    yield from _capitals(body)
    yield from (f"name has “{word}”" for word in _some(_words(name)))
    # What a link has in common with every other link is said by their number, not by words of its address as well.
    words = _some(_words(_LINK.sub(" ", body) if links else body))
    yield from (f"“{word}”" for word in words)
    yield from (f"“{first} {second}”" for first, second in pairwise(words))


def _words(text: str) -> Sequence[str]:
    """`text` as the filter compares it: in what else it is to be folded is said here and nowhere else."""
    return [piece[:LONGEST_WORD] for word in fold(text) for piece in _pieces(word)]


def _pieces(word: str) -> Iterable[str]:
    """`word`, or, of a script without spaces, each two neighbouring characters (as search engines index these)."""
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
    """The host of a link as it is compared: without user, port and `www.` (RFC 3986, section 3.2)."""
    host = _PORT.sub("", authority.rpartition("@")[2]).casefold().removeprefix("www.").rstrip(".,;:!*_")
    return host[-100:]


def _number_of(links: Sequence[str]) -> str:
    if len(links) >= _MANY_LINKS:
        return f"{_MANY_LINKS} links or more"
    return ("no link", "1 link", "2 links")[len(links)]


def _capitals(body: str) -> Iterator[str]:
    letters = [character for character in body if character.isalpha()]
    if len(letters) >= _FEWEST_LETTERS:
        share = sum(map(str.isupper, letters)) / len(letters)
        yield next(said for most, said in _CAPITALS if share <= most)
