"""Threads as readers see them. The public function's role lets it read the public indexes and tallies only."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from shared.domain.articles.article import Article
from shared.domain.comments.comment import VisibleComment
from shared.domain.comments.nesting import MOST_PINNED, PREVIEWED
from shared.storage import indexes, keys, table
from shared.storage.keys import Key

Previews = dict[str, list[VisibleComment]]
"""The previewed replies, by the ids of their parents."""


class ThreadHead(NamedTuple):
    """The head of a thread: its article, and the number of visible comments."""

    article: Article
    comment_count: int


class Slice(NamedTuple):
    """Some comments of a list; `more` is True if others follow."""

    comments: list[VisibleComment]
    more: bool


def head(article_id: str) -> ThreadHead:
    """The head of a thread, in one batched read."""
    article, tally = keys.article(article_id), keys.article_tally(article_id)
    found = table.get(article, tally)
    return ThreadHead(
        article=Article.model_validate(found.get(article, {"id": article_id})),
        comment_count=int(found.get(tally, {}).get("comments", 0)),
    )


def by_time(article_id: str, *, newest_first: bool, after: str | None, but: AbstractSet[str], limit: int) -> Slice:
    """Up to `limit` top-level comments of a thread behind the comment `after`, without `but`, in one query."""
    return _slice(indexes.thread(article_id, None), newest_first=newest_first, after=after, but=but, limit=limit)


def best(article_id: str, *, but: AbstractSet[str], limit: int) -> Slice:
    """The `limit` best top-level comments of a thread that are not among `but`, in one query.

    Scores change while a reader turns pages. A page that went on behind a place would lose comments that rose past it.
    So `but` names the comments that were shown, and a page is the best of the others.
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
    """One comment of a thread, `under` its parent or at the top, in one query; None if it is not worth showing."""
    page = table.query(
        "public",
        "public_pk = :position AND public_sk = :id",
        {":position": indexes.thread(article_id, under), ":id": comment_id},
        limit=1,
    )
    found = [VisibleComment.model_validate(item) for item in page.items]
    return next((comment for comment in found if comment.worth_showing), None)


def replies(article_id: str, parent_id: str, *, after: str | None, limit: int) -> Slice:
    """Up to `limit` replies to a comment behind the reply `after`, oldest first, in one query."""
    return _slice(indexes.thread(article_id, parent_id), newest_first=False, after=after, but=frozenset(), limit=limit)


def previews(parents: Sequence[VisibleComment]) -> Previews:
    """The first replies of `parents`, oldest first, in one query. The parents are neighbours by time."""
    with_replies = sorted((parent for parent in parents if parent.published_replies), key=lambda parent: parent.id)
    if not with_replies:
        return {}
    low, high = f"{with_replies[0].id}#", f"{with_replies[-1].id}#~"
    return _previews("preview", with_replies[0].article_id, low, high, most=PREVIEWED * len(parents))


def best_previews(parents: Sequence[VisibleComment], *, passing: int) -> Previews:
    """The first replies of `parents`, in one query. By score, at most `passing` others lie between the parents."""
    with_replies = sorted((parent for parent in parents if parent.published_replies), key=_place)
    if not with_replies:
        return {}
    low, high = f"{_place(with_replies[0])}#", f"{_place(with_replies[-1])}#~"
    most = PREVIEWED * (len(parents) + passing)
    return _previews("best", indexes.best_replies(with_replies[0].article_id), low, high, most=most)


class ArticleCounts(NamedTuple):
    """The numbers of an article's comments and shares."""

    comments: int
    shares: int


def counts(article_ids: Iterable[str]) -> dict[str, ArticleCounts]:
    """The counts of up to 100 articles, in one batched read; zeros for an unknown article."""
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
    """A page of `items`, which were read with one more than `limit`, to know if others follow."""
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
