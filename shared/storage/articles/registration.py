"""The first reader who comments on an article or shares it registers it.

The item of an unregistered article may exist already, with a moderator's changes of its thread.
"""

from shared.domain.articles.article import Article
from shared.storage import keys, table


def registration(article: Article) -> table.Operation:
    """The operation that registers an article, refused if it is registered. Moderators' earlier changes stay."""
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
