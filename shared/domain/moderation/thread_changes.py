"""Moderators change a thread: open or closed, its moderation, and the title and address of its article."""

from collections.abc import Collection, Iterable, Mapping
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.domain.articles.article import (
    Article,
    ArticleAbout,
    Moderation,
    State,
    Title,
    Url,
    headline,
    own_address,
    register,
)
from shared.domain.judging.policy import Policy
from shared.domain.log.log_entry import LogEntry, LoggedAction, LogStamp
from shared.domain.refusals import CurrentThread, FieldError, InvalidRequest
from shared.domain.times import Moment, rfc3339


class ThreadFacts(NamedTuple):
    """An article as it was read, the number of its comments that readers see, and the policy in force."""

    article: Article
    comment_count: int
    policy: Policy
    stored: Mapping[str, Any]
    """The article's attributes as they were read. The write compares them, to notice a faster change."""


class ThreadOutcome(NamedTuple):
    """The article after a change, and the log entry: None if nothing changes."""

    article: Article
    entry: LogEntry | None


class ThreadChange(BaseModel):
    """A moderator's change of a thread. Fields that are left out stay as they are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: State | None = None
    """The new state. A thread that closed by itself stays open once a moderator has opened it."""
    moderation: Moderation | None = None
    title: Title | None = None
    """The article's headline. For an article that nobody has registered, `url` is needed as well."""
    url: Url | None = None
    closes_at: Moment | None = None
    """Time at which the thread closes by itself; null: never."""
    note: Annotated[str, StringConstraints(max_length=1_000, strip_whitespace=True)] | None = None
    """The reason for the change, for the log."""


def change_thread(
    facts: ThreadFacts, change: ThreadChange, stamp: LogStamp, *, own_hosts: Collection[str]
) -> ThreadOutcome:
    """Apply a moderator's change to a thread. `own_hosts` are the newspaper's hosts.

    Raises:
        InvalidRequest: see `changed`.
    """
    before = facts.article
    close_after_days = facts.policy.close_after_days
    after = changed(before, change, own_hosts=own_hosts, at=stamp.at, close_after_days=close_after_days)
    if after == before:
        return ThreadOutcome(before, None)
    was, became = in_words(before, after, at=stamp.at)
    entry = stamp.entry(LoggedAction.THREAD, article_id=before.id, was=was, became=became, note=change.note or None)
    return ThreadOutcome(after, entry)


def current(article: Article, *, at: int) -> CurrentThread:
    """The state of a thread at `at` (ms since the epoch), for a moderator whose change came too late."""
    return CurrentThread(
        state=article.state_at(at),
        moderation=article.moderation,
        title=article.title,
        url=article.url,
        closes_at=article.closes_at,
    )


def changed(
    article: Article, change: ThreadChange, *, own_hosts: Collection[str], at: int, close_after_days: int | None = None
) -> Article:
    """`article` after a change at `at` (ms since the epoch). A change with url and title registers an unknown article.

    `own_hosts` and `close_after_days` are for the registration: see `register`.

    Raises:
        InvalidRequest: the address is not the newspaper's own, an unknown article gets only a url or only a title, or
            `closes_at` has passed.
    """
    after = _described(article, change, own_hosts=own_hosts, at=at, close_after_days=close_after_days)
    updates: dict[str, Any] = {}
    if change.state is not None:
        updates["state"] = change.state
        if change.state is State.OPEN and after.state_at(at) is State.CLOSED:
            updates["closes_at"] = None
    if change.moderation is not None:
        updates["moderation"] = change.moderation
    if "closes_at" in change.model_fields_set:
        if change.closes_at is not None and change.closes_at <= at:
            raise _invalid("/closes_at", "past", "This time has passed. To close the thread now, send `state`.")
        updates["closes_at"] = change.closes_at
    return after.model_copy(update=updates)


def in_words(before: Article, after: Article, *, at: int) -> tuple[str, str]:
    """The changed values before and after, for the log, such as `state: open; title: The ferry`."""
    was, became = (
        {
            "state": article.state_at(at).value,
            "moderation": article.moderation.value,
            "title": article.title or "none",
            "url": article.url or "none",
            "closes_at": rfc3339(article.closes_at) if article.closes_at is not None else "never",
        }
        for article in (before, after)
    )
    differing = [name for name in was if was[name] != became[name]]
    return _listed(was, differing), _listed(became, differing)


def _listed(words: Mapping[str, str], names: Iterable[str]) -> str:
    return "; ".join(f"{name}: {words[name]}" for name in names)


def _described(
    article: Article, change: ThreadChange, *, own_hosts: Collection[str], at: int, close_after_days: int | None
) -> Article:
    """`article` with the title and address of `change`, if it has any."""
    if not article.registered and not (change.url is None and change.title is None):
        if change.url is None or change.title is None:
            missing = "/title" if change.url else "/url"
            raise _invalid(missing, "missing", "Nobody has registered this article: give both its url and its title.")
        about = ArticleAbout(url=change.url, title=headline(change.title, pointer="/title"))
        new = register(article.id, about, own_hosts=own_hosts, at=at, close_after_days=close_after_days, pointer="")
        closes_at = new.closes_at if article.closes_at is None else article.closes_at
        kept = {"state": article.state, "moderation": article.moderation, "closes_at": closes_at}
        return new.model_copy(update=kept)
    updates = {}
    if change.url is not None:
        updates["url"] = own_address(change.url, own_hosts, pointer="/url")
    if change.title is not None:
        updates["title"] = headline(change.title, pointer="/title")
    return article.model_copy(update=updates)


def _invalid(pointer: str, code: str, detail: str) -> InvalidRequest:
    return InvalidRequest(
        "Some fields or parameters are wrong. Correct the listed ones and send the request again.",
        [FieldError(pointer=pointer, code=code, detail=detail)],
    )
