"""The most shared and the most discussed articles."""

from typing import NamedTuple

from shared.domain.articles.article import Article
from shared.domain.articles.top_lists import Period, TopList
from shared.storage import keys, table


class RankedArticle(NamedTuple):
    """An article with its place in a list."""

    article: Article
    number: int
    visits: int


def most(kind: TopList, span: Period, *, limit: int) -> list[RankedArticle]:
    """Up to `limit` (at most 50) articles with the highest counts of a day or week, in one query and one batched read.

    An article that nobody registered has nothing to show, and is left out. Anybody can make up article ids, so twice
    as many places are read: a few made-up articles do not shorten the list.
    """
    page = table.query(
        "top",
        "pk = :list AND top_count > :none",
        {":list": keys.top(kind, span.name), ":none": 0},
        limit=2 * limit,
        forward=False,
    )
    counts = {str(item["sk"]): int(item["top_count"]) for item in page.items}
    # The index holds keys only. With the visits in it, every visit would write its entry anew.
    places = {keys.place(kind, span.name, article_id): article_id for article_id in counts}
    found = table.get(*map(keys.article, counts), *(places if kind is TopList.MOST_SHARED else ()))
    visits = {places[key]: int(item.get("visits", 0)) for key, item in found.items() if key in places}
    articles = [Article.model_validate(item) for key, item in found.items() if key not in places]
    listed = [RankedArticle(one, counts[one.id], visits.get(one.id, 0)) for one in articles if one.url and one.title]
    return sorted(listed, key=lambda one: (-one.number, one.article.id))[:limit]
