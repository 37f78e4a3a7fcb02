"""Share clicks: one reader, article, network and day is one fact."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from shared.domain.articles.article import ArticleAbout
from shared.domain.identifiers import ArticleId
from shared.domain.sharing.networks import Network
from shared.domain.times import DAY, Instant, day

FACT_LIFETIME = 35 * DAY
"""How long a share click is kept, in ms. The tallies stay."""


class ShareDraft(BaseModel):
    """A share click as the page sends it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    network: Network
    article: ArticleAbout | None = None


class ShareClick(BaseModel):
    """A fact: on this day, this reader key clicked this network on this article."""

    model_config = ConfigDict(frozen=True)

    article_id: ArticleId
    network: Network
    day: str
    reader_key: str
    at: Instant


class ShareCounts(BaseModel):
    """How often an article was shared, in all and per network; networks nobody used are left out."""

    article_id: ArticleId
    total: int
    networks: dict[Network, int]


def click(draft: ShareDraft, article_id: str, *, by: str, at: int) -> ShareClick:
    """The fact that `draft` is; `by` is a reader key (`keyed_hashes.py`), `at` is in ms since the epoch."""
    return ShareClick(article_id=article_id, network=draft.network, day=day(at), reader_key=by, at=at)


def counts(article_id: str, tally: dict[str, int]) -> ShareCounts:
    """The counts of an article's tally, as readers see them."""
    networks: Iterable[tuple[Network, int]] = ((network, tally.get(network.value, 0)) for network in Network)
    return ShareCounts(
        article_id=article_id, total=tally.get("shares", 0), networks={network: n for network, n in networks if n}
    )
