"""From facts to counts: the increments of one change of the table, and a comment with its new numbers.

Every number is a sum of `Increment`s, so their order does not matter. shared/storage/counting/tallies.py adds each
change exactly once.
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
    """The subject of a tally: an article, a reader, or a comment (`queue`) that enters or leaves a queue."""

    kind: Literal["article", "reader", "queue"]
    id: str


class CommentTally(NamedTuple):
    """The subject of a comment's numbers."""

    article_id: str
    comment_id: str


class ListPlace(NamedTuple):
    """The subject of an article's place in the list of a day or week."""

    kind: TopList
    span: Period
    article_id: str


class DayOfTally(NamedTuple):
    """The subject of the numbers of one UTC day, of an article or of the whole site (None)."""

    day: str
    article_id: str | None


Counted = TallySubject | CommentTally | ListPlace | DayOfTally
"""The subject of a tally."""
Increment = tuple[Counted, str, int]
"""The subject of a tally, the name of a number in it, and the amount to add."""


class Publication(NamedTuple):
    """A reply was approved for the first time."""

    parent: CommentTally
    reply_id: str


def from_click(click: ShareClick) -> list[Increment]:
    """The increments of a share click."""
    return [
        *_of_article(click.article_id, click.day, "shares"),
        *_of_article(click.article_id, click.day, click.network.value),
        *_listed(TopList.MOST_SHARED, click.article_id, 1, at=click.at),
    ]


def from_visit(visit: Visit) -> list[Increment]:
    """The increments of a visit by a shared link, or of a visitor's comment."""
    name = "visitor_comments" if visit.commented else "visits"
    counted = [
        *_of_article(visit.article_id, visit.day, name),
        *_of_article(visit.article_id, visit.day, f"{name}_{visit.network}"),
    ]
    if not visit.commented:
        counted += [(ListPlace(TopList.MOST_SHARED, span, visit.article_id), "visits", 1) for span in spans(visit.at)]
    return counted


def from_vote(before: CastVote | None, after: CastVote) -> list[Increment]:
    """The increments of a reader's vote; `before` is the vote that it replaces."""
    comment = CommentTally(after.article_id, after.comment_id)
    old = before.value if before else 0
    moved = [(comment, "up", (after.value == 1) - (old == 1)), (comment, "down", (after.value == -1) - (old == -1))]
    return [increment for increment in moved if increment[2]]


def from_report(report: FiledReport) -> list[Increment]:
    """The increments of a reader's report."""
    return [
        (CommentTally(report.article_id, report.comment_id), "reports", 1),
        *_on_day(day(report.at), report.article_id, "reports", 1),
    ]


def from_comment(before: Comment | None, after: Comment | None) -> list[Increment]:
    """The increments of a comment's change from `before` (None: it is new) to `after` (None: it was erased).

    Lists and days count a comment for the time when it was written, however late a decision comes.
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
    """The publication of a reply; None unless the change approved a reply for the first time."""
    if after is None or after.parent_id is None or not after.published or (before and before.published):
        return None
    return Publication(CommentTally(after.article_id, after.parent_id), after.id)


def with_counts(comment: Comment, adds: Mapping[str, int], published: Sequence[str], policy: Policy) -> Comment:
    """`comment` after `adds` to its numbers and the `published` replies, in the order of their first approval.

    `first_replies` is always a prefix of the replies that were ever approved, in order of time, at most three long. A
    reply is added only if every earlier one is in the prefix as well. Only an earlier reply ever displaces one. So a
    page of replies can go on behind the last of the prefix.

    The comment is hidden once its reports reach the policy's limit. Reports that a moderator knew of do not count.
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
    """The sums of increments per tally and name. Sums of zero are left out."""
    sums: dict[Counted, dict[str, int]] = {}
    for subject, name, by in increments:
        numbers = sums.setdefault(subject, {})
        numbers[name] = numbers.get(name, 0) + by
    nonzero = {subject: {name: by for name, by in numbers.items() if by} for subject, numbers in sums.items()}
    return {subject: numbers for subject, numbers in nonzero.items() if numbers}


def _of_article(article_id: str, on: str, name: str) -> list[Increment]:
    """Increments by one for an article, for its day, and for the site's day."""
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
    """`decided`, 1 if a moderator has ever decided about the comment, and `decided_after`, the wait in ms."""
    if comment is None or comment.first_decided_at is None:
        return {"decided": 0, "decided_after": 0}
    # Different machines of API Gateway stamp the requests, and their clocks may differ.
    return {"decided": 1, "decided_after": max(0, comment.first_decided_at - comment.created_at)}


def _queue(comment: Comment | None) -> str | None:
    return comment.queue if comment else None
