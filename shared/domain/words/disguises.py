"""Read a text in every disguise that people use: look-alike letters, leet, spaced-out letters, words cut in pieces.

The time is linear in the text: no regular expression here has two ways to go on from a character.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, cached_property, lru_cache
from itertools import accumulate, pairwise, starmap
from typing import NamedTuple

from shared.domain.words.appearance import EITHER, has_odd_case, looks, plain

Span = tuple[int, int]
Spelled = list[slice]
"""The places of one word's letters in the folded text: in a row, every other character, or in pieces."""

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
_GAP = re.compile(f"[^{_WITH_SIGNS}]+")
_RUN = re.compile(
    rf"(?<![{_WITH_SIGNS}])[{_WITH_SIGNS}](?:[^{_WITH_SIGNS}]{{1,{_WIDEST_GAP}}}[{_WITH_SIGNS}](?![{_WITH_SIGNS}])){{2,}}"
)
_LETTER_OR_SIGN = re.compile(f"[{_WITH_SIGNS}]|(?<=[^{_WITH_SIGNS}])[{_INNER_SIGNS}](?=[^{_WITH_SIGNS}])")
_PIECES = re.compile(f"(?<![{_WITH_SIGNS}])[{_WITH_SIGNS}]++(?:{_CUT}[{_WITH_SIGNS}]++)+")
_PIECE = re.compile(f"[{_WITH_SIGNS}]+")
_TWO_LETTERS = re.compile(f"[{_WITH_SIGNS}]{{2}}")
_SPACE = re.compile(r"\s")
_SENTENCE_END = re.compile(r"[.!?…][\"')\]]?\s|\n[ \t]*\n")
_NEXT_SENTENCE = re.compile(r"[.,!?;:](?<=[a-z].)[A-Z]")
_ASCII_LETTER = re.compile("[a-z]")
_NO_DIGIT = re.compile(r"[^0-9]")
_LEET = dict(zip("0123456789@$€!|+(¡", f"o{EITHER}zeasbtbgase{EITHER}{EITHER}tc{EITHER}", strict=True))
_ASCII_LEET = str.maketrans(_LEET)
_FEWEST_LETTERS = 2
_LEAST_AFTER_A_LETTER = 4


class WordLine(NamedTuple):
    """Words in two parallel lists: `own`, as written, and `keys`, folded so that a word and its disguises are equal.

    Both are the same object if no word can be a disguise. Words that do not stand in a row make no phrase; for those
    `own` may be empty. `place` finds a word in the folded text; it is a function because few words are looked up.
    """

    own: list[str]
    keys: list[str]
    place: Callable[[int], Spelled]
    in_a_row: bool = True

    def span(self, first: int, last: int) -> Span:
        """The span from the start of word `first` to the end of word `last`."""
        return self.place(first)[0].start, self.place(last)[-1].stop


class ListedWord(NamedTuple):
    """One word of a list's entry: in its own script, and as the ASCII letters it looks like."""

    own: str
    looks: str


