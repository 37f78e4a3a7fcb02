"""Words and phrases of a list, found in a text whatever they are disguised as: `Words` says which disguises.

A match is a whole word or a whole phrase: "Scunthorpe", "Essex" and "socialism" are not hits. Inflected forms are found
if they are listed.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from shared.domain.looks import EITHER, plain, typed
from shared.domain.spellings import Line, Reading, Span, is_leet, looks_latin, of_entry

MOST_HITS = 10
"""More than these nobody reads."""
MOST_WORDS = 6
"""Of a phrase: a longer one is found by its first six."""

_AGAIN = re.compile(rf"(.)\1|{EITHER}")
_REPEATED = re.compile(r"(.)\1+")
_RARELY_DOUBLED = frozenset("ahijkquvwxy")
_DOUBLED, _LONG = 2, 3
_LEAST_LETTERS_WITH_ONE_DOUBLED = 5
_LEAST_LETTERS_OF_A_PHRASE_IN_ONE = 6
_MOST_ALIKE = 8


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
        self._entries: dict[str, str] = {}
        self._phrases: defaultdict[int, dict[tuple[str, ...], str]] = defaultdict(dict)
        self._forms: dict[str, str] = {}
        self._alike: dict[str, list[str]] = {}
        for entry in listed:
            words = of_entry(entry)[:MOST_WORDS]
            for own, looks in words:
                self._learn(own, looks)
            in_one = "".join(own for own, _ in words)
            if len(words) > 1:
                self._phrases[len(words)].setdefault(tuple(own for own, _ in words), entry)
            if len(words) == 1 or len(in_one) >= _LEAST_LETTERS_OF_A_PHRASE_IN_ONE:
                self._learn(in_one, "".join(looks for _, looks in words))
                self._entries.setdefault(in_one, entry)

    def found_in(self, text: str) -> list[Hit]:
        """What of the list is in `text`: at most ten, in the order of the text, each entry once."""
        reading = Reading(text)
        found: dict[str, Span] = {}
        for line in reading.lines():
            for span, entry in self._matches(reading, line):
                found[entry] = min(found.get(entry, span), span)
        first = sorted((span, entry) for entry, span in found.items())[:MOST_HITS]
        return [Hit(entry, typed(text, plain, *span)) for span, entry in first]

    def _learn(self, own: str, looks: str) -> None:
        """Know a word again, by its letters and by what looks or sounds the same."""
        if self._forms.get(own) != own:
            self._forms[own] = own
            alike = self._alike.setdefault(_key(own), [])
            if len(alike) < _MOST_ALIKE:
                alike.append(own)
        self._forms.setdefault(looks, own)

    def _matches(self, reading: Reading, line: Line) -> Iterator[tuple[Span, str]]:
        """Where entries begin and end in the folded text, and which."""
        known = self._known(reading, line)
        for at, words in known.items():
            for word in words:
                if word in self._entries:
                    yield line.spans[at], self._entries[word]
        if line.in_a_row and self._phrases:
            for begin, end in _rows(reading, line, known):
                # A word that reads as several, which is rare, counts as the first and as the last of them.
                for which in {0, max(len(known[at]) for at in range(begin, end)) - 1}:
                    row = [known[at][min(which, len(known[at]) - 1)] for at in range(begin, end)]
                    yield from (((line.spans[begin + at][0], line.spans[begin + at + size - 1][1]), entry) for at, size, entry in self._in_row(row))

    def _in_row(self, row: list[str]) -> Iterator[tuple[int, int, str]]:
        """Where in `row` a phrase begins, of how many words it is, and its entry."""
        for size, phrases in self._phrases.items():
            for at, words in enumerate(zip(*(row[first:] for first in range(size)), strict=False)):
                if words in phrases:
                    yield at, size, phrases[words]

    def _known(self, reading: Reading, line: Line) -> dict[int, tuple[str, ...]]:
        """The words of the list that the words of `line` are spellings of, by their place in it."""
        read = {word: self._read(word) for word in set(line.own)}
        known = {at: read[word] for at, word in enumerate(line.own) if read[word]}
        if line.leet is not line.own:
            own_script = reading.has_a_script_of_its_own(line)
            for at, (own, looks, leet) in enumerate(zip(line.own, line.looks, line.leet, strict=True)):
                if own != leet and not (own_script and looks_latin(own, looks)):
                    found = self._read_disguised(own, looks, leet)
                    if found:
                        known[at] = known.get(at, ()) + found
        return known

    def _read_disguised(self, own: str, looks: str, leet: str) -> tuple[str, ...]:
        """The words of the list that a word is a spelling of by its looks, in leet, or with a number before or after."""
        found = self._read(looks) if looks != own else ()
        if leet != looks:
            in_leet = self._read(leet)
            if in_leet and is_leet(looks):
                found += in_leet
            if own[0].isdecimal() or own[-1].isdecimal():
                found += self._read(own.strip("0123456789"))
        return found

    def _read(self, spelled: str) -> tuple[str, ...]:
        """The words of the list that are spelled so, letters repeated or not. `looks.EITHER` may be an i or an l."""
        word = self._forms.get(spelled)
        found = () if word is None else (word,)
        if _AGAIN.search(spelled):
            alike = self._alike.get(_key(spelled))
            if alike:
                found += tuple(one for one in alike if one != word and _repeats(spelled, one))
        return found


def _rows(reading: Reading, line: Line, known: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where words of the list stand in a row, two or more in one sentence: the first, and the one after the last."""
    begin = last = -2
    for at in [*sorted(known), len(line.spans) + 1]:
        if at != last + 1 or not reading.is_one_sentence(line.spans[last][1], line.spans[at][0]):
            if last > begin:
                yield begin, last + 1
            begin = at
        last = at


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
    return _REPEATED.sub(r"\1", _i_for_l(word))


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
