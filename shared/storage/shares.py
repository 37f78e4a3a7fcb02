"""Share clicks, the key that makes readers of one day anonymous, and share counts."""

from shared.domain.articles import Article
from shared.domain.shares import DAY_KEY_LIFETIME, FACT_LIFETIME, ShareClick, ShareCounts, counts
from shared.domain.times import SECOND, day
from shared.storage import keys, table

_REMEMBERED_ARTICLES = 10_000
_registered: set[str] = set()
_day_keys: dict[str, bytes] = {}


def add(click: ShareClick) -> bool:
    """Store a share click; False if this reader's click on this network, article and day is stored already."""
    key = keys.share_click(click.article_id, click.day, click.network, click.reader_key)
    item = {**key._asdict(), **table.fields(click), "expires_at": (click.at + FACT_LIFETIME) // SECOND}
    return _put(item)


def register(article: Article) -> None:
    """Register an article, unless it is known. The table is asked once per start of the function, not per click."""
    if article.id in _registered:
        return
    _put({**keys.article(article.id)._asdict(), **table.fields(article)})
    if len(_registered) >= _REMEMBERED_ARTICLES:
        _registered.clear()
    _registered.add(article.id)


def day_key(*, at: int, proposal: bytes) -> bytes:
    """The random key of the day of `at` (ms since the epoch): the one in the table, else `proposal` from now on.

    Remembered for as long as the day lasts, so that a click costs no read.
    """
    today = day(at)
    if today not in _day_keys:
        key = keys.day_key(at)
        found = table.get(key, consistent=True)
        if not found:
            _put({**key._asdict(), "key": proposal, "expires_at": (at + DAY_KEY_LIFETIME) // SECOND})
            found = table.get(key, consistent=True)
        _day_keys.clear()
        _day_keys[today] = bytes(found[key]["key"])
    return _day_keys[today]


def of_article(article_id: str) -> ShareCounts:
    """How often an article was shared."""
    key = keys.article_tally(article_id)
    tally = table.get(key).get(key, {})
    return counts(article_id, {name: int(n) for name, n in tally.items() if name not in key._fields})


def _put(item: table.Item) -> bool:
    try:
        table.write(table.new(item))
    except table.WriteRefused:
        return False
    return True
