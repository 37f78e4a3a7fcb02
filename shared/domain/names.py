"""Names that pass for another one: compared by their looks (UTS #39, "Confusable Detection"), not by their letters."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from shared.domain.lookalikes import LOOKALIKES

_LIKE = str.maketrans({character: seen for seen, characters in LOOKALIKES.items() for character in characters})
# Letters that ASCII itself confuses: as UTS #39 has it, where capital I, small l and 1 are one, and m is rn.
_CONFUSED = str.maketrans({"l": "i", "m": "rn"})
# Digits and signs that people write for letters ("leet"); UTS #39 has 0 and 1 only.
_DIGITS = str.maketrans("01345789", "oieastbg")
_SIGNS = str.maketrans("@$€!|", "aseii")
_SIGNS_ONLY_FOR_LETTERS = "@$€"
# Open e is what Unicode's data make of a Greek epsilon, which people read as e.
_OPEN_E = str.maketrans("\u025b\u03b5", "ee")
# Letters that are shown as nothing: the fillers of Hangul. Other invisible characters are no letters.
_FILLERS = dict.fromkeys((0x115F, 0x1160, 0x3164, 0xFFA0))


def taken_for(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `name` looks like: whatever its case, accents, scripts, spaces, signs and digits.

    Linear in the length of `name`.
    """
    looks = _looks(name)
    return next((one for one in names if looks & _known(one)), None)


@lru_cache(maxsize=256)
def _known(name: str) -> frozenset[str]:
    return _looks(name)


def _looks(name: str) -> frozenset[str]:
    """How `name` reads: in its own script; with its signs as signs, which say nothing; with its signs as letters."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_FILLERS))
    # Looks before case: capitals look like others than their small letters do.
    folded = decomposed.translate(_LIKE).casefold().translate(_OPEN_E)
    inner = folded.strip("".join({c for c in folded if not c.isalnum()} - {*_SIGNS_ONLY_FOR_LETTERS}))
    return frozenset({_letters(decomposed.casefold()), _letters(folded), _letters(inner.translate(_SIGNS))} - {""})


def _letters(folded: str) -> str:
    """Letters only, those that are confused made one. Marks, spaces, signs and what is invisible are none."""
    kept = "".join(c for c in folded if c.isalnum())
    return kept.translate(_DIGITS).translate(_CONFUSED)
