"""The most shared and the most discussed articles."""

from pydantic import BaseModel

from shared.domain.lists import Entry, Kind, Window, span
from shared.storage import lists


class Articles(BaseModel):
    """Articles, the one with the highest count first. Equal counts stand in the order of their ids."""

    articles: list[Entry]


def most(kind: Kind, window: Window, limit: int, *, at: int) -> Articles:
    """The list of a kind for the day or week of `at` (ms since the epoch)."""
    return Articles(articles=lists.most(kind, span(window, at), limit=limit))
