"""Find the words and phrases of a list in a text, disguised or not; `Words` names the disguises.

A match is a whole word or a whole phrase: "Scunthorpe", "Essex" and "socialism" are no hits. Inflected forms are found
only if they are listed.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from shared.domain.words.appearance import EITHER, plain, typed
from shared.domain.words.disguises import ListedWord, Reading, Span, WordLine, key, of_entry

MOST_HITS = 10
"""Hits of one text; nobody reads more."""
MOST_WORDS = 6
"""Words of a phrase that are compared; a longer phrase matches by its first six."""

_AGAIN = re.compile(r"(.)\1")
_NO_WORD = ListedWord("", "")
_REPEATED = re.compile(r"(.)\1+")
_FIRST = itemgetter(1)
_DIGITS = "0123456789"
_RARELY_DOUBLED = frozenset("ahijkquvwxy")
_DOUBLED, _LONG = 2, 3
_LEAST_LETTERS_WITH_ONE_DOUBLED = 5
_LEAST_LETTERS_OF_A_PHRASE_IN_ONE = 6
_LEAST_LETTERS_WITH_A_NUMBER = 3
_MOST_ALIKE = 4
"""Entries that differ only in repeated letters ("lose", "loose"). The fifth and later ones match exactly only."""


class WordHit(NamedTuple):
    """An entry of the list, and how it was typed: `WordHit("viagra", "v1@gra")`."""

    listed: str
    typed: str


class Words:
    """A list of words and phrases. Build it once and keep it.

    It finds words in any case, with accents, look-alike letters, leet, repeated or spaced-out letters, cut in pieces,
    with invisible characters inside, or with a number before or after. It finds a phrase as one word, too, but not
    across the end of a sentence. The time is linear in the text and does not depend on the list.
    """

    def __init__(self, listed: Iterable[str]) -> None:
        self._entries: dict[str, str] = {}
        self._phrases: defaultdict[int, dict[tuple[str, ...], str]] = defaultdict(dict)
        self._forms: dict[str, str] = {}
        self._alike: dict[str, list[ListedWord]] = {}
        for entry in listed:
            words = of_entry(entry)[:MOST_WORDS]
            in_one = ListedWord(*map("".join, zip(*words, strict=True))) if words else _NO_WORD
            for word in words:
                self._learn(word)
            if len(words) > 1:
                self._phrases[len(words)].setdefault(tuple(word.own for word in words), entry)
            if len(words) == 1 or len(in_one.own) >= _LEAST_LETTERS_OF_A_PHRASE_IN_ONE:
                self._learn(in_one)
                self._entries.setdefault(in_one.own, entry)

    def found_in(self, text: str) -> list[WordHit]:
        """The entries of the list that `text` contains: at most MOST_HITS, in the order of the text, each once."""
        reading = Reading(text)
        seen: set[str] = set()
        read: dict[str, tuple[str, ...]] = {}
        found: dict[str, Span] = {}
        for line in reading.lines():
            for span, entry in self._matches(reading, line, self._known(reading, line, seen, read)):
                if entry not in found or span < found[entry]:
                    found[entry] = span
        first = sorted((span, entry) for entry, span in found.items())[:MOST_HITS]
        spelled = typed(text, [span for span, _ in first])
        return [WordHit(entry, part) for (_, entry), part in zip(first, spelled, strict=True)]

    def _learn(self, word: ListedWord) -> None:
        """Remember a word by its letters and by its look-alikes."""
        if self._forms.get(word.own) != word.own:
            self._forms[word.own] = word.own
            alike = self._alike.setdefault(_once(key(word.looks)), [])
            if len(alike) < _MOST_ALIKE:
                alike.append(word)
        self._forms.setdefault(word.looks, word.own)

    def _matches(
        self, reading: Reading, line: WordLine, known: dict[int, tuple[str, ...]]
    ) -> Iterator[tuple[Span, str]]:
        """Each match: its span in the folded text, and the entry."""
        first = {word: at for at, words in reversed(known.items()) for word in words if word in self._entries}
        yield from ((line.span(at, at), self._entries[word]) for word, at in first.items())
        if line.in_a_row and self._phrases:
            # A word with several readings, which is rare, counts as the first and as the last of them.
            for which in {0, *(len(words) - 1 for words in known.values())} & {0, 1}:
                yield from self._phrases_in(line, *_row(reading, line, known, -which))

    def _phrases_in(self, line: WordLine, row: list[str], places: list[int]) -> Iterator[tuple[Span, str]]:
        """The first match of each phrase in `row`; `places` has the place in `line` of each word of the row."""
        for size, phrases in self._phrases.items():
            windows = list(zip(*(row[first:] for first in range(size)), strict=False))
            for words in {words for words in windows if words in phrases}:
                at = windows.index(words)
                yield line.span(places[at], places[at + size - 1]), phrases[words]

    def _known(
        self, reading: Reading, line: WordLine, seen: set[str], read: dict[str, tuple[str, ...]]
    ) -> dict[int, tuple[str, ...]]:
        """The listed words that the words of `line` spell, by their place in the line.

        `seen` has the words of earlier lines, and `read` the listed words among them. Both are added to.
        """
        words = set(line.own)
        new = words - seen
        seen |= new
        # Most words are none of these, and cost no call.
        listed = self._forms.keys() & new
        repeats = {word for word in new if _AGAIN.search(word) and _once(key(word)) in self._alike}
        numbers = {w for w in new if (w[0] <= "9" or w[-1] <= "9") and w.strip(_DIGITS) in self._forms}
        read |= {word: found for word in listed | repeats | numbers if (found := self._read(word))}
        hits = read.keys() & words
        known = {at: read[word] for at, word in enumerate(line.own) if word in hits} if hits else {}
        if line.keys is not line.own:
            alike = {one: self._alike[once] for one in set(line.keys) if (once := _once(one)) in self._alike}
            for at, disguised in self._disguised(reading, line, alike) if alike else ():
                known[at] = known.get(at, ()) + disguised
        return known

    def _disguised(
        self, reading: Reading, line: WordLine, alike: dict[str, list[ListedWord]]
    ) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The places of disguised words, each with the listed words it hides; `alike` has the listed words by key."""
        checked: dict[str, tuple[str, ...]] = {}
        plain_too = reading.may_differ_by_case_alone
        for at in [at for at, one in enumerate(line.keys) if one in alike]:
            one = line.keys[at]
            if line.own and one == line.own[at] and not plain_too:
                continue
            as_typed = reading.as_typed(line.place(at))
            if as_typed not in checked:
                spelled = reading.disguises(line.place(at))
                if not line.own:
                    spelled.append(reading.own(line.place(at)))
                checked[as_typed] = tuple(word.own for word in alike[one] if _is_any(spelled, word))
            if checked[as_typed]:
                yield at, checked[as_typed]

    def _read(self, spelled: str) -> tuple[str, ...]:
        """The listed words that `spelled` is: exactly, with repeated letters, or with a number before or after."""
        word = self._forms.get(spelled)
        found: tuple[str, ...] = () if word is None else (word,)
        if _AGAIN.search(spelled):
            alike = self._alike.get(_once(key(spelled)), ())
            found += tuple(one.own for one in alike if one.own != word and _repeats(spelled, one.own))
        if spelled[0] in _DIGITS or spelled[-1] in _DIGITS:
            letters = spelled.strip(_DIGITS)
            if len(letters) >= _LEAST_LETTERS_WITH_A_NUMBER and letters in self._forms:
                found += (self._forms[letters],)
        return found


