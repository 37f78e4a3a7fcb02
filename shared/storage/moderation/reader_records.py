"""Reads and writes of everything that moderators see about a reader."""

from typing import NamedTuple

from shared.domain.comments.comment import Comment
from shared.domain.moderation.reader_records import Note, NoteOutcome
from shared.domain.people.reader import ReaderRecord
from shared.domain.times import SECOND
from shared.storage import indexes, keys, table
from shared.storage.comments.comment_item import from_item
from shared.storage.comments.origins import Origin
from shared.storage.log import log_entries

NOTES = 100
"""The most notes that are shown, the newest ones."""


class ReaderComments(NamedTuple):
    """Some comments of a reader; `more` is True if others follow."""

    comments: list[Comment]
    more: bool


def record(reader_id: str) -> ReaderRecord | None:
    """The record of a reader, counted from the verdicts on their comments; None if they never commented."""
    tally = keys.reader_tally(reader_id)
    item = table.get(tally).get(tally)
    return ReaderRecord.model_validate(item) if item else None


def comments(reader_id: str, *, after: str | None, limit: int) -> ReaderComments:
    """Up to `limit` comments of a reader, of every status, behind the place `after` (see `place`).

    Articles come in descending order of their ids, and on each article the newest comment first.
    """
    page = table.query(
        "reader",
        "reader_id = :reader" + (" AND reader_sk < :after" if after else ""),
        {":reader": reader_id, ":after": after},
        limit=limit + 1,
        forward=False,
    )
    comments = [from_item(item) for item in page.items]
    return ReaderComments(comments[:limit], more=len(comments) > limit)


def place(comment: Comment) -> str | None:
    """The place of a comment among all comments of its reader."""
    return indexes.positions(comment)["reader_sk"]


def origins(of: list[Comment], *, at: int) -> dict[str, Origin]:
    """The origins of comments, by comment id, in one batched read.

    Origins that have expired at `at` (ms since the epoch) are left out. An expired item may stay in the table for
    days (AWS: DynamoDB, Time to Live).
    """
    stored = table.get(*(keys.origin(comment.article_id, comment.id) for comment in of)) if of else {}
    unexpired = [item for item in stored.values() if at < int(item["expires_at"]) * SECOND]
    return {item["comment_id"]: Origin.model_validate(item) for item in unexpired}


def notes(reader_id: str) -> list[Note]:
    """The newest notes about a reader, the newest first."""
    page = table.query(None, "pk = :notes", {":notes": keys.notes_of(reader_id)}, limit=NOTES, forward=False)
    return [Note.model_validate(item) for item in page.items]


def write(reader_id: str, outcome: NoteOutcome) -> None:
    """Store a note, under the number of its log entry, and that entry in one transaction."""
    note, entry = outcome
    if entry is None:
        return
    item = {**keys.note(reader_id, note.at, entry.id)._asdict(), **table.fields(note)}
    table.write(table.new(item), log_entries.line(entry))
