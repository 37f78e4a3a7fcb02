"""The features of a text for the spam filter: its words, its links, its looks."""

import pytest

from shared.domain.spam.features import MOST_WORDS, features


@pytest.mark.parametrize(
    ("body", "known_by"),
    [
        ("Café CAFÉ", {"“cafe”", "“cafe cafe”", "no link"}),
        ("https://ann:pw@www.Shop.example:443/a?b#c", {"link to shop.example", "1 link"}),
        ("[here](https://shop.example)", {"link to shop.example", "“here”"}),
        ("www.a.example, www.b.example.", {"link to a.example", "link to b.example", "2 links"}),
        ("http://a.example http://b.example http://c.example http://d.example", {"3 links or more"}),
        ("a quiet sentence", {"few capitals"}),
        ("Two of Them, barely any", {"some capitals"}),
        ("SHOUTING at them all", {"many capitals"}),
        ("SHOUTING IT ALL", {"nearly all capitals"}),
        ("OK", {"no link", "“ok”"}),
        ("Win 🎰🎰", {"“win”", "🎰"}),
        ("無料カジノ", {"“無料”", "“料カ”", "“カシ”", "“無料 料カ”"}),
        ("x" * 500, {f"“{'x' * 40}”"}),
    ],
)
def test_a_text_is_known_by_its_words_links_and_looks(body: str, known_by: set[str]) -> None:
    assert known_by <= {*features("", body)}


@pytest.mark.parametrize("body", ["OK", "12 34"])
def test_capitals_among_few_letters_say_nothing(body: str) -> None:
    assert not any("capitals" in feature for feature in features("", body))


def test_the_parts_of_a_links_address_are_no_words() -> None:
    assert {*features("", "https://www.shop.example")} == {"1 link", "link to shop.example"}


def test_a_text_of_many_words_is_known_by_its_beginning_and_its_end_in_bounded_time() -> None:
    known_by = features("", " ".join(f"w{number}" for number in range(2_000)))
    assert len(known_by) <= 2 * MOST_WORDS + 2
    assert {"“w0”", "“w299”", "“w1800”", "“w1999”"} <= {*known_by}
    assert "“w300”" not in known_by
