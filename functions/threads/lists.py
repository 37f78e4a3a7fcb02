"""The most shared and the most discussed articles."""

from typing import Any

from pydantic import BaseModel

from shared.domain.lists import Entry, Kind, SharedEntry, Window, span
from shared.domain.numbers import visits_per_share
from shared.storage import lists


class Discussed(BaseModel):
    """Articles, the one with the most comments first. Equal counts stand in the order of their ids."""

    articles: list[Entry]


class Shared(BaseModel):
    """Articles, the one with the most share clicks first. Equal counts stand in the order of their ids."""

    articles: list[SharedEntry]


def most_discussed(window: Window, limit: int, *, at: int) -> Discussed:
    """The list of the day or week of `at` (ms since the epoch)."""
    found = lists.most(Kind.MOST_DISCUSSED, span(window, at), limit=limit)
    return Discussed(articles=[Entry(**_entry(one)) for one in found])


def most_shared(window: Window, limit: int, *, at: int) -> Shared:
    """The list of the day or week of `at` (ms since the epoch)."""
    found = lists.most(Kind.MOST_SHARED, span(window, at), limit=limit)
    return Shared(
        articles=[
            SharedEntry(**_entry(one), visits=one.visits, visits_per_share=visits_per_share(one.visits, one.number))
            for one in found
        ]
    )


def _entry(one: lists.Listed) -> dict[str, Any]:
    return {"article_id": one.article.id, "title": one.article.title, "url": one.article.url, "count": one.number}
