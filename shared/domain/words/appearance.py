"""Fold characters that look alike into one (UTS #39, "Confusable Detection").

Look-alike letters and invisible characters have their one home here. staff_names.py and disguises.py use it, each by
its own rules.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from shared.domain.words.lookalike_table import LOOKALIKES

LIKE = str.maketrans({character: seen for seen, characters in LOOKALIKES.items() for character in characters})
"""Characters that look like ASCII letters or digits, mapped to these."""
DIGITS = str.maketrans("01345789", "oieastbg")
"""Digits written for letters; UTS #39 has 0 and 1 only."""
FILLERS = dict.fromkeys((0x115F, 0x1160, 0x3164, 0xFFA0))
"""The fillers of Hangul: letters that draw nothing. Other invisible characters are not letters."""
OPEN_E = str.maketrans("\u025b\u03b5", "ee")
"""Unicode's data map a Greek epsilon to an open e; people read both as e."""

EITHER = "\x1f"
"""In `looks`, a character that may be an i or an l: Unicode's data read a capital I as l, and a palochka as i.

It is a control character, so no text contains it; and ASCII, so `translate` is five times as fast.
"""

_ODD_CASE = re.compile(r"I(?<=[a-z]I)|l(?<=[A-Z]l)(?=[A-Z])|l(?=[A-Z][A-Z])")
# Replaced before compatibility decomposition, which would glue ™ to the word before it (Viagra™), would expand
# ligatures to whole words or sentences (up to 18 letters), and would change how a lunate sigma looks.
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
    """Remove accents, compatibility forms (NFKD, UAX #15) and invisible characters; keep case and script.

    Latin letters that do not decompose (ø, ł, small capitals) and letters in boxes become ASCII; æ and ß two letters.
    The result for a character does not depend on its neighbours, and `casefold` keeps the result's length.
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
    """Fold `plain_text` (from `plain`) to lower case, and letters of other scripts to the ASCII letters they look like.

    The length stays. EITHER replaces a look-alike of i or l, and an ASCII l or I among letters of the other case
    (VlAGRA, ciaIis).
    """
    if not plain_text.isascii() and (changed := _only(_OTHER_SCRIPTS, plain_text)):
        plain_text = plain_text.translate(changed)
    return _ODD_CASE.sub(EITHER, plain_text).casefold()


def has_odd_case(plain_text: str) -> bool:
    """Is there an ASCII l or I among letters of the other case?"""
    return _ODD_CASE.search(plain_text) is not None


def typed(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The parts of `text` from which `plain` made the parts `spans` of its result."""
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
        """The place in `text` of the character that is at `folded` in the result."""
        which = bisect_right(ends, folded)
        before = ends[which - 1] if which else 0
        return _AT_ONCE * which + bisect_right(list(accumulate(len(plain(c)) for c in parts[which])), folded - before)

    return [text[place(start) : place(end - 1) + 1] for start, end in spans]


def _is_dropped(character: str) -> bool:
    """Is it an accent, or invisible?"""
    if character.isascii():
        return False
    return unicodedata.combining(character) > 0 or unicodedata.category(character) in _NOT_SEEN


def _only(table: dict[str, str], text: str) -> dict[int, str]:
    """The rows of `table` for the characters of `text`."""
    return {ord(c): table[c] for c in table.keys() & set(text)}


def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Two tables of look-alikes of ASCII letters: Latin letters and symbols; letters of other scripts."""
    latin, others = {"ß": "ss", "ẞ": "ss", "þ": "th", "Þ": "th", "և": "եւ", "\u025b": "e"}, {}
    for seen, characters in LOOKALIKES.items():
        for character in characters:
            if unicodedata.name(character, "").startswith("LATIN") or unicodedata.category(character)[0] == "S":
                latin[character] = "m" if seen == "rn" else seen
            elif len(seen) == 1 and seen.isalpha():
                others[character] = EITHER if seen in "ilI" else seen
    # A word of another script should fold to the same letters in capitals, as far as Unicode's data allow.
    for character, seen in list(others.items()):
        others.setdefault(character.lower(), seen)
        others.setdefault(character.upper(), seen)
    return latin | dict.fromkeys(map(chr, _NOT_SEEN_EITHER), ""), others | {"\u03b5": "e"}


_PLAIN, _OTHER_SCRIPTS = _tables()
