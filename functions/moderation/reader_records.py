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
"""How many comments one answer has."""
OfReader = Annotated[ReaderId, Path()]


class KnownReader(BaseModel):
    """What is known of a reader."""

    reader_id: ReaderId
    counts: ReaderRecord
    """How their comments were judged, from the tallies."""
    bans: list[ShownBan]
    """The ban of this reader, if there is one; also one that has ended, or was lifted, within 30 days."""
    notes: list[Note]
    """What moderators noted, the last first; the newest hundred."""
    comments: list[QueuedComment]
    """Whatever their status: by article, the last in the alphabet first, and on each the newest first."""
    origins: dict[str, Origin]
    """Where these comments came from, by id; kept for 30 days."""
    next_cursor: str | None


class AboutReader(BaseModel):
    """What a moderator notes about a reader, and whether the reader is suspended."""

    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)] | None = None
    """For moderators; it is added to the notes that are there."""
    suspended_until: Moment | None = None
    """Until when the reader is banned; null lifts the ban. Left out, it stays as it is."""
    reason: ReasonForModerators = ""
    """Why the reader is suspended, for moderators."""
    told: MessageToReader | None = None
    """The message to the reader."""

    def ban_of(self, reader_id: str) -> ProposedBan | None:
        """The ban by which the reader is suspended; None if the reader is not to be suspended any more."""
        if self.suspended_until is None:
            return None
        until, reason, told = self.suspended_until, self.reason, self.told
        return ProposedBan.model_construct(kind=BanKind.READER, value=reader_id, until=until, reason=reason, told=told)


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
    """Note something about a reader, or suspend one: a suspension is a ban with an end. Or end that."""
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
        raise ReaderNotFound("No reader of this id has ever commented.")
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
