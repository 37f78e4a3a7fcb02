"""From facts to counts: what one change of the table adds to which tally, and how that leaves a comment.

Every number is a sum of `Increment`s, and a sum does not care about order; that each change is added exactly once is
the business of `storage/tallies.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from shared.domain.articles.top_lists import Period, TopList, spans
from shared.domain.comments.comment import TURNED_DOWN, Comment, Status
from shared.domain.comments.nesting import PREVIEWED
from shared.domain.comments.ranking import score
from shared.domain.comments.visibility import hidden
from shared.domain.comments.votes_and_reports import CastVote, FiledReport
from shared.domain.identifiers import created_at
from shared.domain.judging.policy import Policy
from shared.domain.sharing.share_click import ShareClick
from shared.domain.sharing.visit import Visit
from shared.domain.times import day


class TallySubject(NamedTuple):
    """What is counted: everything about an article, a reader, or a comment's queue."""

    kind: Literal["article", "reader", "queue"]
    id: str


class CommentTally(NamedTuple):
    """What is counted about one comment."""

    article_id: str
    comment_id: str


class ListPlace(NamedTuple):
    """What is counted for an article's place in the list of a day or week."""

    kind: TopList
    span: Period
    article_id: str


class DayOfTally(NamedTuple):
    """What is counted for one UTC day of an article, or of the whole site (None)."""

    day: str
    article_id: str | None


Counted = TallySubject | CommentTally | ListPlace | DayOfTally
"""A tally, by what it counts."""
Increment = tuple[Counted, str, int]
"""A tally, the name of a number in it, and what to add."""


class Publication(NamedTuple):
    """A reply was approved for the first time."""

    parent: CommentTally
    reply_id: str


def from_click(click: ShareClick) -> list[Increment]:
    """What a share click adds."""
    return [
        *_of_article(click.article_id, click.day, "shares"),
        *_of_article(click.article_id, click.day, click.network.value),
        *_listed(TopList.MOST_SHARED, click.article_id, 1, at=click.at),
    ]


def from_visit(visit: Visit) -> list[Increment]:
    """What a visit by a shared link adds, or a comment by a visitor."""
    name = "visitor_comments" if visit.commented else "visits"
    counted = [
        *_of_article(visit.article_id, visit.day, name),
        *_of_article(visit.article_id, visit.day, f"{name}_{visit.network}"),
    ]
    if not visit.commented:
        counted += [(ListPlace(TopList.MOST_SHARED, span, visit.article_id), "visits", 1) for span in spans(visit.at)]
    return counted


def from_vote(before: CastVote | None, after: CastVote) -> list[Increment]:
    """What a reader's vote adds, given how they voted before."""
    comment = CommentTally(after.article_id, after.comment_id)
    old = before.value if before else 0
    moved = [(comment, "up", (after.value == 1) - (old == 1)), (comment, "down", (after.value == -1) - (old == -1))]
    return [increment for increment in moved if increment[2]]


def from_report(report: FiledReport) -> list[Increment]:
    """What a reader's report adds."""
    return [
        (CommentTally(report.article_id, report.comment_id), "reports", 1),
        *_on_day(day(report.at), report.article_id, "reports", 1),
    ]


def from_comment(before: Comment | None, after: Comment | None) -> list[Increment]:
    """What a comment's change from `before` (None: it is new) to `after` (None: it was erased) adds.

    In the lists and for the days it counts for when it was written, whatever is decided about it and whenever.
    """
    known = after or before
    if known is None:
        return []
    old, new = _status(before), _status(after)
    seen = (new is Status.APPROVED) - (old is Status.APPROVED)
    written = day(created_at(known.id))
    moved: list[Increment] = [
        (TallySubject("article", known.article_id), "comments", seen),
        (TallySubject("reader", known.reader_id), "approved", _vouches(after) - _vouches(before)),
        (TallySubject("reader", known.reader_id), "rejected", (new in TURNED_DOWN) - (old in TURNED_DOWN)),
        (TallySubject("reader", known.reader_id), "spam", (new is Status.SPAM) - (old is Status.SPAM)),
        (TallySubject("reader", known.reader_id), "comments", _stands(after) - _stands(before)),
        *_listed(TopList.MOST_DISCUSSED, known.article_id, seen, at=created_at(known.id)),
    ]
    moved += _on_day(written, known.article_id, "posted", (after is not None) - (before is not None))
    for name in ("decided", "decided_after"):
        moved += _on_day(written, known.article_id, name, _waited(after)[name] - _waited(before)[name])
    if old is not new:
        for status, by in ((old, -1), (new, 1)):
            moved += _on_day(written, known.article_id, status.value, by) if status else []
    if known.parent_id:
        moved.append((CommentTally(known.article_id, known.parent_id), "replies", seen))
    if _queue(before) != _queue(after):
        moved += [
            (TallySubject("queue", known.id), queue, by)
            for queue, by in ((_queue(before), -1), (_queue(after), 1))
            if queue
        ]
    return [increment for increment in moved if increment[2]]


