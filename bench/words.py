"""The time to find 10,000 listed words in texts made to be slow, of 5,000 characters each."""

import random
import time
from collections.abc import Callable

from bench.facts import TYPICAL
from bench.layout import TextTable
from shared.domain.words.links import hosts
from shared.domain.words.listed_words import Words
from shared.domain.words.lookalike_table import LOOKALIKES

LISTED = 10_000
LENGTH = 5_000
_TIMES = 15
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ALIKE = "".join(LOOKALIKES.values())
_CYRILLIC = "".join(c for c in _ALIKE if "\u0400" <= c <= "\u04ff")


def run() -> list[TextTable]:
    """Time every text, alone in this process."""
    chance = random.Random(1)  # noqa: S311 (texts to measure with)
    listed = _list(chance)
    started = time.perf_counter()
    words = Words(listed)
    built = 1_000 * (time.perf_counter() - started)
    rows = [
        [name, f"{_ms(words.found_in, text):.1f}", f"{_ms(hosts, text):.1f}"] for name, text in _texts(chance).items()
    ]
    return [
        TextTable(
            f"Milliseconds for a text of {LENGTH:,} characters",
            ["text", f"{len(listed):,} listed words\nand phrases", "hosts"],
            rows,
            (f"Best of {_TIMES}. The list is built once, in {built:.0f} ms.",),
        )
    ]


def _list(chance: random.Random) -> list[str]:
    """Words and phrases. Some begin with letters that the slow texts repeat."""
    words = ["".join(chance.choices(_LETTERS, k=chance.randint(4, 10))) for _ in range(LISTED - 1_000)]
    phrases = [" ".join(chance.choices(words, k=chance.randint(2, 4))) for _ in range(600)]
    alike = [" ".join([*[one] * chance.randint(1, 5), word]) for one in ("a", "aa") for word in words[:150]]
    return [*words, *phrases, *alike, *("a" * length for length in range(1, 101))]


def _texts(chance: random.Random) -> dict[str, str]:
    def filled(*letters: str) -> str:
        """A random character of each of `letters` in turn, over and over."""
        return "".join(chance.choice(one) for _ in range(1 + LENGTH // len(letters)) for one in letters)[:LENGTH]

    def again(text: str) -> str:
        return (text * (1 + LENGTH // len(text)))[:LENGTH]

    digits, signs = "0134578", "@$€!|+("
    return {
        "of a newspaper": again(TYPICAL),
        "one word, one letter": again("a"),
        "one word": filled(_LETTERS),
        "one word, letters twice": again("aabbcc"),
        "single letters, spaces": again("a "),
        "single letters, points": again("a."),
        "single letters, lines": again("a\n"),
        "single letters, all": filled(_LETTERS, " .-"),
        "two letters, spaces": again("aa "),
        "two letters, points": again("aa."),
        "two letters, signs": filled(_LETTERS, _LETTERS, ".-*"),
        "three times each letter": again("aaabbb ccc "),
        "leet, nothing else": filled(digits + signs),
        "leet, digits": filled(digits, _LETTERS, _LETTERS, " "),
        "leet, signs": filled(_LETTERS, signs, _LETTERS, " "),
        "leet, signs, cut": filled(_LETTERS, digits + signs, _LETTERS, ".-"),
        "leet, single letters": again("a!"),
        "signs": again("!"),
        "look-alikes, one word": filled(_ALIKE),
        "look-alikes, two letters": filled(_ALIKE, _ALIKE, " "),
        "look-alikes, mixed, leet, cut": filled(_CYRILLIC, _LETTERS, digits, ".-"),
        "Cyrillic that looks Latin": filled(_CYRILLIC, _CYRILLIC, " "),
        "marks": "a" + again("\u0301")[1:],
        "marks on letters": again("a\u0301\u0316\u0336\u0301 "),
        "invisible characters": again("a\u200b"),
        "joiners": again("a\u200d \u200c"),
        "Han": "".join(chr(chance.randint(0x4E00, 0x9FFF)) for _ in range(LENGTH)),
        "Hangul, single": filled("".join(map(chr, range(0xAC00, 0xD7A4))), " "),
        "ligatures of sentences": again("\ufdfa"),
        "each character once": "".join(map(chr, range(0x1000, 0x1000 + LENGTH))),
        "links": again("https://a.b/ "),
        "internationalised hosts": again("xn--a.aa "),
    }


def _ms(search: Callable[[str], object], text: str) -> float:
    times = []
    for _ in range(_TIMES):
        started = time.perf_counter()
        search(text)
        times.append(time.perf_counter() - started)
    return 1_000 * min(times)