def _row(
    reading: Reading, line: WordLine, known: dict[int, tuple[str, ...]], which: int
) -> tuple[list[str], list[int]]:
    """The listed words of `line` and their places; an empty word marks a gap, by other words or a sentence's end."""
    row: list[str] = []
    places: list[int] = []
    last = -1
    for at in sorted(known):
        if at != last + 1 or (at and not reading.is_one_sentence(line.place(last)[-1].stop, line.place(at)[0].start)):
            row.append("")
            places.append(at)
        row.append(known[at][which])
        places.append(at)
        last = at
    return row, places


def spelling(listed: str) -> tuple[str, ...]:
    """A list's entry as it is compared, word by word. Duplicates are equal; an entry without a letter is empty."""
    return tuple(word.own for word in of_entry(listed))


def repeated_text_key(text: str) -> str:
    """A key of 32 hex digits. Texts of the same words share it, whatever their case, signs, spaces and look-alikes.

    A text without words gets the key of its signs.
    """
    words = " ".join(word.looks for word in of_entry(text)) or "".join(plain(text).split())
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def _is_any(spellings: list[str], word: ListedWord) -> bool:
    """Does one of `spellings` spell the word, in its own script or by its looks, with or without repeated letters?"""
    return any(one == form or _repeats(one, form) for one in spellings for form in {*word})


def _once(key: str) -> str:
    """`key` with each repeated letter once."""
    return _REPEATED.sub(_FIRST, key) if _AGAIN.search(key) else key


def _repeats(spelled: str, word: str) -> bool:
    """Is `spelled` the `word` with letters repeated so that it can mean no other word?

    That is: one letter three times or more, or several letters doubled, or a letter doubled that rarely is. So
    "rapping" is not "raping", and "loose" is not "lose".
    """
    if EITHER in spelled:
        spelled, word = key(spelled), key(word)
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
