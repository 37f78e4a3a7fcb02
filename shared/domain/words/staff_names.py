"""Names that pass for another one: compared by their looks (UTS #39, "Confusable Detection"), not by their letters."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from shared.domain.words.appearance import DIGITS, FILLERS, LIKE, OPEN_E

# Letters that ASCII itself confuses: as UTS #39 has it, where capital I, small l and 1 are one, and m is rn.
_CONFUSED = str.maketrans({"l": "i", "m": "rn"})
_SIGNS = str.maketrans("@$€!|", "aseii")
_SIGNS_ONLY_FOR_LETTERS = "@$€"


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
    decomposed = unicodedata.normalize("NFKD", name.translate(FILLERS))
    # Looks before case: capitals look like others than their small letters do.
    folded = decomposed.translate(LIKE).casefold().translate(OPEN_E)
    inner = folded.strip("".join({c for c in folded if not c.isalnum()} - {*_SIGNS_ONLY_FOR_LETTERS}))
    return frozenset({_letters(decomposed.casefold()), _letters(folded), _letters(inner.translate(_SIGNS))} - {""})


def _letters(folded: str) -> str:
    """Letters only, those that are confused made one. Marks, spaces, signs and what is invisible are none."""
    kept = "".join(c for c in folded if c.isalnum())
    return kept.translate(DIGITS).translate(_CONFUSED)
