"""An article: its address, its title, and whether its thread is open."""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.refusals import FieldError, InvalidRequest
from shared.domain.text import clean_line
from shared.domain.times import DAY, Instant
from shared.domain.urls import without_via


class State(StrEnum):
    """Open: readers may comment. Closed: they may only read."""

    OPEN = "open"
    CLOSED = "closed"


class Moderation(StrEnum):
    """Pre: every comment waits for a moderator. Post: only held ones do."""

    PRE = "pre"
    POST = "post"


Url = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(clean_line)]
"""A headline on one line. Nothing is left of one that has only invisible characters: see `headline`."""


class ArticleAbout(BaseModel):
    """An article as its page describes it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url
    title: Title


class Article(BaseModel):
    """An article as the service knows it. Without registration it has neither title nor address."""

    model_config = ConfigDict(frozen=True)

    id: ArticleId
    url: str | None = None
    title: str | None = None
    state: State = State.OPEN
    moderation: Moderation = Moderation.POST
    registered_at: Instant | None = None
    pinned: tuple[CommentId, ...] = ()
    """The comments on top of its thread."""
    closes_at: Instant | None = None
    """The time at which its thread closes by itself; null if it does not."""

    def state_at(self, at: int) -> State:
        """The state of the thread at `at` (ms since the epoch)."""
        return State.CLOSED if self.closes_at is not None and at >= self.closes_at else self.state

    @property
    def registered(self) -> bool:
        """True once a first comment or share has brought its address and title."""
        return self.url is not None


class PublicArticle(BaseModel):
    """An article as readers see it above its thread."""

    id: ArticleId
    title: str | None
    url: str | None
    comment_count: int
    state: State
    moderation: Moderation

    @classmethod
    def of(cls, article: Article, *, comment_count: int, at: int) -> "PublicArticle":
        """The reader's view of `article` with `comment_count` visible comments, at `at` (ms since the epoch)."""
        told = article.model_dump(exclude={"registered_at", "pinned", "closes_at", "state"})
        return cls(**told, state=article.state_at(at), comment_count=comment_count)


def register(  # noqa: PLR0913  (facts in, decision out: these are the facts)
    article_id: str,
    about: ArticleAbout,
    *,
    own_hosts: Collection[str],
    at: int,
    close_after_days: int | None = None,
    pointer: str = "/article",
) -> Article:
    """The article that its page describes. The page must be one of the newspaper's own.

    `own_hosts` are host names in lower case; `at` is in ms since the epoch; `pointer` points to the description in the
    request. The thread closes by itself `close_after_days` after `at`, or never.

    Raises:
        InvalidRequest: see `own_address` and `headline`.
    """
    title = headline(about.title, pointer=f"{pointer}/title")
    url = own_address(about.url, own_hosts, pointer=f"{pointer}/url")
    closes_at = at + close_after_days * DAY if close_after_days is not None else None
    return Article(id=article_id, url=url, title=title, registered_at=at, closes_at=closes_at)


def own_address(url: str, own_hosts: Collection[str], *, pointer: str) -> str:
    """The address of an article as the table keeps it, without fragment and code of a shared link. It is never fetched.

    Raises:
        InvalidRequest: the address is not http(s), has a user name or password, or its host is not in `own_hosts`.
    """
    wrong = _fault(url, own_hosts)
    if wrong:
        raise InvalidRequest(
            "The article cannot be registered under this address.",
            [FieldError(pointer=pointer, code="foreign-url", detail=wrong)],
        )
    return without_via(url.split("#", 1)[0])


def headline(title: Title, *, pointer: str) -> str:
    """The title of an article.

    Raises:
        InvalidRequest: the title is empty after cleaning.
    """
    if not title:
        raise InvalidRequest(
            "The article cannot be registered without a title.",
            [FieldError(pointer=pointer, code="empty", detail="Give the article's headline.")],
        )
    return title


def _fault(url: str, own_hosts: Collection[str]) -> str | None:
    if any(c.isspace() or not c.isprintable() or c in '\\"<>' for c in url):
        return "An address has no spaces, quotes or control characters; write them percent-encoded."
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # raises ValueError if the port is not a number
    except ValueError:
        return "This is not an address."
    if parts.scheme not in ("http", "https") or not host:
        return "Give the article's full address, starting with https://."
    if parts.username or parts.password:
        return "An article's address carries no user name or password."
    if host not in own_hosts:
        return f"{host} is not one of this site's own hosts. Add it to the SiteHosts parameter if it should be."
    return None
