"""Threads as readers see them. Reads the public indexes and tallies, and nothing else: see this function's role."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from shared.domain.articles.article import Article
from shared.domain.comments.comment import VisibleComment
from shared.domain.comments.nesting import MOST_PINNED, PREVIEWED
from shared.storage import indexes, keys, table
from shared.storage.keys import Key

Previews = dict[str, list[VisibleComment]]
"""Replies by the comment they hang under."""


class ThreadHead(NamedTuple):
    """What stands above a thread."""

    article: Article
    comment_count: int


class Slice(NamedTuple):
    """Some comments of a list, and whether there are more behind them."""

    comments: list[VisibleComment]
    more: bool


def head(article_id: str) -> ThreadHead:
    """An article and how many comments it has, in one batched read."""
    article, tally = keys.article(article_id), keys.article_tally(article_id)
    found = table.get(article, tally)
    return ThreadHead(
        article=Article.model_validate(found.get(article, {"id": article_id})),
        comment_count=int(found.get(tally, {}).get("comments", 0)),
    )


def by_time(article_id: str, *, newest_first: bool, after: str | None, but: AbstractSet[str], limit: int) -> Slice:
    """Up to `limit` top-level comments of a thread, those behind the comment `after`, without `but`, in one query."""
    return _slice(indexes.thread(article_id, None), newest_first=newest_first, after=after, but=but, limit=limit)


def best(article_id: str, *, but: AbstractSet[str], limit: int) -> Slice:
    """The `limit` best top-level comments of a thread that are not among `but`, in one query.

    Scores change while somebody turns pages, so a page does not go on behind a place, which would lose what rose past
    it: it is the best of what has not been shown.
    """
    wanted = limit + 1 + len(but)
    page = table.query("best", "best_pk = :article", {":article": article_id}, limit=wanted, forward=False)
    return _without(but, page.items, limit)


def pinned(article_id: str) -> list[VisibleComment]:
    """The comments on top of a thread, newest first, in one query."""
    page = table.query(
        "preview", "preview_pk = :pinned", {":pinned": indexes.pinned(article_id)}, limit=MOST_PINNED, forward=False
    )
    return [VisibleComment.model_validate(item) for item in page.items]


def one(article_id: str, comment_id: str, *, under: str | None) -> VisibleComment | None:
    """One comment of a thread that is worth showing, by the comment it hangs under, in one query."""
    page = table.query(
        "public",
        "public_pk = :position AND public_sk = :id",
        {":position": indexes.thread(article_id, under), ":id": comment_id},
        limit=1,
    )
    found = [VisibleComment.model_validate(item) for item in page.items]
    return next((comment for comment in found if comment.worth_showing), None)


def replies(article_id: str, parent_id: str, *, after: str | None, limit: int) -> Slice:
    """Up to `limit` replies to a comment, oldest first, those after the reply `after`, in one query."""
    return _slice(indexes.thread(article_id, parent_id), newest_first=False, after=after, but=frozenset(), limit=limit)


def previews(parents: Sequence[VisibleComment]) -> Previews:
    """The first replies of `parents`, which follow each other in time, oldest first, in one query."""
    with_replies = sorted((parent for parent in parents if parent.published_replies), key=lambda parent: parent.id)
    if not with_replies:
        return {}
    low, high = f"{with_replies[0].id}#", f"{with_replies[-1].id}#~"
    return _previews("preview", with_replies[0].article_id, low, high, most=PREVIEWED * len(parents))


def best_previews(parents: Sequence[VisibleComment], *, passing: int) -> Previews:
    """The same of comments that follow each other by score, with `passing` others between them at the most."""
    with_replies = sorted((parent for parent in parents if parent.published_replies), key=_place)
    if not with_replies:
        return {}
    low, high = f"{_place(with_replies[0])}#", f"{_place(with_replies[-1])}#~"
    most = PREVIEWED * (len(parents) + passing)
    return _previews("best", indexes.best_replies(with_replies[0].article_id), low, high, most=most)


class ArticleCounts(NamedTuple):
    """What an article has."""

    comments: int
    shares: int


def counts(article_ids: Iterable[str]) -> dict[str, ArticleCounts]:
    """Comments and shares of up to 100 articles, in one batched read; unknown ones are zeros."""
    tallies: dict[str, Key] = {article_id: keys.article_tally(article_id) for article_id in article_ids}
    found = table.get(*tallies.values())
    return {
        article_id: ArticleCounts(int(found.get(key, {}).get("comments", 0)), int(found.get(key, {}).get("shares", 0)))
        for article_id, key in tallies.items()
    }


def _slice(position: str, *, newest_first: bool, after: str | None, but: AbstractSet[str], limit: int) -> Slice:
    bound = ("<" if newest_first else ">") if after else None
    page = table.query(
        "public",
        "public_pk = :position" + (f" AND public_sk {bound} :after" if bound else ""),
        {":position": position, ":after": after},
        limit=limit + 1 + len(but),
        forward=not newest_first,
    )
    return _without(but, page.items, limit)


def _without(but: AbstractSet[str], items: Sequence[table.Item], limit: int) -> Slice:
    """One more than asked for is read, so that a page knows whether it is the last."""
    comments = [VisibleComment.model_validate(item) for item in items if item["id"] not in but]
    return Slice(comments[:limit], more=len(comments) > limit)


def _previews(index: str, position: str, low: str, high: str, *, most: int) -> Previews:
    page = table.query(
        index,
        f"{index}_pk = :position AND {index}_sk BETWEEN :low AND :high",
        {":position": position, ":low": low, ":high": high},
        limit=most,
    )
    found: Previews = {}
    for item in page.items:
        reply = VisibleComment.model_validate(item)
        found.setdefault(reply.parent_id or "", []).append(reply)
    return found


def _place(comment: VisibleComment) -> str:
    return indexes.best_place(comment.score, comment.id)
