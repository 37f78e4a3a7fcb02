"""The sentences of pages and feeds, by key. Each language is one file of languages/; its keys are those of en.json."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from shared.domain.times import SECOND

_ENGLISH = Path(__file__).with_name("languages") / "en.json"


class MissingText(LookupError):  # noqa: N818  (says what is missing)
    """There is no sentence with this key, or the sentence names a value that it was not given."""


class Catalogue:
    """The sentences of one language.

    In a sentence, `{name}` is a place for the value with that name. What can be counted has one sentence for each form
    of the plural: the key of such a sentence ends in that form.
    """

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self.sentences = sentences

    @property
    def language(self) -> str:
        """The language's tag (BCP 47), for `lang` and `xml:lang`."""
        return self.text("language")

    def text(self, key: str, /, **values: object) -> str:
        """The sentence with this key, with `values` in their places.

        Raises:
            MissingText: there is none, or it lacks a value.
        """
        try:
            return self.sentences[key].format_map(values)
        except KeyError as missing:
            raise MissingText(f"sentence {key!r}: {missing} is missing") from None

    def counted(self, key: str, number: int, /, **values: object) -> str:
        """The sentence for so many of something: the one whose key goes on with the form of the plural.

        Raises:
            MissingText: see `text`.
        """
        return self.text(f"{key}.{plural_form(number)}", **values)

    def moment(self, at: int) -> str:
        """`at` (ms since the epoch) as people read it, in UTC."""
        moment = datetime.fromtimestamp(at // SECOND, UTC)
        month = self.text(f"month.{moment.month}")
        return self.text("moment", day=moment.day, month=month, year=moment.year, time=f"{moment:%H:%M}")


def plural_form(number: int) -> str:
    """The form of the plural that English has for `number` of something, by CLDR's name for it."""
    return "one" if number == 1 else "other"


@cache
def catalogue() -> Catalogue:
    """What the pages say: English, the one language there is."""
    return Catalogue(json.loads(_ENGLISH.read_text(encoding="utf-8")))
