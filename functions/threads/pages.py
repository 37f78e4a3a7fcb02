"""Pages of a thread: their comments, the first replies to each, and the cursor to the next page."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from pydantic import BaseModel

from shared.domain.articles.article import PublicArticle
from shared.domain.comments.comment import VisibleComment
from shared.domain.comments.public_comment import Answered, PublicComment
from shared.storage.articles import public_threads
from shared.storage.articles.public_threads import Previews, Slice
from shared.web.cursors import Position, cursor, position

REMEMBERED = 60
"""Comments shown in order of score. The others of a long thread follow by time, newest first."""


class Sort(StrEnum):
    """The order of a thread."""

    NEWEST = "newest"
    OLDEST = "oldest"
    BEST = "best"


class Thread(BaseModel):
    """A page of a thread. It may have fewer comments than `limit` and still not be the last."""

    article: PublicArticle
    comments: list[PublicComment]
    next_cursor: str | None


class Replies(BaseModel):
    """A page of the replies to one comment."""

    comments: list[PublicComment]
    next_cursor: str | None


def thread_page(article_id: str, sort: Sort, limit: int, text: str | None, *, at: int) -> Thread:
    """The page of a thread at the cursor `text`. The first page begins with the pinned comments.

    `at` is in ms since the epoch.
    """
    name = f"{article_id} {sort}"
    place = position(text, name)
    head = public_threads.head(article_id)
    on_top = public_threads.pinned(article_id) if head.article.pinned and text is None else []
    place = Position(place.after, place.but | {comment.id for comment in on_top})
    if sort is Sort.BEST and place.after is None:
        found, previews, following = _best_page(article_id, name, place, limit)
    else:
        found, previews, following = _page_by_time(article_id, name, place, limit, oldest_first=sort is Sort.OLDEST)
    return Thread(
        article=PublicArticle.of(head.article, comment_count=head.comment_count, at=at),
        comments=_presented([*on_top, *found.comments], previews),
        next_cursor=following if found.more else None,
    )


def page_before(article_id: str, sort: Sort, limit: int, before: str, *, at: int) -> Thread | None:
    """The page just before the comment `before`, by time; None if that is the first page, or a part of it.

    Links to previous pages need it, since a cursor leads forwards only.
    """
    head = public_threads.head(article_id)
    newest_first = sort is not Sort.OLDEST
    but = frozenset(head.article.pinned)
    found = public_threads.by_time(article_id, newest_first=not newest_first, after=before, but=but, limit=limit)
    if not found.more:
        return None
    comments = found.comments[::-1]
    return Thread(
        article=PublicArticle.of(head.article, comment_count=head.comment_count, at=at),
        comments=_presented(comments, public_threads.previews(comments)),
        next_cursor=cursor(f"{article_id} {sort}", after=comments[-1].id, but=but),
    )


def replies_page(article_id: str, comment_id: str, limit: int, text: str | None) -> Replies:
    """The page of the replies to a comment, oldest first, at the cursor `text`."""
    name = _replies_to(article_id, comment_id)
    found = public_threads.replies(article_id, comment_id, after=position(text, name).after, limit=limit)
    following = cursor(name, after=found.comments[-1].id) if found.more else None
    return Replies(comments=_presented(found.comments, {}), next_cursor=following)


def _best_page(article_id: str, name: str, place: Position, limit: int) -> tuple[Slice, Previews, str]:
    found = public_threads.best(article_id, but=place.but, limit=limit)
    previews = public_threads.best_previews(found.comments, passing=len(place.but))
    shown = place.but | {comment.id for comment in found.comments}
    by_time_from_here = "" if len(shown) >= REMEMBERED else None
    return found, previews, cursor(name, after=by_time_from_here, but=shown)


def _page_by_time(
    article_id: str, name: str, place: Position, limit: int, *, oldest_first: bool
) -> tuple[Slice, Previews, str]:
    found = public_threads.by_time(
        article_id, newest_first=not oldest_first, after=place.after or None, but=place.but, limit=limit
    )
    last = found.comments[-1].id if found.comments else place.after
    return found, public_threads.previews(found.comments), cursor(name, after=last, but=place.but)


def _presented(comments: Sequence[VisibleComment], previews: Previews) -> list[PublicComment]:
    """The readers' view of the comments worth showing, each with its first replies and a cursor to the others."""
    shown = [(comment, _first(comment, previews.get(comment.id, []))) for comment in comments if comment.worth_showing]
    at_hand = {one.id: one for comment, first in shown for one in (comment, *first) if one.visible}
    return [_view(comment, first, at_hand) for comment, first in shown]


def _first(comment: VisibleComment, found: Iterable[VisibleComment]) -> list[VisibleComment]:
    """The comment's first replies, up to the first that the index does not have yet: an index may lag a moment."""
    replies = {reply.id: reply for reply in found}
    first: list[VisibleComment] = []
    for reply in comment.first_replies:
        if reply not in replies:
            break
        first.append(replies[reply])
    return first


def _view(
    comment: VisibleComment, first: Sequence[VisibleComment], at_hand: dict[str, VisibleComment]
) -> PublicComment:
    more = comment.published_replies > len(first)
    last = first[-1].id if first else None
    return PublicComment.of(
        comment,
        answers=_answered(comment, at_hand),
        replies=[_view(reply, [], at_hand) for reply in first if reply.worth_showing],
        replies_cursor=cursor(_replies_to(comment.article_id, comment.id), after=last) if more else None,
    )


def _answered(comment: VisibleComment, at_hand: dict[str, VisibleComment]) -> Answered | None:
    if comment.answers is None:
        return None
    answered = at_hand.get(comment.answers)
    return Answered(id=comment.answers, name=answered.author_name if answered else None)


def _replies_to(article_id: str, comment_id: str) -> str:
    return f"{article_id} replies {comment_id}"
