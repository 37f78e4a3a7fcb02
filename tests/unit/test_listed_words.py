"""Listed words are found in any disguise, and innocent words are not."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.words.appearance import looks, plain
from shared.domain.words.listed_words import MOST_HITS, WordHit, Words, repeated_text_key, spelling
from shared.domain.words.lookalike_table import LOOKALIKES

# Listed words, disguised versions of them, and texts that only look alike. Invisible characters are escaped there.
_CASES = json.loads((Path(__file__).parent / "listed_words.json").read_text(encoding="utf-8"))
TRICKS: dict[str, list[str]] = _CASES["tricks"]
INNOCENT: list[str] = _CASES["innocent"]
LISTED = [*TRICKS, *_CASES["also_listed"]]
FINDER = Words(LISTED)


@pytest.mark.parametrize(
    ("listed", "typed"), [(listed, typed) for listed, typings in TRICKS.items() for typed in typings]
)
def test_a_trick_is_seen_through(listed: str, typed: str) -> None:
    alone = Words([listed])
    for text in (typed, f"Well, {typed}", f"{typed}, then", f"This is\n{typed}\nindeed"):
        assert [hit.listed for hit in alone.found_in(text)] == [listed], text


@pytest.mark.parametrize("text", INNOCENT)
def test_an_innocent_word_is_not_hit(text: str) -> None:
    assert FINDER.found_in(text) == []
    assert FINDER.found_in(f"Read this: {text} and more") == []


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("buy V1@gra!", "V1@gra"),
        ("é é é v\u200bia\u200dgrа é", "v\u200bia\u200dgrа"),
        ("ﬁne v i a g r a ﬁne", "v i a g r a"),
        ("v\u0301i\u0301agra", "v\u0301i\u0301agra"),
        ("ß" * 100 + " vïagra " + "ß" * 100, "vïagra"),
    ],
)
def test_what_was_typed_is_shown_as_it_was_typed(text: str, typed: str) -> None:
    assert Words(["viagra"]).found_in(text) == [WordHit("viagra", typed)]


def test_entries_are_found_once_each_in_the_order_of_the_text_and_at_most_ten() -> None:
    assert [hit.listed for hit in Words(["b", "a b", "c"]).found_in("c b a b c")] == ["c", "b", "a b"]
    many = [f"word{letter}" for letter in "abcdefghijklmnop"]
    assert [hit.listed for hit in Words(many).found_in(" ".join([*many, *many]))] == many[:MOST_HITS]


def test_entries_that_are_spelled_the_same_are_one() -> None:
    assert spelling("Make  MONEY!") == spelling("make money") == ("make", "money")
    assert spelling("$ex") == spelling("sex") == ("sex",)
    assert spelling("ＣＡＦÉ") == ("cafe",)
    assert spelling("казино") == ("казино",)
    assert spelling("f*ck") == ("f", "ck")


@pytest.mark.parametrize("listed", ["", " ", "!!!", "\u200b", "™", "...", "\u0301"])
def test_an_entry_without_letters_says_nothing(listed: str) -> None:
    assert spelling(listed) == ()
    assert Words([listed, "sex"]).found_in("!!! no ™ ...") == []


def test_the_same_text_has_the_same_key() -> None:
    key = repeated_text_key("Buy NOW!!")
    assert len(key) == 32
    assert key == repeated_text_key("buy\n  now") == repeated_text_key("bυy nоw") == repeated_text_key("b\u200buy now.")
    assert key != repeated_text_key("buy later")
    assert repeated_text_key("👍") != repeated_text_key("👎")
    assert repeated_text_key("👍") == repeated_text_key(" 👍 ")


WORDS = ["viagra", "casino", "forex", "bitcoin", "lottery", "wanker", "pills", "cheap loans", "hot singles"]
OTHERS = [
    "ferry",
    "harbour",
    "council",
    "because",
    "winter",
    "often",
    "they",
    "said",
    "I",
    "a",
    "it's",
    "rain",
    "queue",
]
LEET = {"a": "4@", "e": "3€", "i": "1!|", "o": "0", "s": "5$", "t": "7", "b": "8", "g": "9", "l": "1|"}
INVISIBLE = "\u200b\u200c\u200d\u2060\u00ad\ufeff\ufe0f"


@st.composite
def _disguised(draw: st.DrawFn, word: str) -> str:
    """`word` with each letter disguised, and the same letters in different arrangements: plain, spaced out, or cut."""
    at_an_edge = {0, len(word) - 1}
    between = draw(st.sampled_from(["", " ", ".", "-", "  "]))
    letters = []
    for at, letter in enumerate(word):
        similar = [c for c in LOOKALIKES.get(letter, "") + LOOKALIKES.get(letter.upper(), "") if c.isalpha()]
        leet = (
            [c for c in LEET.get(letter, "") if c not in "!|" or (at not in at_an_edge and between != "  ")]
            if at % 2
            else []
        )
        typed = draw(st.sampled_from([letter, letter.upper(), letter + "\u0301", *similar, *leet]))
        letters.append(typed + draw(st.sampled_from(["", "", *INVISIBLE])))
    return between.join(letters)


@given(st.data())
def test_every_listed_word_is_found_in_every_disguise(data: st.DataObject) -> None:
    listed = data.draw(st.sampled_from(WORDS[:7]))
    typed = data.draw(_disguised(listed))
    before, after = (" ".join(data.draw(st.lists(st.sampled_from(OTHERS[:8]), min_size=1))) for _ in "ab")
    assert [hit.listed for hit in Words(WORDS).found_in(f"{before} {typed} {after}")] == [listed]


@given(st.sampled_from(WORDS[:7]), st.data())
def test_every_listed_word_is_found_with_its_letters_repeated(listed: str, data: st.DataObject) -> None:
    typed = "".join(letter * data.draw(st.sampled_from([1, 1, 3, 4])) for letter in listed)
    assert [hit.listed for hit in Words(WORDS).found_in(typed)] == [listed]


@given(st.lists(st.sampled_from(OTHERS)), st.sampled_from([" ", ", ", ". ", "\n", "-", "/"]))
def test_nothing_is_found_among_other_words(words: list[str], between: str) -> None:
    assert Words(WORDS).found_in(between.join(words)) == []


@given(st.text())
def test_whatever_an_entry_is_its_words_are_found(listed: str) -> None:
    words = spelling(listed)
    assert bool(Words([listed]).found_in(" ".join(words))) == bool(words)


@given(st.text(), st.text(max_size=3))
def test_any_text_can_be_searched_and_what_is_found_is_in_it(text: str, listed: str) -> None:
    assert all(hit.listed == listed and hit.typed in text for hit in Words([listed]).found_in(text))


def test_every_character_is_folded_to_as_many_in_each_reading() -> None:
    """A place in one reading of a text is the same place in the others."""
    everything = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    folded = plain(everything)
    assert len(folded) == len(folded.casefold()) == len(looks(folded))
    assert not any(unicodedata.combining(character) for character in folded)
