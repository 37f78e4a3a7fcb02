"""How text looks: what the eye takes for the same is made the same (UTS #39, "Confusable Detection").

The one home of look-alike letters, of digits and signs written for letters ("leet"), and of what is not seen at all.
`names` and `words` read with it, each by its own rules.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from shared.domain.words.lookalike_table import LOOKALIKES

LIKE = str.maketrans({character: seen for seen, characters in LOOKALIKES.items() for character in characters})
"""Every character that looks like ASCII letters or digits, and those."""
DIGITS = str.maketrans("01345789", "oieastbg")
"""Digits written for letters; UTS #39 has 0 and 1 only."""
FILLERS = dict.fromkeys((0x115F, 0x1160, 0x3164, 0xFFA0))
"""Letters that are shown as nothing: the fillers of Hangul. Other invisible characters are no letters."""
OPEN_E = str.maketrans("\u025b\u03b5", "ee")
"""Open e is what Unicode's data make of a Greek epsilon, which people read as e."""

EITHER = "\x1f"
"""Stands in `looks` for what may be an i or an l: Unicode's data take a capital I for l, and a palochka for i.

A control, which no text has, and ASCII, which is translated five times as fast.
"""

_ODD_CASE = re.compile(r"I(?<=[a-z]I)|l(?<=[A-Z]l)(?=[A-Z])|l(?=[A-Z][A-Z])")
# Before compatibility decomposition: what it would glue to the word before (Viagra™); ligatures that are whole words or
# sentences (of up to 18 letters, so that a text would grow by that); a lunate sigma, which would look otherwise.
_BEFORE = (
    dict.fromkeys("™℠®©\ufdfa\ufdfb", " ")
    | dict.fromkeys(map(chr, range(0x3300, 0x3358)), " ")
    | {"\u03f2": "c", "\u03f9": "C"}
)
_ANY_BEFORE = re.compile(f"[{''.join(_BEFORE)}]")
_NOT_SEEN = {"Cf", "Me", "Cn"}
_NOT_SEEN_EITHER = (
    *FILLERS,
    *(0x034F, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D),
    *(*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)),  # variation selectors
)
_AT_ONCE = 64


def plain(text: str) -> str:
    """`text` without accents, compatibility forms (NFKD, UAX #15) and what is not seen, its case and scripts kept.

    Latin letters that do not decompose (ø, ł, small capitals) and letters in boxes become ASCII; æ and ß two letters.
    Each character becomes what it becomes whatever its neighbours are, and `casefold` leaves the length as it is.
    """
    if text.isascii():
        return text
    if _ANY_BEFORE.search(text):
        text = text.translate(_only(_BEFORE, text))
    decomposed = unicodedata.normalize("NFKD", text)
    characters = set(decomposed)
    # Marks are no letters, and letters are what most texts consist of.
    changed: dict[int, str | None] = {ord(c): None for c in characters if not c.isalnum() and _is_dropped(c)}
    changed |= {ord(c): _PLAIN[c] for c in _PLAIN.keys() & characters}
    return decomposed.translate(changed) if changed else decomposed


def looks(plain_text: str) -> str:
    """What `plain` made, in small letters and with the letters of other scripts as the ASCII letters they look like.

    As long as `plain_text`. `EITHER` stands where a look-alike may be an i or an l, and where an ASCII l or I stands
    among letters of the other case (VlAGRA, ciaIis).
    """
    if not plain_text.isascii() and (changed := _only(_OTHER_SCRIPTS, plain_text)):
        plain_text = plain_text.translate(changed)
    return _ODD_CASE.sub(EITHER, plain_text).casefold()


def has_odd_case(plain_text: str) -> bool:
    """Is there an ASCII l or I among letters of the other case?"""
    return _ODD_CASE.search(plain_text) is not None


def typed(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The parts of `text` that became the parts `spans` of `plain(text)`."""
    if text.isascii() or not spans:
        return [text[start:end] for start, end in spans]
    parts = [text[at : at + _AT_ONCE] for at in range(0, len(text), _AT_ONCE)]
    last = max(end for _, end in spans)
    ends: list[int] = []
    for end in accumulate(len(plain(part)) for part in parts):
        ends.append(end)
        if end >= last:
            break

    def place(folded: int) -> int:
        """Where the character begins that became the one at `folded`, or ends what is before it."""
        which = bisect_right(ends, folded)
        before = ends[which - 1] if which else 0
        return _AT_ONCE * which + bisect_right(list(accumulate(len(plain(c)) for c in parts[which])), folded - before)

    return [text[place(start) : place(end - 1) + 1] for start, end in spans]


def _is_dropped(character: str) -> bool:
    """Is it an accent, or not seen at all?"""
    if character.isascii():
        return False
    return unicodedata.combining(character) > 0 or unicodedata.category(character) in _NOT_SEEN


def _only(table: dict[str, str], text: str) -> dict[int, str]:
    """`table` for the characters of `text`."""
    return {ord(c): table[c] for c in table.keys() & set(text)}


def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Of characters that look like ASCII letters: those that are Latin, or symbols; and those of other scripts."""
    latin, others = {"ß": "ss", "ẞ": "ss", "þ": "th", "Þ": "th", "և": "եւ", "\u025b": "e"}, {}
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
    return latin | dict.fromkeys(map(chr, _NOT_SEEN_EITHER), ""), others | {"\u03b5": "e"}


_PLAIN, _OTHER_SCRIPTS = _tables()
