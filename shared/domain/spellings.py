"""The words of a text in every spelling that people know: as typed, by their looks, in leet, spaced out, cut in pieces.

All in time linear in the text: each regular expression here can go on from a character in one way only.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from shared.domain.looks import EITHER, looks, plain

Span = tuple[int, int]

_LETTERS = (
    # Vowel signs of scripts from Devanagari to Khmer are parts of words, and no letters to `re`.
    r"\w\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u0f71-\u0f84\u0f90-\u0fbc\u1000-\u1049\u1780-\u17d3"
)
_EDGE_SIGNS, _INNER_SIGNS = "@$€", "!|+(¡"
_WITH_SIGNS = _LETTERS + _EDGE_SIGNS
# What may stand in a word that is cut in pieces. No apostrophe: "he'll" is not "hell".
_CUT = rf"[^{_WITH_SIGNS}\s'\u2019\u02bc`]{{1,2}}"

_WORD = re.compile(f"[{_LETTERS}]+")
_WORD_WITH_SIGNS = re.compile(f"[{_WITH_SIGNS}]++(?:[{_INNER_SIGNS}]++[{_WITH_SIGNS}]++)*+")
_SIGN = re.compile(f"[{_EDGE_SIGNS}]|[{_INNER_SIGNS}][{_LETTERS}]")
_RUN = re.compile(
    rf"(?<![{_WITH_SIGNS}])[{_WITH_SIGNS}](?:[^{_WITH_SIGNS}]{{1,3}}[{_WITH_SIGNS}](?![{_WITH_SIGNS}])){{2,}}+"
)
_LETTER = re.compile(f"[{_WITH_SIGNS}]")
_PIECES = re.compile(f"(?<![{_WITH_SIGNS}])[{_WITH_SIGNS}]++(?:{_CUT}[{_WITH_SIGNS}]++)++")
_PIECE = re.compile(f"[{_WITH_SIGNS}]+")
_TWO_LETTERS = re.compile(f"[{_WITH_SIGNS}]{{2}}")
_SPACE = re.compile(r"\s")
_SENTENCE_END = re.compile(r"[.!?…][\"')\]]?\s|\n[ \t]*\n")
_NEXT_SENTENCE = re.compile(r"[.,!?;:](?<=[a-z].)[A-Z]")
_ASCII_LETTER = re.compile("[a-z]")
_NO_DIGIT = re.compile(r"[^0-9]")
_LEET = str.maketrans("0123456789@$€!|+(¡", f"o{EITHER}zeasbtbgase{EITHER}{EITHER}tc{EITHER}")
_FEWEST_LETTERS = 2
_LEAST_AFTER_A_LETTER = 4


class Line(NamedTuple):
    """Words of a text: where each is in the folded text, and how it reads in its own script, by its looks, and in leet.

    The three lists are the same object where the whole text reads the same. Words that are not in a row make no phrase.
    """

    spans: list[Span]
    own: list[str]
    looks: list[str]
    leet: list[str]
    in_a_row: bool = True


class Reading:
    """A text folded three ways, all of the same length, and the words that can be read in it."""

    def __init__(self, text: str) -> None:
        self._cased = plain(text).replace("_", "-")
        self._own = self._cased.casefold()
        self._looks = looks(self._cased)
        self._leet = self._looks.translate(_LEET)
        self._reads_one_way = self._own == self._leet

    def lines(self) -> Iterator[Line]:
        """The text as words, in each way that words can be told apart."""
        words = self._line([found.span() for found in _WORD.finditer(self._own)])
        yield words
        with_signs = self.with_signs()
        spaced_out = [self._spaced_out(*found.span()) for found in _RUN.finditer(self._own)]
        if spaced_out:
            yield self._with_runs_joined(with_signs, spaced_out)
        elif with_signs != words:
            yield with_signs
        in_one = [whole for parts in spaced_out for whole in self._wholes(parts)]
        yield self._joined([*in_one, *self._cut_words()], in_a_row=False)

    def with_signs(self) -> Line:
        """The words, with signs that may be letters ("$ex", "sh!t")."""
        words = _WORD_WITH_SIGNS if _SIGN.search(self._own) else _WORD
        return self._line([found.span() for found in words.finditer(self._own)])

    def is_one_sentence(self, start: int, end: int) -> bool:
        """Does no sentence and no paragraph end between two places of the folded text?"""
        return end - start == 1 or not _SENTENCE_END.search(self._own, start, end)

    def has_a_script_of_its_own(self, words: Line) -> bool:
        """Does a third of its words in letters other than ASCII's look like nothing else?

        Words of Cyrillic letters that all look Latin ("сор", "рот") are then words of that language, and no disguise.
        """
        others = [at for at, own in enumerate(words.own) if not own.isascii()]
        return 3 * sum(1 for at in others if looks_latin(words.own[at], words.looks[at])) <= 2 * len(others)

    def _spaced_out(self, start: int, end: int) -> list[list[Span]]:
        """The words of a run of single letters ("v i a g r a", "v.i.a.g.r.a"), letter by letter.

        Words are farther apart than letters, or have spaces between them where their letters have signs.
        """
        letters = [found.span() for found in _LETTER.finditer(self._own, start, end)]
        gaps = [self._own[one[1] : other[0]] for one, other in pairwise(letters)]
        narrowest = min(map(len, gaps))
        mixed = not all(map(_SPACE.search, set(gaps)))
        between = {gap for gap in set(gaps) if len(gap) > narrowest or (mixed and _SPACE.search(gap))}
        words = [[letters[0]]]
        for gap, letter in zip(gaps, letters[1:], strict=True):
            if gap in between:
                words.append([])
            words[-1].append(letter)
        return words

    def _wholes(self, parts: list[list[Span]]) -> Iterator[list[Span]]:
        """A run as one word; and without a first letter that may be a word of its own ("a v i a g r a")."""
        run = [letter for part in parts for letter in part]
        if len(parts) > 1:
            yield run
        if len(run) > _LEAST_AFTER_A_LETTER and self._own[run[0][0]] in "aeiouy":
            yield run[1:]

    def _with_runs_joined(self, words: Line, spaced_out: list[list[list[Span]]]) -> Line:
        """`words` with the words of runs in the place of their letters."""
        spelled = [part for parts in spaced_out for part in parts]
        taken = {letter for part in spelled for letter in part}
        return self._joined(sorted([*([span] for span in words.spans if span not in taken), *spelled]))

    def _cut_words(self) -> Iterator[list[Span]]:
        """Neighbours with signs between them and no space, as one word: "via-gra", "via.gra", "v*iag-ra".

        All of them, and those with the same signs ("http://via-gra.example"); but not some of those, for a hyphen may
        be a space: "pen-is-land", "/the-pen-is-mightier".
        """
        for found in _PIECES.finditer(self._own):
            if not _TWO_LETTERS.search(found[0]):
                continue  # a run
            pieces = [piece.span() for piece in _PIECE.finditer(self._own, *found.span())]
            sentence = [pieces[0]]
            for one, other in pairwise(pieces):
                if _NEXT_SENTENCE.match(self._cased, one[1]):
                    yield from self._parts(sentence)
                    sentence = []
                sentence.append(other)
            yield from self._parts(sentence)

    def _parts(self, pieces: list[Span]) -> Iterator[list[Span]]:
        """All of `pieces`, and those in a row that have the same signs between them."""
        if len(pieces) > 1:
            yield pieces
        signs = [self._own[one[1] : other[0]] for one, other in pairwise(pieces)]
        begin = 0
        for at, (one, other) in enumerate(pairwise([*signs, ""])):
            if one != other:
                if at - begin + 1 < len(signs):
                    yield pieces[begin : at + 2]
                begin = at + 1

    def _line(self, spans: list[Span]) -> Line:
        own = [self._own[start:end] for start, end in spans]
        if self._reads_one_way:
            return Line(spans, own, own, own)
        return Line(spans, own, [self._looks[s:e] for s, e in spans], [self._leet[s:e] for s, e in spans])

    def _joined(self, words: list[list[Span]], *, in_a_row: bool = True) -> Line:
        spans = [(word[0][0], word[-1][1]) for word in words]
        own = _in_one(self._own, words)
        if self._reads_one_way:
            return Line(spans, own, own, own, in_a_row)
        return Line(spans, own, _in_one(self._looks, words), _in_one(self._leet, words), in_a_row)


def of_entry(listed: str) -> list[tuple[str, str]]:
    """The words of an entry of a list, each in its own script and by its looks; signs in it are letters ("$ex")."""
    words = Reading(listed).with_signs()
    return [
        (own, seen) if _WORD.fullmatch(own) else (leet.replace(EITHER, "i"),) * 2
        for own, seen, leet in zip(words.own, words.looks, words.leet, strict=True)
    ]


def looks_latin(own: str, seen: str) -> bool:
    """Is it wholly in letters of another script, and wholly like ASCII's?"""
    return seen.isascii() and not own.isascii() and not _ASCII_LETTER.search(own)


def is_leet(seen: str) -> bool:
    """Are there letters or signs among the digits? "455" is a number and the A55 a road; "4ss" and "b00b5" are words."""
    return len(_NO_DIGIT.findall(seen)) >= _FEWEST_LETTERS


def _in_one(text: str, words: list[list[Span]]) -> list[str]:
    return ["".join([text[start:end] for start, end in word]) for word in words]
