"""Threads as readers see them. Reads the public indexes and tallies, and nothing else: see this function's role."""

from collections.abc import Iterable
from typing import NamedTuple

from shared.domain.articles import Article
from shared.domain.comments import VisibleComment
from shared.storage import keys, table
from shared.storage.keys import Key


class Head(NamedTuple):
    """What stands above a thread."""

    article: Article
    comment_count: int


class Slice(NamedTuple):
    """Some comments of a list, and whether there are more behind them."""

    comments: list[VisibleComment]
    more: bool


def head(article_id: str) -> Head:
    """An article and how many comments it has, in one batched read."""
    article, tally = keys.article(article_id), keys.article_tally(article_id)
    found = table.get(article, tally)
    return Head(
        article=Article.model_validate(found.get(article, {"id": article_id})),
        comment_count=int(found.get(tally, {}).get("comments", 0)),
    )


def top_level(article_id: str, *, newest_first: bool, after: str | None, limit: int) -> Slice:
    """Up to `limit` top-level comments of a thread, those behind the comment `after`, in one query."""
    return _slice(article_id, newest_first=newest_first, after=after, limit=limit)


def replies(article_id: str, parent_id: str, *, after: str | None, limit: int) -> Slice:
    """Up to `limit` replies to a comment, oldest first, those after the reply `after`, in one query."""
    position = keys.thread_position(article_id, parent_id, "")["public_pk"]
    return _slice(position, newest_first=False, after=after, limit=limit)


def previews(article_id: str, parents: Iterable[VisibleComment], *, most: int) -> dict[str, list[VisibleComment]]:
    """The first replies of `parents`, which follow each other in time, oldest first, in one query.

    `most` is how many replies each of them has at most.
    """
    ids = sorted(parent.id for parent in parents if parent.replies)
    if not ids:
        return {}
    low, high = keys.preview_range(ids[0], ids[-1])
    page = table.query(
        "preview",
        "preview_pk = :article AND preview_sk BETWEEN :low AND :high",
        {":article": article_id, ":low": low, ":high": high},
        limit=most,
    )
    found: dict[str, list[VisibleComment]] = {}
    for item in page.items:
        reply = VisibleComment.model_validate(item)
        found.setdefault(reply.parent_id or "", []).append(reply)
    return found


class Counts(NamedTuple):
    """What an article has."""

    comments: int
    shares: int


def counts(article_ids: Iterable[str]) -> dict[str, Counts]:
    """Comments and shares of up to 100 articles, in one batched read; unknown ones are zeros."""
    tallies: dict[str, Key] = {article_id: keys.article_tally(article_id) for article_id in article_ids}
    found = table.get(*tallies.values())
    return {
        article_id: Counts(int(found.get(key, {}).get("comments", 0)), int(found.get(key, {}).get("shares", 0)))
        for article_id, key in tallies.items()
    }


def _slice(position: str, *, newest_first: bool, after: str | None, limit: int) -> Slice:
    """One more than asked for is read, so that a page knows whether it is the last."""
    bound = ("<" if newest_first else ">") if after else None
    page = table.query(
        "public",
        "public_pk = :position" + (f" AND public_sk {bound} :after" if bound else ""),
        {":position": position, ":after": after},
        limit=limit + 1,
        forward=not newest_first,
    )
    comments = [VisibleComment.model_validate(item) for item in page.items]
    return Slice(comments[:limit], more=len(comments) > limit)
