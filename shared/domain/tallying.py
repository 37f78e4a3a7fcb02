"""From facts to counts: what one change of the table adds to which tally, and which replies are previewed.

Every number is a sum of `Increment`s, and a sum does not care about order; that each change is added exactly once is
the business of `storage/tallies.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from shared.domain.comments import PREVIEWED, Comment, Status
from shared.domain.shares import ShareClick


class Subject(NamedTuple):
    """What is counted: everything about an article, a reader, or a comment's queue."""

    kind: Literal["article", "reader", "queue"]
    id: str


class Parent(NamedTuple):
    """A comment that has replies."""

    article_id: str
    comment_id: str


Increment = tuple[Subject, str, int]
"""A tally, the name of a number in it, and what to add."""


class Replies(NamedTuple):
    """What a comment knows of its visible replies: how many, and the ids of the first ones."""

    visible: int
    first: tuple[str, ...]


class ReplyMove(NamedTuple):
    """A reply came into sight, or went out of it."""

    reply_id: str
    appeared: bool


def from_click(click: ShareClick) -> list[Increment]:
    """What a share click adds."""
    article = Subject("article", click.article_id)
    return [(article, "shares", 1), (article, click.network.value, 1)]


def from_comment(before: Comment | None, after: Comment | None) -> list[Increment]:
    """What a comment's change from `before` (None: it is new) to `after` (None: it was erased) adds."""
    known = after or before
    if known is None:
        return []
    old, new = _standing(before), _standing(after)
    moved = [
        (Subject("article", known.article_id), "comments", (new is Status.APPROVED) - (old is Status.APPROVED)),
        (Subject("reader", known.reader_id), "approved", (new is Status.APPROVED) - (old is Status.APPROVED)),
        (Subject("reader", known.reader_id), "rejected", (new is Status.REJECTED) - (old is Status.REJECTED)),
        *((Subject("queue", known.id), status.value, (new is status) - (old is status)) for status in Status),
    ]
    return [increment for increment in moved if increment[2]]


def reply_move(before: Comment | None, after: Comment | None) -> tuple[Parent, ReplyMove] | None:
    """Whether the change brought a reply into sight of readers or out of it, and under which parent."""
    known = after or before
    seen, sees = bool(before and before.visible), bool(after and after.visible)
    if known is None or known.parent_id is None or seen == sees:
        return None
    return Parent(known.article_id, known.parent_id), ReplyMove(known.id, appeared=sees)


def settle(replies: Replies, moves: Iterable[ReplyMove]) -> Replies:
    """The visible replies after `moves`, in the order they happened.

    `first` is always a prefix of the visible replies in order of time, at most three long. A reply is taken up only if
    it keeps that true: when every earlier visible reply is in `first` as well. When one of the first goes out of sight
    the prefix gets shorter; nothing is fetched to fill it.
    """
    visible, first = replies
    for reply_id, appeared in moves:
        if not appeared:
            visible -= 1
            first = tuple(known for known in first if known != reply_id)
            continue
        complete = visible == len(first)
        visible += 1
        if complete or (first and reply_id < first[-1]):
            first = tuple(sorted({*first, reply_id}))[:PREVIEWED]
    return Replies(visible, first)


def total(increments: Iterable[Increment]) -> Mapping[Subject, Mapping[str, int]]:
    """Increments added up per tally and name; what comes to nothing is left out."""
    sums: dict[Subject, dict[str, int]] = {}
    for subject, name, by in increments:
        numbers = sums.setdefault(subject, {})
        numbers[name] = numbers.get(name, 0) + by
    nonzero = {subject: {name: by for name, by in numbers.items() if by} for subject, numbers in sums.items()}
    return {subject: numbers for subject, numbers in nonzero.items() if numbers}


def _standing(comment: Comment | None) -> Status | None:
    return comment.status if comment else None
