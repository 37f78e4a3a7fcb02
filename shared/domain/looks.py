"""How text looks: what the eye takes for the same is made the same (UTS #39, "Confusable Detection").

The one home of look-alike letters, of digits and signs written for letters ("leet"), and of what is not seen at all.
`names` and `words` read with it, each by its own rules.
"""

import re
import unicodedata
from collections.abc import Callable

from shared.domain.lookalikes import LOOKALIKES

LIKE = str.maketrans({character: seen for seen, characters in LOOKALIKES.items() for character in characters})
"""Every character that looks like ASCII letters or digits, and those."""
DIGITS = str.maketrans("01345789", "oieastbg")
"""Digits written for letters; UTS #39 has 0 and 1 only."""
FILLERS = dict.fromkeys((0x115F, 0x1160, 0x3164, 0xFFA0))
"""Letters that are shown as nothing: the fillers of Hangul. Other invisible characters are no letters."""
OPEN_E = str.maketrans("\u025b\u03b5", "ee")
"""Open e is what Unicode's data make of a Greek epsilon, which people read as e."""

EITHER = "\u0131"
"""Stands in `looks` for what may be an i or an l: Unicode's data take a capital I for l, and a palochka for i."""

_ODD_CASE = re.compile(r"I(?<=[a-z]I)|l(?<=[A-Z]l)(?=[A-Z])|l(?=[A-Z][A-Z])")
# Before compatibility decomposition: what it would glue to the word before (Viagra™); ligatures that are whole words or
# sentences (of up to 18 letters, so that a text would grow by that); a lunate sigma, which would look otherwise.
_BEFORE = str.maketrans("™℠®©ϲϹ", "    cC") | dict.fromkeys((*range(0x3300, 0x3358), 0xFDFA, 0xFDFB), " ")
_INVISIBLE_LETTERS_AND_MARKS = {
    *map(chr, (*FILLERS, 0x034F, 0x17B4, 0x17B5, *range(0x180B, 0x180E))),
    *map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))),  # variation selectors
}


def plain(text: str) -> str:
    """`text` without accents, compatibility forms (NFKD, UAX #15) and what is not seen, its case and scripts kept.

    Latin letters that do not decompose (ø, ł, ɡ, small capitals) and letters in boxes become ASCII; æ and ß two letters.
    Each character becomes what it becomes whatever its neighbours are, and `casefold` leaves the length as it is.
    """
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_only(_BEFORE, text)))
    return decomposed.translate({ord(c): _plain(c) for c in set(decomposed)})


def looks(plain_text: str) -> str:
    """What `plain` made, in small letters and with the letters of other scripts as the ASCII letters they look like.

    As long as `plain_text`. `EITHER` stands where a look-alike may be an i or an l, and where an ASCII l or I stands
    among letters of the other case (VlAGRA, ciaIis).
    """
    if not plain_text.isascii():
        plain_text = plain_text.translate({ord(c): _OTHER_SCRIPTS.get(c, c) for c in set(plain_text)})
    return _ODD_CASE.sub(EITHER, plain_text).casefold()


def typed(text: str, folded: Callable[[str], str], start: int, end: int) -> str:
    """The part of `text` that became `folded(text)[start:end]`, if `folded` reads each character by itself."""
    lengths = {c: len(folded(c)) for c in set(text)}
    place, first = 0, None
    for at, character in enumerate(text):
        place += lengths[character]
        if first is None and place > start:
            first = at
        if place >= end:
            return text[first : at + 1]
    return text[first:] if first is not None else ""


def _only(table: dict[int, str | int], text: str) -> dict[int, str | int]:
    """`table` for all characters of `text`: looking up what is not there is what makes `translate` slow."""
    return {ord(c): table.get(ord(c), c) for c in set(text)}


def _plain(character: str) -> str:
    if character.isascii():
        return character
    latin = _LATIN.get(character)
    if latin is not None:
        return latin
    if unicodedata.combining(character) or character in _INVISIBLE_LETTERS_AND_MARKS:
        return ""
    if not character.isalnum() and unicodedata.category(character) in ("Cf", "Me", "Cn"):
        return ""
    folded = character.casefold()
    return character if len(folded) == 1 else folded


def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Of characters that look like ASCII letters: those that are Latin, or symbols; and those of other scripts."""
    latin, others = {"ß": "ss", "ẞ": "ss", "þ": "th", "Þ": "th", "\u025b": "e"}, {}
    for seen, characters in LOOKALIKES.items():
        for character in characters:
            if unicodedata.name(character, "").startswith("LATIN") or unicodedata.category(character)[0] == "S":
                latin[character] = "m" if seen == "rn" else seen
            elif len(seen) == 1 and seen.isalpha():
                others[character] = EITHER if seen in "ilI" else seen
    # So that a word of another script looks the same in capitals, as far as Unicode's data let it.
    for character, seen in list(others.items()):
        others.setdefault(character.lower(), seen)
        others.setdefault(character.upper(), seen)
    return latin, others | {"\u03b5": "e"}


_LATIN, _OTHER_SCRIPTS = _tables()
