"""The words of a text in every spelling that people know: as typed, by their looks, in leet, spaced out, cut in pieces.

All in time linear in the text: each regular expression here can go on from a character in one way only.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from shared.domain.looks import EITHER, has_odd_case, looks, plain

Span = tuple[int, int]

_LETTERS = (
    # Vowel signs of scripts from Devanagari to Khmer are parts of words, and no letters to `re`.
    r"\w\u0900-\u0963\u0966-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u0f71-\u0f84\u0f90-\u0fbc\u1000-\u1049\u1780-\u17d3"
)
_EDGE_SIGNS, _INNER_SIGNS = "@$€", "!|+(¡"
_WITH_SIGNS = _LETTERS + _EDGE_SIGNS
# What may stand in a word that is cut in pieces. No apostrophe: "he'll" is not "hell".
_CUT = rf"[^{_WITH_SIGNS}\s'\u2019\u02bc`]{{1,2}}"

# No possessive groups: Python before 3.11.5 loses matches of those (python/cpython #106052), and here a group can go on
# in one way only, and nothing follows it.
_SPAN = re.Match.span
_WORD = re.compile(f"[{_LETTERS}]+")
_WORD_WITH_SIGNS = re.compile(f"[{_WITH_SIGNS}]++(?:[{_INNER_SIGNS}]++[{_WITH_SIGNS}]++)*")
_SIGN = re.compile(f"[{_EDGE_SIGNS}]|[{_INNER_SIGNS}][{_LETTERS}]")
_WIDEST_GAP = 3
_RUN = re.compile(
    rf"(?<![{_WITH_SIGNS}])[{_WITH_SIGNS}](?:[^{_WITH_SIGNS}]{{1,{_WIDEST_GAP}}}[{_WITH_SIGNS}](?![{_WITH_SIGNS}])){{2,}}"
)
_LETTER = re.compile(f"[{_WITH_SIGNS}]")
_LETTER_OR_SIGN = re.compile(f"[{_WITH_SIGNS}]|(?<=[^{_WITH_SIGNS}])[{_INNER_SIGNS}](?=[^{_WITH_SIGNS}])")
_PIECES = re.compile(f"(?<![{_WITH_SIGNS}])[{_WITH_SIGNS}]++(?:{_CUT}[{_WITH_SIGNS}]++)+")
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
    """Words of a text, each in its own script, and as a key that is the same for whatever it may be a disguise of.

    The two lists are the same object where no word can be a disguise. `pieces` says where each is in the folded text.
    Words that are not in a row make no phrase; they may have keys only, and `own` is empty then.
    """

    own: list[str]
    keys: list[str]
    pieces: list[list[Span]]
    in_a_row: bool = True

    def span(self, first: int, last: int) -> Span:
        """From the beginning of one word to the end of another."""
        return self.pieces[first][0][0], self.pieces[last][-1][1]


class Entry(NamedTuple):
    """A word of an entry of a list, in its own script and by its looks."""

    own: str
    looks: str


class Reading:
    """A text folded three ways, all of the same length, and the words that can be read in it."""

    def __init__(self, text: str) -> None:
        self._cased = plain(text).replace("_", "-")
        self._own = self._cased.casefold()
        self._looks = looks(self._cased)
        self._leet = self._looks.translate(_LEET)
        self._keys = self._own if self._own == self._leet else key(self._leet)

    @cached_property
    def may_differ_by_case_alone(self) -> bool:
        """Are there words that are a disguise although they are their own key (ciaIis)?"""
        return has_odd_case(self._cased)

    def lines(self) -> Iterator[Line]:
        """The text as words, in each way that words can be told apart."""
        words = self._line(_WORD)
        yield words
        with_signs = self.with_signs() if _SIGN.search(self._own) else words
        spaced_out = [self._spaced_out(*found.span()) for found in _RUN.finditer(self._own)]
        if spaced_out:
            yield self._with_runs_joined(with_signs, spaced_out)
        elif with_signs is not words:
            yield with_signs
        in_one = [whole for parts in spaced_out for whole in self._wholes(parts)]
        pieces = [*in_one, *self._cut_words()]
        keys = _in_one(self._keys, pieces)
        yield Line(keys if self._keys is self._own else [], keys, pieces, in_a_row=False)

    def own(self, pieces: list[Span]) -> str:
        """A word in its own script."""
        return _in_one(self._own, [pieces])[0]

    def as_typed(self, pieces: list[Span]) -> str:
        """A word before its case and its disguise were taken from it."""
        return _in_one(self._cased, [pieces])[0]

    def disguises(self, pieces: list[Span]) -> list[str]:
        """What a word is if it is a disguise: by its looks, and in leet. `looks.EITHER` may be an i or an l."""
        [own], [seen], [leet] = (_in_one(text, [pieces]) for text in (self._own, self._looks, self._leet))
        if own == leet or (_looks_latin(own, seen) and self._has_a_script_of_its_own):
            return []
        found = [seen] if seen != own else []
        return [*found, leet] if leet != seen and _is_leet(seen) else found

    def entry(self) -> list[Entry]:
        """The words of an entry of a list."""
        words = []
        for [(start, end)] in self.with_signs().pieces:
            if not _WORD.fullmatch(self._own, start, end) and _is_leet(self._looks[start:end]):
                words.append(Entry(*(self._leet[start:end].replace(EITHER, "i"),) * 2))
            else:
                spans = list(map(_SPAN, _WORD.finditer(self._own, start, end)))
                words += [Entry(self._own[s:e], self._looks[s:e]) for s, e in spans]
        return words

    def with_signs(self) -> Line:
        """The words, with signs that may be letters ("$ex", "sh!t")."""
        return self._line(_WORD_WITH_SIGNS)

    def is_one_sentence(self, start: int, end: int) -> bool:
        """Does no sentence and no paragraph end between two places of the folded text?"""
        return end - start == 1 or not _SENTENCE_END.search(self._own, start, end)

    @cached_property
    def _has_a_script_of_its_own(self) -> bool:
        """Does a third of its words in letters other than ASCII's look like nothing else?

        Its words of Cyrillic letters that all look Latin (cop, pot) are then words of that language, and no disguise.
        """
        words = [found.span() for found in _WORD.finditer(self._own) if not found[0].isascii()]
        return 3 * sum(_looks_latin(self._own[s:e], self._looks[s:e]) for s, e in words) <= 2 * len(words)

    def _spaced_out(self, start: int, end: int) -> list[list[Span]]:
        """The words of a run of single letters ("v i a g r a", "v.i.a.g.r.a"), letter by letter.

        Words are farther apart than letters, or have spaces between them where their letters have signs.
        """
        letters = list(map(_SPAN, _LETTER.finditer(self._own, start, end)))
        gaps = [self._own[one[1] : other[0]] for one, other in pairwise(letters)]
        kinds = set(gaps)
        if len(kinds) == 1:
            return [letters]
        if any(len(gap) == _WIDEST_GAP and gap[1] in _INNER_SIGNS for gap in kinds):  # "b i t c o ! n"
            letters = list(map(_SPAN, _LETTER_OR_SIGN.finditer(self._own, start, end)))
            gaps = [self._own[one[1] : other[0]] for one, other in pairwise(letters)]
            kinds = set(gaps)
        narrowest = min(map(len, kinds))
        mixed = not all(map(_SPACE.search, kinds))
        between = {gap for gap in kinds if len(gap) > narrowest or (mixed and _SPACE.search(gap))}
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
        joined = self._joined([part for parts in spaced_out for part in parts])
        letters = {letter for pieces in joined.pieces for letter in pieces}
        begins = {pieces[0]: at for at, pieces in enumerate(joined.pieces)}
        merged = Line([], [], [])
        for at, pieces in enumerate(words.pieces):
            line, which = (joined, begins.get(pieces[0])) if pieces[0] in letters else (words, at)
            if which is not None:
                merged.own.append(line.own[which])
                merged.keys.append(line.keys[which])
                merged.pieces.append(line.pieces[which])
        return merged

    def _cut_words(self) -> Iterator[list[Span]]:
        """Neighbours with signs between them and no space, as one word: "via-gra", "via.gra", "v*iag-ra".

        All of them, and those with the same signs ("http://via-gra.example"); but not some of those, for a hyphen may
        be a space: "pen-is-land", "/the-pen-is-mightier".
        """
        sentences = {found.start() for found in _NEXT_SENTENCE.finditer(self._cased)}
        for found in _PIECES.finditer(self._own):
            if not _TWO_LETTERS.search(self._own, *found.span()):
                continue  # a run
            pieces = list(map(_SPAN, _PIECE.finditer(self._own, *found.span())))
            begin = 0
            for at, (_, end) in enumerate(pieces, start=1):
                if at == len(pieces) or end in sentences:
                    yield from self._parts(pieces[begin:at])
                    begin = at

    def _parts(self, pieces: list[Span]) -> Iterator[list[Span]]:
        """All of `pieces`, and those in a row that have the same signs between them."""
        if len(pieces) > 1:
            yield pieces
        if len(pieces) <= 2:  # noqa: PLR2004
            return
        signs = [self._own[one[1] : other[0]] for one, other in pairwise(pieces)]
        if len(set(signs)) > 1:
            begin = 0
            for at, (one, other) in enumerate(pairwise([*signs, ""]), start=1):
                if one != other:
                    yield pieces[begin : at + 1]
                    begin = at

    def _line(self, word: re.Pattern[str]) -> Line:
        spans = list(map(_SPAN, word.finditer(self._own)))
        own = [self._own[start:end] for start, end in spans]
        keys = own if self._keys is self._own else [self._keys[start:end] for start, end in spans]
        return Line(own, keys, [[span] for span in spans])

    def _joined(self, words: list[list[Span]]) -> Line:
        own = _in_one(self._own, words)
        return Line(own, own if self._keys is self._own else _in_one(self._keys, words), words)


def of_entry(listed: str) -> list[Entry]:
    """The words of an entry of a list. Signs in them are letters ("$ex")."""
    return Reading(listed).entry()


def skeleton(text: str) -> str:
    """The same for texts that can be taken for one another, character by character: case, accents, looks, leet."""
    return key(looks(plain(text)).translate(_LEET))


def key(looks_or_leet: str) -> str:
    """The same for all that a word may be a disguise of, but for its repeated letters: as long, i and l the same."""
    return looks_or_leet.replace(EITHER, "i").replace("l", "i")


def _looks_latin(own: str, seen: str) -> bool:
    """Is it wholly in letters of another script, and wholly like ASCII's?"""
    return seen.isascii() and not own.isascii() and not _ASCII_LETTER.search(own)


def _is_leet(seen: str) -> bool:
    """Is it more than a number? "455" is one and the A55 is a road; "4ss" and "b00b5" are words."""
    return len(_NO_DIGIT.findall(seen)) >= _FEWEST_LETTERS


def _in_one(text: str, words: list[list[Span]]) -> list[str]:
    return ["".join([text[start:end] for start, end in word]) for word in words]
