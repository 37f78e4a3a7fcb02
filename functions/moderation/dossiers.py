"""Moderators read everything about one comment."""

from pydantic import BaseModel

from functions.moderation.api import CallingModerator, OfArticle, OfComment, api
from functions.moderation.log import LogLine
from functions.moderation.views import QueuedComment
from shared.domain.comments.reasons import ReportReason
from shared.domain.identifiers import ReaderId
from shared.domain.judging.verdict import Circumstances
from shared.domain.people.reader import ReaderRecord
from shared.domain.times import Instant
from shared.storage.comments.origins import Origin
from shared.storage.moderation.dossiers import EarlierText, dossier
from shared.web.possible_answers import possible_answers


class ReportSeen(BaseModel):
    """A reader's report, as moderators see it."""

    reason: ReportReason
    note: str | None
    at: Instant
    """Time at which it was made."""
    reader_id: ReaderId


class Whole(BaseModel):
    """Everything about one comment."""

    comment: QueuedComment
    circumstances: Circumstances | None
    """The facts on which the verdict was based; null for comments from before these were stored."""
    reports: list[ReportSeen]
    """The newest 50, the newest first."""
    reports_settled: int
    """Number of its reports at the time of the last approval by a moderator."""
    history: list[EarlierText]
    """Its earlier texts, newest first; kept for 180 days."""
    record: list[LogLine]
    """The last 20 log entries about it, newest first."""
    reader: ReaderRecord
    """The record of its author: how all their comments were judged."""
    origin: Origin | None
    """Its origin (address hash, mail domain), by which moderators can ban; null after 30 days."""


@api.get("/v1/moderation/articles/<article_id>/comments/<comment_id>", responses=possible_answers("comment-not-found"))
def look_at(article_id: OfArticle, comment_id: OfComment, _: CallingModerator) -> Whole:
    """Everything about one comment: its text as typed, verdict, reports, history, and its author's record."""
    found = dossier(article_id, comment_id)
    return Whole(
        comment=QueuedComment.of(found.comment, found.article),
        circumstances=found.comment.circumstances,
        reports=[ReportSeen(**report.model_dump(include=set(ReportSeen.model_fields))) for report in found.reports],
        reports_settled=found.comment.reports_settled,
        history=found.history,
        record=[LogLine.of(line) for line in found.record],
        reader=found.reader,
        origin=found.origin,
    )
