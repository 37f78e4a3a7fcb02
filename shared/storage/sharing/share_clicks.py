"""Share clicks and share counts."""

from shared.domain.articles.article import Article, ArticleAbout
from shared.domain.refusals import UnknownArticle
from shared.domain.sharing.share_click import FACT_LIFETIME, ShareClick, ShareCounts, counts
from shared.domain.times import SECOND
from shared.storage import keys, table
from shared.storage.articles import registration

_REMEMBERED_ARTICLES = 10_000
_registered: set[str] = set()


def add(click: ShareClick) -> bool:
    """Store a share click; False if this reader's click on this network, article and day is stored already."""
    key = keys.share_click(click.article_id, click.day, click.network, click.reader_key)
    item = {**key._asdict(), **table.fields(click), "expires_at": (click.at + FACT_LIFETIME) // SECOND}
    return table.added(item)


def register(article: Article) -> None:
    """Register an article, unless it is known. The table is asked once per start of the function, not per click."""
    if article.id in _registered:
        return
    registration.register(article)
    if len(_registered) >= _REMEMBERED_ARTICLES:
        _registered.clear()
    _registered.add(article.id)


def about(article_id: str) -> ArticleAbout:
    """The address and title under which an article is registered.

    Raises:
        UnknownArticle: nobody has registered it.
    """
    key = keys.article(article_id)
    found = table.get(key).get(key, {})
    if "url" not in found:
        raise UnknownArticle("Nobody has shared this article or commented on it yet, so its address is not known.")
    return ArticleAbout(url=found["url"], title=found["title"])


def of_article(article_id: str) -> ShareCounts:
    """How often an article was shared."""
    key = keys.article_tally(article_id)
    tally = table.get(key).get(key, {})
    return counts(article_id, {name: int(n) for name, n in tally.items() if name not in key._fields})
