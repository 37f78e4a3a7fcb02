"""The words of a text in every spelling that people know: as typed, by their looks, in leet, spaced out, cut in pieces.

All in time linear in the text: each regular expression here can go on from a character in one way only.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from shared.domain.looks import EITHER, looks, plain

_LETTERS = (
    # Vowel signs of scripts from Devanagari to Khmer are parts of words, and no letters to `re`.
    r"\w\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u0f71-\u0f84\u0f90-\u0fbc\u1000-\u1049\u1780-\u17d3"
)
_EDGE_SIGNS, _INNER_SIGNS = "@$€", "!|+(¡"
_WORD = re.compile(f"[{_LETTERS}]+")
_WORD_WITH_SIGNS = re.compile(f"[{_LETTERS}{_EDGE_SIGNS}]++(?:[{_INNER_SIGNS}]++[{_LETTERS}{_EDGE_SIGNS}]++)*+")
_SIGN = re.compile(f"[{_EDGE_SIGNS}]|[{_INNER_SIGNS}][{_LETTERS}]")
_LEET = str.maketrans("0123456789@$€!|+(¡", f"o{EITHER}zeasbtbgase{EITHER}{EITHER}tc{EITHER}")
_NO_DIGIT = re.compile(r"[^0-9]")
_ASCII_LETTER = re.compile("[a-z]")
_SPACE = re.compile(r"\s")
# What may stand in a word that is cut in pieces. No apostrophe: "he'll" is not "hell".
_CUT = re.compile(r"[^\w\s'\u2019\u02bc`]{1,2}")
_SENTENCE_END = re.compile(r"[.!?…][\"')\]]?\s|\n[ \t]*\n")
_NEXT_SENTENCE = re.compile(r"[a-z][.,!?;:][A-Z]")
_WIDEST_GAP = 3
_SHORTEST_RUN = 3
_FEWEST_LETTERS = 2


class Spelled(NamedTuple):
    """What may be one word, at `[start:end]` of the folded text: in its own script, by its looks, and read as leet."""

    start: int
    end: int
    own: str
    looks: str
    leet: str


def of_entry(listed: str) -> list[tuple[str, str]]:
    """The words of an entry of a list, each in its own script and by its looks; signs in it are letters ("$ex")."""
    reading = Reading(listed)
    words = []
    for word in reading.with_signs():
        own = word.own if _WORD.fullmatch(word.own) else word.leet.replace(EITHER, "i")
        words.append((own, word.looks if own == word.own else own))
    return words


class Reading:
    """A text folded three ways, all of the same length, and the words that can be read in it."""

    def __init__(self, text: str) -> None:
        self._cased = plain(text).replace("_", "-")
        self._own = self._cased.casefold()
        self._looks = looks(self._cased)
        self._leet = self._looks.translate(_LEET)
        self._words = [self._spelled(*found.span()) for found in _WORD.finditer(self._own)]
        self._in_its_own_script = self._own.isascii() or self._has_a_script_of_its_own()

    def sequences(self) -> Iterator[Sequence[Spelled]]:
        """The text as words, in each way that words can be told apart. Phrases may be found in these as well."""
        yield self._words
        with_signs = self.with_signs()
        joined, wholes = self._with_runs_joined(with_signs)
        if joined != self._words:
            yield joined
        yield from ([whole] for whole in wholes)
        yield from ([whole] for whole in self._put_together(with_signs))

    def with_signs(self) -> list[Spelled]:
        """The words, with signs that may be letters ("$ex", "sh!t")."""
        if not _SIGN.search(self._own):
            return self._words
        return [self._spelled(*found.span()) for found in _WORD_WITH_SIGNS.finditer(self._own)]

    def spellings(self, word: Spelled) -> tuple[str, ...]:
        """What `word` may be taken for, letter by letter; `looks.EITHER` stands for an i or an l."""
        own, seen, leet = word.own, word.looks, word.leet
        if own == leet or (self._in_its_own_script and _looks_latin(word)):
            return (own,)
        found = [own] if own == seen else [own, seen]
        if leet != seen and _is_leet(seen):
            found.append(leet)
        if own[0].isdecimal() or own[-1].isdecimal():
            found.append(own.strip("0123456789"))
        return tuple(found)

    def is_one_sentence(self, start: int, end: int) -> bool:
        """Does no sentence and no paragraph end between two places of the folded text?"""
        return not _SENTENCE_END.search(self._cased, start, end)

    def _has_a_script_of_its_own(self) -> bool:
        """Does a third of its words in letters other than ASCII's look like nothing else?

        Words of Cyrillic letters that all look Latin ("сор", "рот") are then words of that language, and no disguise.
        """
        imitations = sum(1 for word in self._words if word.own != word.looks and _looks_latin(word))
        return 3 * imitations <= 2 * sum(1 for word in self._words if not word.own.isascii())

    def _with_runs_joined(self, words: Sequence[Spelled]) -> tuple[list[Spelled], list[Spelled]]:
        """`words` with single letters in a row made words ("v i a g r a", "v.i.a.g.r.a"), and runs as one word each."""
        joined: list[Spelled] = []
        wholes: list[Spelled] = []
        at = 0
        while at < len(words):
            end = at
            while end < len(words) and self._goes_on(words, at, end):
                end += 1
            if end - at < _SHORTEST_RUN:
                joined += words[at : max(end, at + 1)]
                at = max(end, at + 1)
                continue
            run = words[at:end]
            parts = self._parts(run)
            joined += [self._joined(part) for part in parts]
            if len(parts) > 1:
                wholes.append(self._joined(run))
            if run[0].own in "aeiouy" and len(run) > 1 + _SHORTEST_RUN:
                wholes.append(self._joined(run[1:]))  # "a v i a g r a"
            at = end
        return joined, wholes

    def _goes_on(self, words: Sequence[Spelled], first: int, at: int) -> bool:
        """Is the word at `at` the next letter of the run that begins with the one at `first`?"""
        word = words[at]
        return word.end - word.start == 1 and (at == first or word.start - words[at - 1].end <= _WIDEST_GAP)

    def _parts(self, run: Sequence[Spelled]) -> list[Sequence[Spelled]]:
        """A run's words: they are farther apart than the letters, or letters have signs and words have spaces between."""
        gaps = [self._own[one.end : other.start] for one, other in zip(run, run[1:], strict=False)]
        narrowest = min(map(len, gaps))
        spaced = [bool(_SPACE.search(gap)) for gap in gaps]
        mixed = not all(spaced)
        parts, begin = [], 0
        for at, gap in enumerate(gaps, start=1):
            if len(gap) > narrowest or (mixed and spaced[at - 1]):
                parts.append(run[begin:at])
                begin = at
        return [*parts, run[begin:]]

    def _put_together(self, words: Sequence[Spelled]) -> Iterator[Spelled]:
        """Neighbours with signs between them and no space, as one word: "via-gra", "via.gra", "v*iag-ra".

        All of them, and those with the same signs ("http://via-gra.example"); but not some of those, for a hyphen may
        be a space: "pen-is-land", "/the-pen-is-mightier".
        """
        begin = 0
        for at in range(1, len(words) + 1):
            if at < len(words) and self._is_cut(words[at - 1].end, words[at].start):
                continue
            pieces = words[begin:at]
            begin = at
            if len(pieces) > 1 and any(piece.end - piece.start > 1 for piece in pieces):
                yield self._joined(pieces)
                parts = list(self._of_the_same_signs(pieces))
                yield from (self._joined(part) for part in parts if len(part) > 1 and len(parts) > 1)

    def _of_the_same_signs(self, pieces: Sequence[Spelled]) -> Iterator[Sequence[Spelled]]:
        begin, signs = 0, ""
        for at in range(1, len(pieces)):
            between = self._own[pieces[at - 1].end : pieces[at].start]
            if signs and between != signs:
                yield pieces[begin:at]
                begin = at
            signs = between
        yield pieces[begin:]

    def _is_cut(self, end: int, start: int) -> bool:
        return (
            start - end <= 2  # noqa: PLR2004
            and _CUT.fullmatch(self._own, end, start) is not None
            and not _NEXT_SENTENCE.fullmatch(self._cased, end - 1, start + 1)
        )

    def _spelled(self, start: int, end: int) -> Spelled:
        return Spelled(start, end, self._own[start:end], self._looks[start:end], self._leet[start:end])

    def _joined(self, pieces: Sequence[Spelled]) -> Spelled:
        own, seen, leet = ("".join(parts) for parts in list(zip(*pieces, strict=True))[2:])
        return Spelled(pieces[0].start, pieces[-1].end, own, seen, leet)


def _looks_latin(word: Spelled) -> bool:
    """Is it wholly in letters of another script, and wholly like ASCII's?"""
    return word.looks.isascii() and not word.own.isascii() and not _ASCII_LETTER.search(word.own)


def _is_leet(seen: str) -> bool:
    """Are there letters between the digits? "455" is a number, and the A55 is a road; "4ss" and "b00b5" are words."""
    return len(_NO_DIGIT.findall(seen)) >= _FEWEST_LETTERS
