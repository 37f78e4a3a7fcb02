"""The sentences of pages and feeds, by key. Each language is one file in languages/ with the keys of en.json."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from shared.domain.times import SECOND

_ENGLISH = Path(__file__).with_name("languages") / "en.json"


class MissingText(LookupError):  # noqa: N818  (says what is missing)
    """No sentence has this key, or a value for one of its places is missing."""


class Catalogue:
    """The sentences of one language.

    In a sentence, `{name}` is the place for the value with that name. A sentence with a count has one version for each
    form of the plural; its key ends with that form.
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
            MissingText: no sentence has this key, or a value is missing.
        """
        try:
            return self.sentences[key].format_map(values)
        except KeyError as missing:
            raise MissingText(f"sentence {key!r}: {missing} is missing") from None

    def counted(self, key: str, number: int, /, **values: object) -> str:
        """The sentence for `number` things: the key continues with the form of the plural.

        Raises:
            MissingText: see `text`.
        """
        return self.text(f"{key}.{plural_form(number)}", **values)

    def moment(self, at: int) -> str:
        """`at` (ms since the epoch) in words, in UTC."""
        moment = datetime.fromtimestamp(at // SECOND, UTC)
        month = self.text(f"month.{moment.month}")
        return self.text("moment", day=moment.day, month=month, year=moment.year, time=f"{moment:%H:%M}")


def plural_form(number: int) -> str:
    """The English form of the plural for `number` things, by CLDR's name."""
    return "one" if number == 1 else "other"


@cache
def catalogue() -> Catalogue:
    """The sentences of the pages, in English, the only language."""
    return Catalogue(json.loads(_ENGLISH.read_text(encoding="utf-8")))
