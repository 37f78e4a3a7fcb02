"""Clean text that people type, and fold it for comparing."""

import re
import unicodedata

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]")
# Controls, bidirectional controls, zero-width and other invisible characters. ZWNJ and ZWJ (U+200C, U+200D) are not
# among them: Persian, Indic scripts and emoji need them (Unicode Standard, chapter 23.2).
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e007f]"
)
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_WORD = re.compile(r"\w+")
_MARKS_IN_A_ROW = 4


def clean_body(raw: str) -> str:
    """Clean a comment's text: NFC, one kind of line end; no invisible characters, stacked marks or doubled blank lines.

    Cap the length first: normalising takes time linear in it.
    """
    text = _LINE_ENDS.sub("\n", raw)
    text = _INVISIBLE.sub("", text)
    text = unicodedata.normalize("NFC", _few_marks(text))
    return _BLANK_LINES.sub("\n\n", text).strip()


def clean_line(raw: str) -> str:
    """Clean a name or a title: as `clean_body` does, on one line, with single spaces."""
    return " ".join(clean_body(raw).split())


def fold(text: str) -> tuple[str, ...]:
    """The words of `text`, folded for comparing: no case, accents or compatibility forms (NFKD, UAX #15)."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return tuple(_WORD.findall(plain.casefold()))


def _few_marks(text: str) -> str:
    """Keep at most four combining marks on one letter (UAX #15 calls such a text stream-safe)."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)