class Reading:
    """A text folded three ways, each of the same length, with the words that can be read in it."""

    def __init__(self, text: str) -> None:
        self._cased = plain(text).replace("_", "-")
        self._own = self._cased.casefold()
        self._looks = looks(self._cased)
        self._leet = _in_leet(self._looks)
        self._keys = self._own if self._own == self._leet else key(self._leet)

    @cached_property
    def may_differ_by_case_alone(self) -> bool:
        """Can a word be a disguise although it equals its own key (ciaIis)?"""
        return has_odd_case(self._cased)

    def lines(self) -> Iterator[WordLine]:
        """The text as words, once for each way to separate words."""
        words = self._line(_WORD)
        yield words
        kind = _WORD_WITH_SIGNS if _SIGN.search(self._own) else _WORD
        spaced_out = [self._spaced_out(*found.span()) for found in _RUN.finditer(self._own)]
        if spaced_out:
            yield self._with_runs_joined(kind, spaced_out)
        elif kind is not _WORD:
            yield self._line(kind)
        in_one = [whole for parts in spaced_out for whole in self._wholes(parts)]
        places = [*in_one, *self._cut_words()]
        keys = _in_one(self._keys, places)
        yield WordLine(keys if self._keys is self._own else [], keys, places.__getitem__, in_a_row=False)

    def own(self, place: Spelled) -> str:
        """A word in its own script."""
        return _in_one(self._own, [place])[0]

    def as_typed(self, place: Spelled) -> str:
        """A word as typed, before its case and its disguise were removed."""
        return _in_one(self._cased, [place])[0]

    def disguises(self, place: Spelled) -> list[str]:
        """The words that this one may be a disguise of: by its looks, and read as leet. EITHER is an i or an l."""
        [own], [seen], [leet] = (_in_one(text, [place]) for text in (self._own, self._looks, self._leet))
        if own == leet or (_looks_latin(own, seen) and self._has_a_script_of_its_own):
            return []
        found = [seen] if seen != own else []
        return [*found, leet] if leet != seen and _is_leet(seen) else found

    def entry(self) -> list[ListedWord]:
        """The words of an entry of a list."""
        words = []
        for start, end in map(_SPAN, _WORD_WITH_SIGNS.finditer(self._own)):
            if not _WORD.fullmatch(self._own, start, end) and _is_leet(self._looks[start:end]):
                words.append(ListedWord(*(self._leet[start:end].replace(EITHER, "i"),) * 2))
            else:
                spans = list(map(_SPAN, _WORD.finditer(self._own, start, end)))
                words += [ListedWord(self._own[s:e], self._looks[s:e]) for s, e in spans]
        return words

    def is_one_sentence(self, start: int, end: int) -> bool:
        """Is there no end of a sentence or paragraph between two places of the folded text?"""
        return end - start == 1 or not _SENTENCE_END.search(self._own, start, end)

    @cached_property
    def _has_a_script_of_its_own(self) -> bool:
        """Do a third of its non-ASCII words look unlike ASCII words?

        Then its Cyrillic words whose letters all look Latin (cop, pot) are words of that language, not disguises.
        """
        words = [found.span() for found in _WORD.finditer(self._own) if not found[0].isascii()]
        return 3 * sum(_looks_latin(self._own[s:e], self._looks[s:e]) for s, e in words) <= 2 * len(words)

    def _spaced_out(self, start: int, end: int) -> Spelled:
        """The words of a run of single letters ("v i a g r a", "v.i.a.g.r.a").

        Gaps between words are wider than gaps between letters, or are spaces where letters have signs between them. So
        the letters of one word are equally far apart.
        """
        gaps = _GAP.findall(self._own, start, end)
        kinds = frozenset(gaps)
        if len(kinds) == 1:
            return [slice(start, end, len(gaps[0]) + 1)]
        if any(gap[1] in _INNER_SIGNS for gap in kinds if len(gap) == _WIDEST_GAP):  # "b i t c o ! n"
            letters = [found.start() for found in _LETTER_OR_SIGN.finditer(self._own, start, end)]
            gaps = [self._own[one + 1 : other] for one, other in pairwise(letters)]
            kinds = frozenset(gaps)
        between, narrowest = _between_words(kinds)
        ends = accumulate([len(gap) + 1 for gap in gaps], initial=start + 1)
        cuts = [(end, end + len(gap)) for gap, end in zip(gaps, ends, strict=False) if gap in between]
        edges = [start, *(edge for cut in cuts for edge in cut), end]
        return [slice(one, other, narrowest + 1) for one, other in zip(edges[::2], edges[1::2], strict=True)]

    def _wholes(self, parts: Spelled) -> Iterator[Spelled]:
        """A run read as one word; and without its first letter if that may be a word ("a v i a g r a")."""
        if len(parts) > 1:
            yield parts
        [run] = _in_one(self._own, [parts])
        if len(run) > _LEAST_AFTER_A_LETTER and run[0] in "aeiouy":
            first, *rest = parts
            after = slice(first.start + first.step, first.stop, first.step)
            yield [after, *rest] if after.start < after.stop else rest

    def _with_runs_joined(self, kind: re.Pattern[str], spaced_out: list[Spelled]) -> WordLine:
        """The words that `kind` matches, with each run of single letters replaced by its words."""
        begins = {part.start: part for parts in spaced_out for part in parts}
        inside = {at for part in begins.values() for at in range(part.start + part.step, part.stop, part.step)}
        spans = [one for one in map(_SPAN, kind.finditer(self._own)) if one[0] not in inside or one[1] - one[0] > 1]

        def read(text: str) -> list[str]:
            return [text[begins[s]] if e - s == 1 and s in begins else text[s:e] for s, e in spans]

        own = read(self._own)
        keys = self._keys_of(own) or read(self._keys)

        def place(at: int) -> Spelled:
            start, end = spans[at]
            return [begins[start] if end - start == 1 and start in begins else slice(start, end)]

        return WordLine(own, keys, place)

    def _cut_words(self) -> Iterator[Spelled]:
        """Neighbours with signs between them and no space, as one word: "via-gra", "via.gra", "v*iag-ra".

        Reads all neighbours as one, and all with the same sign ("http://via-gra.example"). It joins no fewer, since a
        hyphen may be a space: "pen-is-land", "/the-pen-is-mightier".
        """
        sentences = {found.start() for found in _NEXT_SENTENCE.finditer(self._cased)}
        for found in _PIECES.finditer(self._own):
            if not _TWO_LETTERS.search(self._own, *found.span()):
                continue  # a run
            pieces = _places(_PIECE.finditer(self._own, *found.span()))
            begin = 0
            for at, piece in enumerate(pieces, start=1) if sentences else ():
                if piece.stop in sentences:
                    yield from self._parts(pieces[begin:at])
                    begin = at
            yield from self._parts(pieces[begin:])

    def _parts(self, pieces: Spelled) -> list[Spelled]:
        """All of `pieces`, and each row of them with the same signs between."""
        if len(pieces) <= 2:  # noqa: PLR2004
            return [pieces] if len(pieces) > 1 else []
        parts = [pieces]
        signs = _GAP.findall(self._own, pieces[0].stop, pieces[-1].start)
        if len(set(signs)) > 1:
            begin = 0
            for at, (one, other) in enumerate(pairwise([*signs, ""]), start=1):
                if one != other:
                    parts.append(pieces[begin : at + 1])
                    begin = at
        return parts

    def _line(self, kind: re.Pattern[str]) -> WordLine:
        @cache
        def spans() -> list[Span]:
            return list(map(_SPAN, kind.finditer(self._own)))

        own = kind.findall(self._own)
        keys = self._keys_of(own) or [self._keys[start:end] for start, end in spans()]
        return WordLine(own, keys, lambda at: [slice(*spans()[at])])

    def _keys_of(self, own: list[str]) -> list[str] | None:
        """The keys of words that can be folded one by one; None if folding them needs the text around them."""
        if self._keys is self._own or not own:
            return own
        if key(self._own) != key(self._looks):
            return None
        return key(_in_leet("\n".join(own))).split("\n")


