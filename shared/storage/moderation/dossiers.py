"""Everything that is kept about one comment, besides itself."""

from typing import NamedTuple

from pydantic import BaseModel

from shared.domain.articles.article import Article
from shared.domain.comments.comment import Comment, Status
from shared.domain.comments.votes_and_reports import FiledReport
from shared.domain.people.reader import ReaderRecord
from shared.domain.refusals import CommentNotFound
from shared.domain.times import Instant
from shared.storage import keys, table
from shared.storage.comments.comment_item import from_item
from shared.storage.comments.origins import Origin
from shared.storage.log import log_entries
from shared.storage.table import Item
from shared.telemetry import logger

MOST_REPORTS = 50
MOST_TEXTS = 20
MOST_ENTRIES = 20
_REPORTS_READ = 250
"""Reports lie by reader; of so many the newest are found. Nobody reads more than that."""


class EarlierText(BaseModel):
    """What a comment said until its author changed it or took it back."""

    at: Instant
    """When it was changed."""
    name: str
    body: str
    status: Status


class Dossier(NamedTuple):
    """A comment, and everything that is kept about it."""

    comment: Comment
    article: Article | None
    reports: list[FiledReport]
    """Newest first."""
    history: list[EarlierText]
    """Newest first."""
    record: list[log_entries.LinkedEntry]
    """What moderators did with it, newest first."""
    reader: ReaderRecord
    origin: Origin | None


def dossier(article_id: str, comment_id: str) -> Dossier:
    """Everything about one comment, in four requests, and one more for each entry of the log about it but the last.

    Raises:
        CommentNotFound: there is no such comment.
    """
    about, where = keys.article(article_id), keys.origin(article_id, comment_id)
    subject = keys.comment(article_id, comment_id)
    found = table.get(subject, about, where, consistent=True)
    comment = from_item(found[subject]) if subject in found else None
    if comment is None or comment.id != comment_id:
        raise CommentNotFound("There is no such comment on this article.")
    tally = keys.reader_tally(comment.reader_id)
    last = keys.log_entry_of(comment.logged) if comment.logged else None
    also = table.get(tally, *([last] if last else []), consistent=True)
    return Dossier(
        comment=comment,
        article=Article.model_validate(found[about]) if about in found else None,
        reports=_reports(comment),
        history=_history(comment),
        record=_record(log_entries.from_item(also[last])) if last in also else [],
        reader=ReaderRecord.model_validate(also.get(tally, {})),
        origin=Origin.model_validate(found[where]) if where in found else None,
    )


def _reports(comment: Comment) -> list[FiledReport]:
    items = _newest(keys.reports_of(comment.article_id, comment.id), limit=_REPORTS_READ)
    reports = [FiledReport.model_validate(item) for item in items]
    return sorted(reports, key=lambda report: report.at, reverse=True)[:MOST_REPORTS]


def _history(comment: Comment) -> list[EarlierText]:
    items = _newest(keys.history_of(comment.article_id, comment.id), limit=MOST_TEXTS)
    return [EarlierText.model_validate({**item, "at": keys.time_of_text(item["sk"])}) for item in items]


def _record(last: log_entries.LinkedEntry) -> list[log_entries.LinkedEntry]:
    """`last` and the lines before it; each names the one before."""
    lines = [last]
    while len(lines) < MOST_ENTRIES and (previous := lines[-1].entry.previous):
        found = log_entries.lines([previous]).get(previous)
        if found is None:
            logger.error("a line of the log is gone", number=previous)
            break
        lines.append(found)
    return lines


def _newest(partition: str, *, limit: int) -> list[Item]:
    return table.query(None, "pk = :partition", {":partition": partition}, limit=limit, forward=False).items
