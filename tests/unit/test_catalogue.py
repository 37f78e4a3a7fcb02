"""The catalogue gives whole sentences or names the missing text; as markup, sentences are escaped."""

import pytest

from shared.web.catalogue import Catalogue, MissingText, catalogue
from shared.web.rendering import _MarkupCatalogue

SENTENCES = Catalogue(
    {"plain": "Comments & more", "to": "Reply to {name}", "new.one": "{count} new", "new.other": "{n}"}
)


def test_a_sentence_has_its_values_in_their_places() -> None:
    assert SENTENCES.text("to", name="{name} Ann") == "Reply to {name} Ann"


@pytest.mark.parametrize(("key", "values"), [("nowhere", {}), ("to", {}), ("to", {"names": "Ann"})])
def test_a_missing_sentence_or_value_is_an_error_that_names_it(key: str, values: dict[str, str]) -> None:
    with pytest.raises(MissingText, match=rf"'{key}'.*is missing"):
        SENTENCES.text(key, **values)
    with pytest.raises(MissingText):
        SENTENCES.counted("nowhere", 1)


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 comments"), (1, "1 comment"), (2, "2 comments"), (21, "21 comments")]
)
def test_a_number_chooses_the_form_of_the_plural(number: int, said: str) -> None:
    assert catalogue().counted("thread.count", number, count=number) == said


def test_a_moment_is_said_in_utc() -> None:
    assert catalogue().moment(1_798_761_599_999) == "31 December 2026, 23:59 UTC"


def test_as_markup_a_sentence_and_its_values_are_escaped_once() -> None:
    said = _MarkupCatalogue(SENTENCES)
    assert said.text("plain") == "Comments &amp; more"
    assert said.text("to", name="<b>") == "Reply to &lt;b&gt;"
    assert said.text("to", name=said.text("plain")) == "Reply to Comments &amp; more"
