"""Moderators add notes about a reader."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from shared.domain.log.log_entry import LogEntry, LoggedAction, LogStamp
from shared.domain.times import Instant


class Note(BaseModel):
    """A moderator's note about a reader, for other moderators."""

    model_config = ConfigDict(frozen=True)

    by: str
    at: Instant
    text: str


class NoteOutcome(NamedTuple):
    """The newest note about a reader, and its log entry: None if the note was stored before."""

    note: Note
    entry: LogEntry | None


def note(newest_first: Sequence[Note], reader_id: str, text: str, stamp: LogStamp) -> NoteOutcome:
    """Add a note about a reader, unless it repeats the newest note and is by the same moderator."""
    newest = next(iter(newest_first), None)
    if newest and (newest.by, newest.text) == (stamp.by, text):
        return NoteOutcome(newest, None)
    added = Note(by=stamp.by, at=stamp.at, text=text)
    return NoteOutcome(added, stamp.entry(LoggedAction.NOTE, reader_id=reader_id, note=text))
