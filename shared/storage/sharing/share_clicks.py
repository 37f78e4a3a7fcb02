"""Share clicks and share counts."""

from shared.domain.articles.article import Article
from shared.domain.sharing.share_click import FACT_LIFETIME, ShareClick, ShareCounts, SharedArticle, counts
from shared.domain.times import SECOND
from shared.storage import keys, table
from shared.storage.articles import registration

_REMEMBERED_ARTICLES = 10_000
_registered: set[str] = set()


def store(shared: SharedArticle) -> bool:
    """Register the article and store the click, if given; True if the click was stored (see `add`)."""
    if shared.registering:
        register(shared.registering)
    return add(shared.click)


def add(click: ShareClick | None) -> bool:
    """Store a share click; False for None, or if one of this reader, network, article and day is stored already."""
    if click is None:
        return False
    key = keys.share_click(click.article_id, click.day, click.network, click.reader_key)
    item = {**key._asdict(), **table.fields(click), "expires_at": (click.at + FACT_LIFETIME) // SECOND}
    return table.added(item)


def register(article: Article) -> None:
    """Register an article, unless it is known. A function asks the table once per start and article, not per click."""
    if article.id in _registered:
        return
    registration.register(article)
    if len(_registered) >= _REMEMBERED_ARTICLES:
        _registered.clear()
    _registered.add(article.id)


def article(article_id: str) -> Article:
    """An article; only with its id if the table has no item of it."""
    key = keys.article(article_id)
    return Article.model_validate(table.get(key).get(key, {"id": article_id}))


def of_article(article_id: str) -> ShareCounts:
    """The share counts of an article."""
    key = keys.article_tally(article_id)
    tally = table.get(key).get(key, {})
    return counts(article_id, {name: int(n) for name, n in tally.items() if name not in key._fields})
