"""Words and phrases of a list, found in a text whatever they are disguised as: `Words` says which disguises.

A match is a whole word or a whole phrase: "Scunthorpe", "Essex" and "socialism" are not hits. Inflected forms are found
if they are listed.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from shared.domain.looks import EITHER, plain, typed
from shared.domain.spellings import Reading, Spelled, of_entry

MOST_HITS = 10
"""More than these nobody reads."""
MOST_WORDS = 8
"""Of a phrase: a longer one is found by its first eight."""

_AGAIN = re.compile(rf"(.)\1|{EITHER}")
_RARELY_DOUBLED = frozenset("ahijkquvwxy")
_DOUBLED, _LONG = 2, 3
_LEAST_LETTERS_WITH_ONE_DOUBLED = 5
_LEAST_LETTERS_OF_A_PHRASE_IN_ONE = 6
_MOST_ALIKE = 8
_ENTRY = ""
"""The key of the trie's entries; no word is empty."""


class Hit(NamedTuple):
    """An entry of the list, and how it was typed: `Hit("viagra", "v1@gra")`."""

    listed: str
    typed: str


class Words:
    """A list of words and phrases, to be built once and kept.

    Found are words in other case, with accents, in letters that look alike, in leet, with repeated letters, spaced out,
    cut in pieces, and with invisible characters in between. Linear in the text, whatever the list.
    """

    def __init__(self, listed: Iterable[str]) -> None:
        self._trie: dict[str, Any] = {}
        self._forms: dict[str, str] = {}
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        for entry in listed:
            words = of_entry(entry)[:MOST_WORDS]
            node = self._trie
            for own, looks in words:
                self._learn(own, looks)
                node = node.setdefault(own, {})
            if words:
                node.setdefault(_ENTRY, entry)
            in_one = "".join(own for own, _ in words)
            if len(words) > 1 and len(in_one) >= _LEAST_LETTERS_OF_A_PHRASE_IN_ONE:
                self._learn(in_one, "".join(looks for _, looks in words))
                self._trie.setdefault(in_one, {}).setdefault(_ENTRY, entry)

    def found_in(self, text: str) -> list[Hit]:
        """What of the list is in `text`: at most ten, in the order of the text, each entry once."""
        reading = Reading(text)
        found: dict[str, tuple[int, int]] = {}
        for words in reading.sequences():
            for start, end, entry in self._matches(reading, words):
                found[entry] = min(found.get(entry, (start, end)), (start, end))
        first = sorted((place, entry) for entry, place in found.items())[:MOST_HITS]
        return [Hit(entry, typed(text, plain, *place)) for place, entry in first]

    def _learn(self, own: str, looks: str) -> None:
        """Know a word again, by its letters and by what looks or sounds the same."""
        if self._forms.get(own) != own:
            self._forms[own] = own
            alike = self._alike[_key(own)]
            if len(alike) < _MOST_ALIKE:
                alike.append(own)
        self._forms.setdefault(looks, own)

    def _matches(self, reading: Reading, words: Sequence[Spelled]) -> Iterator[tuple[int, int, str]]:
        """Where entries begin and end in the folded text, and which."""
        known = [self._known(reading, word) for word in words]
        for at, first in enumerate(known):
            last, nodes = at, [self._trie[one] for one in first if one in self._trie]
            while nodes:
                yield from ((words[at].start, words[last].end, node[_ENTRY]) for node in nodes if _ENTRY in node)
                last += 1
                if last == len(known) or not reading.is_one_sentence(words[last - 1].end, words[last].start):
                    break
                nodes = [node[one] for node in nodes for one in known[last] if one in node][:_MOST_ALIKE]

    def _known(self, reading: Reading, word: Spelled) -> tuple[str, ...]:
        """The words of the list that `word` is a spelling of."""
        found: tuple[str, ...] = ()
        for spelled in reading.spellings(word):
            if spelled in self._forms:
                found += (self._forms[spelled],)
            if _AGAIN.search(spelled):
                found += tuple(one for one in self._alike.get(_key(spelled), ()) if _repeats(spelled, one))
        return found


def spelling(listed: str) -> tuple[str, ...]:
    """An entry of a list as it is compared, word by word: equal for duplicates, empty if nothing is left to compare."""
    return tuple(own for own, _ in of_entry(listed))


def repeated_text_key(text: str) -> str:
    """32 hex digits that are the same for texts of the same words, whatever their case, signs, spaces and look-alikes.

    Of a text without words it is the key of its signs.
    """
    words = " ".join(looks for entry in [of_entry(text)] for _, looks in entry) or "".join(plain(text).split())
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _key(word: str) -> str:
    """`word` with its repeated letters as one, and i and l the same."""
    return "".join([letter for letter, _ in groupby(_i_for_l(word))])


def _i_for_l(word: str) -> str:
    return word.replace(EITHER, "i").replace("l", "i")


def _repeats(spelled: str, word: str) -> bool:
    """Is `spelled` the `word` with letters repeated, as nobody spells who means another word?

    That is: three or more of one; or two of a letter more than once; or of a letter that is rarely doubled. So "rapping"
    is not "raping", "loose" is not "lose", and "progress" has its letters.
    """
    if EITHER in spelled:
        spelled, word = _i_for_l(spelled), _i_for_l(word)
    doubled = rare = long = 0
    ours = [(letter, len(list(group))) for letter, group in groupby(word)]
    theirs = [(letter, len(list(group))) for letter, group in groupby(spelled)]
    if len(ours) != len(theirs):
        return False
    for (letter, count), (other, times) in zip(ours, theirs, strict=True):
        if letter != other or times < count or (times > count and letter.isdecimal()):
            return False
        long += times > count and times >= _LONG
        doubled += times == _DOUBLED > count
        rare += times == _DOUBLED > count and letter in _RARELY_DOUBLED
    one_is_enough = rare and len(word) >= _LEAST_LETTERS_WITH_ONE_DOUBLED
    return bool(long or doubled != 1 or one_is_enough)
