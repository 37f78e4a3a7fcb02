"""The most shared and the most discussed articles."""

from shared.domain.articles import Article
from shared.domain.lists import Entry, Kind, Span
from shared.storage import keys, table


def most(kind: Kind, span: Span, *, limit: int) -> list[Entry]:
    """Up to `limit` (at most 50) articles with the highest counts of a day or week, in one query and one batched read.

    An article that nobody registered has nothing to show, and is left out. Since anybody can make up article ids,
    twice as many places are read as are asked for, so that a few of these do not make the list shorter.
    """
    page = table.query(
        "top",
        "pk = :list AND top_count > :none",
        {":list": keys.top(kind, span.name), ":none": 0},
        limit=2 * limit,
        forward=False,
    )
    counts = {str(item["sk"]): int(item["top_count"]) for item in page.items}
    found = table.get(*map(keys.article, counts)).values()
    articles = sorted((Article.model_validate(item) for item in found), key=lambda one: (-counts[one.id], one.id))
    return [
        Entry(article_id=one.id, title=one.title, url=one.url, count=counts[one.id])
        for one in articles
        if one.url and one.title
    ][:limit]
