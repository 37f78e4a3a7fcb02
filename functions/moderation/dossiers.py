"""Everything about one comment."""

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
    """When it was made."""
    reader_id: ReaderId


class Whole(BaseModel):
    """Everything about one comment."""

    comment: QueuedComment
    circumstances: Circumstances | None
    """What the verdict went by; null for comments from before this was kept."""
    reports: list[ReportSeen]
    """The newest 50, newest first."""
    reports_settled: int
    """How many reports there were when a moderator approved it all the same."""
    history: list[EarlierText]
    """What it said before, newest first; kept for 180 days."""
    record: list[LogLine]
    """What moderators did with it, newest first; the last 20."""
    reader: ReaderRecord
    """What became of its author's comments."""
    origin: Origin | None
    """Where it came from, which is what bans go by; null once that is no longer kept."""


@api.get("/v1/moderation/articles/<article_id>/comments/<comment_id>", responses=possible_answers("comment-not-found"))
def look_at(article_id: OfArticle, comment_id: OfComment, _: CallingModerator) -> Whole:
    """Everything about one comment: as typed, its verdict, reports, history, and its author's record."""
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
