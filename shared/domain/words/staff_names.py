"""Recognise a name that looks like one of the newspaper's own (UTS #39, "Confusable Detection")."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from shared.domain.words.appearance import DIGITS, FILLERS, LIKE, OPEN_E

# Letters that look alike within ASCII (UTS #39): I, l and 1 are one; m is rn.
_CONFUSED = str.maketrans({"l": "i", "m": "rn"})
_SIGNS = str.maketrans("@$€!|", "aseii")
_SIGNS_ONLY_FOR_LETTERS = "@$€"


def taken_for(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `name` looks like, in any case, script, accents, spaces, signs and digits; else None.

    The time is linear in the length of `name`.
    """
    looks = _looks(name)
    return next((one for one in names if looks & _known(one)), None)


@lru_cache(maxsize=256)
def _known(name: str) -> frozenset[str]:
    return _looks(name)


def _looks(name: str) -> frozenset[str]:
    """The ways to read `name`: in its own script; folded, without its signs; folded, with its signs as letters."""
    decomposed = unicodedata.normalize("NFKD", name.translate(FILLERS))
    # Fold looks before case: a capital may look like another letter than its small letter does.
    folded = decomposed.translate(LIKE).casefold().translate(OPEN_E)
    inner = folded.strip("".join({c for c in folded if not c.isalnum()} - {*_SIGNS_ONLY_FOR_LETTERS}))
    return frozenset({_letters(decomposed.casefold()), _letters(folded), _letters(inner.translate(_SIGNS))} - {""})


def _letters(folded: str) -> str:
    """Keep letters and digits only, and fold those that look alike."""
    kept = "".join(c for c in folded if c.isalnum())
    return kept.translate(DIGITS).translate(_CONFUSED)
