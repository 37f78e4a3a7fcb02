"""Text is made safe for storing, comparing and showing."""

import pytest

from shared.domain.text import clean_body, clean_line, fold


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\n\n\n \t\n\nb", "a\n\nb"),
        ("pay\u200bpal", "paypal"),
        ("left\u202etfel", "lefttfel"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("e\u0301", "é"),
        ("\ufeff  hello  ", "hello"),
        ("tag\U000e0041", "tag"),
    ],
)
def test_what_is_invisible_or_only_looks_different_is_not_kept(typed: str, kept: str) -> None:
    assert clean_body(typed) == kept


@pytest.mark.parametrize("text", ["👩‍👩‍👧", "می‌خواهم", "क्‍ष", "Ǻ"])
def test_joiners_that_scripts_and_emoji_need_are_kept(text: str) -> None:
    assert clean_body(text) == text


def test_marks_stacked_on_a_letter_are_capped_at_four() -> None:
    assert clean_body("x" + "\u0336" * 500) == "x" + "\u0336" * 4


def test_a_name_is_one_line_with_single_spaces() -> None:
    assert clean_line("  Anna \n\t Blume\u200b ") == "Anna Blume"


def test_words_are_compared_without_case_accents_and_compatibility_forms() -> None:
    assert fold("Café ＣＡＦÉ, ﬁne STRASSE straße") == ("cafe", "cafe", "fine", "strasse", "strasse")