def of_entry(listed: str) -> list[ListedWord]:
    """Split an entry of a list into words. Signs in it count as letters ("$ex")."""
    return Reading(listed).entry()


def skeleton(text: str) -> str:
    """Fold case, accents, look-alikes and leet, character by character: texts that look alike get one skeleton."""
    return key(_in_leet(looks(plain(text))))


def key(looks_or_leet: str) -> str:
    """Fold i and l into one letter, so that a word and its disguises share a key. The length stays."""
    return looks_or_leet.replace(EITHER, "i").replace("l", "i")


@lru_cache(maxsize=1_024)
def _between_words(gaps: frozenset[str]) -> tuple[frozenset[str], int]:
    """The gaps that separate words, and the width of the gaps inside words."""
    narrowest = min(map(len, gaps))
    spaces = {gap for gap in gaps if _SPACE.search(gap)}
    wider = {gap for gap in gaps if len(gap) > narrowest}
    return frozenset(wider if spaces == gaps else wider | spaces), narrowest


def _in_leet(seen: str) -> str:
    """Replace digits and signs by the letters that people write them for."""
    if seen.isascii():
        return seen.translate(_ASCII_LEET)
    for sign, letter in _LEET.items():  # in a twentieth of the time that `translate` takes for what is not ASCII
        seen = seen.replace(sign, letter)
    return seen


def _places(words: Iterator[re.Match[str]]) -> Spelled:
    return list(starmap(slice, map(_SPAN, words)))


def _looks_latin(own: str, seen: str) -> bool:
    """Are all its letters of another script, and do all look like ASCII letters?"""
    return seen.isascii() and not own.isascii() and not _ASCII_LETTER.search(own)


def _is_leet(seen: str) -> bool:
    """Is it more than a number? "455" is one and the A55 is a road; "4ss" and "b00b5" are words."""
    return len(_NO_DIGIT.findall(seen)) >= _FEWEST_LETTERS


def _in_one(text: str, words: list[Spelled]) -> list[str]:
    return [text[word[0]] if len(word) == 1 else "".join([text[piece] for piece in word]) for word in words]