def publication(before: Comment | None, after: Comment | None) -> Publication | None:
    """Whether the change approved a reply for the first time."""
    if after is None or after.parent_id is None or not after.published or (before and before.published):
        return None
    return Publication(CommentTally(after.article_id, after.parent_id), after.id)


def with_counts(comment: Comment, adds: Mapping[str, int], published: Sequence[str], policy: Policy) -> Comment:
    """`comment` after `adds` to its numbers and the `published` replies, in the order they were approved first.

    `first_replies` is always a prefix of the replies that were ever approved, in order of time, at most three long. A
    reply is taken up only if it keeps that true: when every earlier one is there as well. None is ever taken out but by
    an earlier one, so the place behind the last of them is a place to go on from.

    More reports than the policy bears, not counting those a moderator knew of, take the comment out of sight.
    """
    first, count = comment.first_replies, comment.published_replies
    for reply in published:
        complete = count == len(first)
        count += 1
        if complete or (first and reply < first[-1]):
            first = tuple(sorted({*first, reply}))[:PREVIEWED]
    up, down = comment.up + adds.get("up", 0), comment.down + adds.get("down", 0)
    stands = comment.model_copy(
        update={
            "up": up,
            "down": down,
            "score": score(up, down),
            "replies": comment.replies + adds.get("replies", 0),
            "reports": comment.reports + adds.get("reports", 0),
            "published_replies": count,
            "first_replies": first,
        }
    )
    if stands.visible and stands.reports - stands.reports_settled >= policy.reports_to_hide:
        return hidden(stands, Status.REPORTED)
    return stands


def total(increments: Iterable[Increment]) -> Mapping[Counted, Mapping[str, int]]:
    """Increments added up per tally and name; what comes to nothing is left out."""
    sums: dict[Counted, dict[str, int]] = {}
    for subject, name, by in increments:
        numbers = sums.setdefault(subject, {})
        numbers[name] = numbers.get(name, 0) + by
    nonzero = {subject: {name: by for name, by in numbers.items() if by} for subject, numbers in sums.items()}
    return {subject: numbers for subject, numbers in nonzero.items() if numbers}


def _of_article(article_id: str, on: str, name: str) -> list[Increment]:
    """One more of something, in all and for the day."""
    return [(TallySubject("article", article_id), name, 1), *_on_day(on, article_id, name, 1)]


def _on_day(on: str, article_id: str, name: str, by: int) -> list[Increment]:
    return [(DayOfTally(on, article_id), name, by), (DayOfTally(on, None), name, by)]


def _listed(kind: TopList, article_id: str, by: int, *, at: int) -> list[Increment]:
    return [(ListPlace(kind, span, article_id), "top_count", by) for span in spans(at)]


def _status(comment: Comment | None) -> Status | None:
    return comment.status if comment else None


def _vouches(comment: Comment | None) -> bool:
    return comment is not None and comment.vouches


def _stands(comment: Comment | None) -> bool:
    return comment is not None and comment.status is not Status.WITHDRAWN


def _waited(comment: Comment | None) -> dict[str, int]:
    """Whether a moderator has ever decided about it, and how long that took, in ms."""
    if comment is None or comment.first_decided_at is None:
        return {"decided": 0, "decided_after": 0}
    # API Gateway's machines stamp the requests, and their clocks need not be one.
    return {"decided": 1, "decided_after": max(0, comment.first_decided_at - comment.created_at)}


def _queue(comment: Comment | None) -> str | None:
    return comment.queue if comment else None
