"""Reads of everything that is stored about one comment."""

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
"""The most reports that are read to find the newest ones: the table has them in the order of readers, not of time."""


class EarlierText(BaseModel):
    """A comment's text before its author edited or withdrew it."""

    at: Instant
    """Time of the edit or withdrawal."""
    name: str
    body: str
    status: Status


class Dossier(NamedTuple):
    """A comment, and everything that is stored about it."""

    comment: Comment
    article: Article | None
    reports: list[FiledReport]
    """Newest first."""
    history: list[EarlierText]
    """Newest first."""
    record: list[log_entries.LinkedEntry]
    """The log entries about it, newest first."""
    reader: ReaderRecord
    origin: Origin | None


def dossier(article_id: str, comment_id: str) -> Dossier:
    """Everything about one comment, in four requests, and one more for each earlier log entry about it.

    Raises:
        CommentNotFound: there is no such comment.
    """
    about, where = keys.article(article_id), keys.origin(article_id, comment_id)
    subject = keys.comment(article_id, comment_id)
    items = table.get(subject, about, where, consistent=True)
    comment = from_item(items[subject]) if subject in items else None
    if comment is None or comment.id != comment_id:
        raise CommentNotFound("There is no such comment on this article.")
    tally = keys.reader_tally(comment.reader_id)
    last = keys.log_entry_of(comment.logged) if comment.logged else None
    also = table.get(tally, *([last] if last else []), consistent=True)
    return Dossier(
        comment=comment,
        article=Article.model_validate(items[about]) if about in items else None,
        reports=_reports(comment),
        history=_history(comment),
        record=_record(log_entries.from_item(also[last])) if last in also else [],
        reader=ReaderRecord.model_validate(also.get(tally, {})),
        origin=Origin.model_validate(items[where]) if where in items else None,
    )


def _reports(comment: Comment) -> list[FiledReport]:
    items = _newest(keys.reports_of(comment.article_id, comment.id), limit=_REPORTS_READ)
    reports = [FiledReport.model_validate(item) for item in items]
    return sorted(reports, key=lambda report: report.at, reverse=True)[:MOST_REPORTS]


def _history(comment: Comment) -> list[EarlierText]:
    items = _newest(keys.history_of(comment.article_id, comment.id), limit=MOST_TEXTS)
    return [EarlierText.model_validate({**item, "at": keys.time_of_text(item["sk"])}) for item in items]


def _record(last: log_entries.LinkedEntry) -> list[log_entries.LinkedEntry]:
    """`last` and the log entries before it; each entry has the number of the one before."""
    entries = [last]
    while len(entries) < MOST_ENTRIES and (previous := entries[-1].entry.previous):
        earlier = log_entries.lines([previous]).get(previous)
        if earlier is None:
            logger.error("a log entry is gone", number=previous)
            break
        entries.append(earlier)
    return entries


def _newest(partition: str, *, limit: int) -> list[Item]:
    return table.query(None, "pk = :partition", {":partition": partition}, limit=limit, forward=False).items
