"""Articles are registered by the first who comments or shares.

The item of an article that nobody has registered yet may be there, with what moderators have said of its thread.
"""

from shared.domain.articles.article import Article
from shared.storage import keys, table


def registration(article: Article) -> table.Operation:
    """The operation that registers an article, unless somebody has. What moderators have said before stays."""
    return table.Change(
        sets={name: getattr(article, name) for name in ("id", "url", "title", "registered_at")},
        defaults={} if article.closes_at is None else {"closes_at": article.closes_at},
        only_if={"url": None},
    ).at(keys.article(article.id))


def register(article: Article) -> bool:
    """Register an article; False if it is registered already."""
    try:
        table.write(registration(article))
    except table.WriteRefused:
        return False
    return True
