"""Moderators look at a reader, note something about them, and suspend them."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import BaseModel, ConfigDict, StringConstraints

from functions.moderation.api import CallingModerator, api, log_stamp
from functions.moderation.ban_changes import ShownBan
from functions.moderation.views import QueuedComment
from shared.domain.identifiers import ReaderId
from shared.domain.moderation import ban_changes as rules_of_bans
from shared.domain.moderation import reader_records as rules
from shared.domain.moderation.ban_changes import MessageToReader, ProposedBan, ReasonForModerators
from shared.domain.moderation.reader_records import Note
from shared.domain.people.ban import BanKind
from shared.domain.people.reader import ReaderRecord
from shared.domain.refusals import ReaderNotFound
from shared.domain.times import Moment
from shared.storage.comments.origins import Origin
from shared.storage.moderation import ban_changes, queues, reader_records
from shared.web.cursors import LONGEST, position
from shared.web.cursors import cursor as sealed_cursor
from shared.web.possible_answers import possible_answers

COMMENTS = 20
"""The most comments of one answer."""
OfReader = Annotated[ReaderId, Path()]


class KnownReader(BaseModel):
    """Everything that is stored about a reader."""

    reader_id: ReaderId
    counts: ReaderRecord
    """The tallies of their comments: how these were judged."""
    bans: list[ShownBan]
    """The ban of this reader, if there is one. A ban is shown for 30 more days after it ended or was lifted."""
    notes: list[Note]
    """The newest hundred notes of moderators, the newest first."""
    comments: list[QueuedComment]
    """Their comments of every status: articles in descending order of their ids, on each the newest comment first."""
    origins: dict[str, Origin]
    """The origins of these comments (address hash, mail domain), by comment id; kept for 30 days."""
    next_cursor: str | None


class AboutReader(BaseModel):
    """A note about a reader, the start or the end of a suspension, or both."""

    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)] | None = None
    """For moderators; it is added to the earlier notes."""
    suspended_until: Moment | None = None
    """The end of the reader's ban; null lifts the ban. If it is left out, nothing changes."""
    reason: ReasonForModerators = ""
    """The reason for the suspension, for moderators."""
    told: MessageToReader | None = None
    """The message to the reader."""

    def ban_of(self, reader_id: str) -> ProposedBan | None:
        """The ban that suspends the reader; None if the suspension is to end."""
        if self.suspended_until is None:
            return None
        return ProposedBan.model_construct(
            kind=BanKind.READER, value=reader_id, until=self.suspended_until, reason=self.reason, told=self.told
        )


@api.get("/v1/moderation/readers/<reader_id>", responses=possible_answers("invalid-cursor", "reader-not-found"))
def reader(
    reader_id: OfReader,
    _: CallingModerator,
    cursor: Annotated[str | None, Query(max_length=LONGEST)] = None,
) -> KnownReader:
    """A reader's record: counts, bans, moderators' notes, and the comments with their whole verdicts."""
    return _record(reader_id, cursor)


@api.patch("/v1/moderation/readers/<reader_id>", responses=possible_answers("reader-not-found", "status-changed"))
def change(reader_id: OfReader, change: AboutReader, moderator: CallingModerator) -> KnownReader:
    """Add a note about a reader, suspend the reader, or end the suspension. A suspension is a ban with an end."""
    _record(reader_id)
    if "suspended_until" in change.model_fields_set:
        ban = ban_changes.facts(BanKind.READER, reader_id)
        ban_changes.write(ban, rules_of_bans.suspend(ban, change.ban_of(reader_id), log_stamp(moderator)))
    if change.note:
        notes = reader_records.notes(reader_id)
        reader_records.write(reader_id, rules.note(notes, reader_id, change.note, log_stamp(moderator)))
    return _record(reader_id)


def _record(reader_id: str, cursor: str | None = None) -> KnownReader:
    list_name = f"reader {reader_id}"
    counted, banned = reader_records.record(reader_id), ban_changes.facts(BanKind.READER, reader_id)
    page = reader_records.comments(reader_id, after=position(cursor, list_name).after, limit=COMMENTS)
    notes = reader_records.notes(reader_id)
    if not (counted or banned.ban or page.comments or notes):
        raise ReaderNotFound("No reader with this id has ever commented.")
    articles = queues.articles({comment.article_id for comment in page.comments})
    return KnownReader(
        reader_id=reader_id,
        counts=counted or ReaderRecord(),
        bans=[ShownBan.of(banned, at=api.now)] if banned.ban else [],
        notes=notes,
        comments=[QueuedComment.of(comment, articles.get(comment.article_id)) for comment in page.comments],
        origins=reader_records.origins(page.comments, at=api.now),
        next_cursor=sealed_cursor(list_name, after=reader_records.place(page.comments[-1])) if page.more else None,
    )
