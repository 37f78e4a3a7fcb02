"""The most shared and the most discussed articles."""

from typing import Any

from pydantic import BaseModel

from shared.domain.articles.top_lists import ListedArticle, ListedWithVisits, TopList, Window, span
from shared.domain.moderation.numbers import visits_per_share
from shared.storage.articles import top_lists


class Discussed(BaseModel):
    """Articles, the one with the most comments first. Equal counts are in the order of their ids."""

    articles: list[ListedArticle]


class Shared(BaseModel):
    """Articles, the one with the most share clicks first. Equal counts are in the order of their ids."""

    articles: list[ListedWithVisits]


def most_discussed(window: Window, limit: int, *, at: int) -> Discussed:
    """The most discussed articles of the day or week of `at` (ms since the epoch)."""
    found = top_lists.most(TopList.MOST_DISCUSSED, span(window, at), limit=limit)
    return Discussed(articles=[ListedArticle(**_entry(one)) for one in found])


def most_shared(window: Window, limit: int, *, at: int) -> Shared:
    """The most shared articles of the day or week of `at` (ms since the epoch)."""
    found = top_lists.most(TopList.MOST_SHARED, span(window, at), limit=limit)
    return Shared(
        articles=[
            ListedWithVisits(
                **_entry(one), visits=one.visits, visits_per_share=visits_per_share(one.visits, one.number)
            )
            for one in found
        ]
    )


def _entry(one: top_lists.RankedArticle) -> dict[str, Any]:
    return {"article_id": one.article.id, "title": one.article.title, "url": one.article.url, "count": one.number}
