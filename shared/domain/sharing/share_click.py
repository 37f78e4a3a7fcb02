"""Share clicks: one reader, article, network and day is one fact. And the address that a share link leads on to."""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from shared.domain.articles.article import Article, ArticleAbout, register
from shared.domain.identifiers import ArticleId
from shared.domain.judging.policy import Policy
from shared.domain.judging.refusal_sentences import require_writable
from shared.domain.refusals import UnknownArticle
from shared.domain.sharing.networks import FORMS, Network, ViaCode
from shared.domain.times import DAY, Instant, day
from shared.domain.urls import as_uri, with_via

FACT_LIFETIME = 35 * DAY
"""Lifetime of a share click, in ms. The tallies stay."""


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
    """The shares of an article, in all and per network. Networks without a share are left out."""

    article_id: ArticleId
    total: int
    networks: dict[Network, int]


class SharedPage(NamedTuple):
    """The address and title under which an article is registered."""

    url: str
    title: str


class SharedArticle(NamedTuple):
    """The outcome of a click on a share button: an article to register and a click to store, if any."""

    registering: Article | None
    """The article as its page describes it."""
    click: ShareClick | None
    """The click, if it is a reader's. It counts if it is the first of its reader, network, article and day."""


def share(  # noqa: PLR0913  (facts in, decision out: these are the facts)
    draft: ShareDraft, article_id: str, *, by: str | None, policy: Policy, own_hosts: Collection[str], at: int
) -> SharedArticle:
    """The click of a reader, or of a robot (`by` is None), at `at` (ms since the epoch).

    `by` is a reader key (`keyed_hashes.py`), `own_hosts` are the newspaper's host names.

    Raises:
        ReadOnly: readers cannot write at the moment.
        InvalidRequest: the described page is not one of the newspaper's own.
    """
    require_writable(policy)
    registering = None
    if draft.article:
        days = policy.close_after_days
        registering = register(article_id, draft.article, own_hosts=own_hosts, at=at, close_after_days=days)
    return SharedArticle(registering, click(draft, article_id, by=by, at=at) if by else None)


def share_by_link(  # noqa: PLR0913  (facts in, decision out: these are the facts)
    network: Network, article: Article, *, by: str | None, policy: Policy, ahead: bool, at: int
) -> ShareClick | None:
    """The click of a reader who follows a share link; None if it does not count.

    It does not count if a robot follows the link (`by` is None), a browser only prefetches it (`ahead`), or the site is
    read-only.
    """
    if by is None or ahead or policy.read_only:
        return None
    return click(ShareDraft(network=network), article.id, by=by, at=at)


def registered(article: Article) -> SharedPage:
    """The address and title under which an article is registered.

    Raises:
        UnknownArticle: nobody has registered it.
    """
    if article.url is None or article.title is None:
        raise UnknownArticle("Nobody has shared this article or commented on it yet, so its address is not known.")
    return SharedPage(article.url, article.title)


def click(draft: ShareDraft, article_id: str, *, by: str, at: int) -> ShareClick:
    """The share click of a draft; `by` is a reader key (`keyed_hashes.py`), `at` is in ms since the epoch."""
    return ShareClick(article_id=article_id, network=draft.network, day=day(at), reader_key=by, at=at)


def counts(article_id: str, tally: dict[str, int]) -> ShareCounts:
    """The counts in an article's tally, as readers see them."""
    networks: Iterable[tuple[Network, int]] = ((network, tally.get(network.value, 0)) for network in Network)
    return ShareCounts(
        article_id=article_id, total=tally.get("shares", 0), networks={network: n for network, n in networks if n}
    )


def share_address(network: Network, article: SharedPage) -> str:
    """The address that opens the form of `network` to share an article; ASCII only, whatever its title.

    What is shared is the article's registered address with the network's code. So a visit by the link can be counted.
    Copying and the device's own share sheet (`native`) have no form: they lead back to the article, where the address
    bar and the browser's menu do the same without JavaScript.
    """
    url = with_via(article.url, ViaCode[network.name])
    form = FORMS.get(network)
    if form is None:
        return as_uri(url)
    return form.format(url=quote(url, safe=""), title=quote(article.title, safe=""))
