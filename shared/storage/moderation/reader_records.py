"""What moderators know of a reader."""

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
"""How many notes are shown, the newest ones."""


class ReaderComments(NamedTuple):
    """Some comments of a reader, and whether there are more."""

    comments: list[Comment]
    more: bool


def record(reader_id: str) -> ReaderRecord | None:
    """How a reader's comments were judged; None if there never was one."""
    tally = keys.reader_tally(reader_id)
    item = table.get(tally).get(tally)
    return ReaderRecord.model_validate(item) if item else None


def comments(reader_id: str, *, after: str | None, limit: int) -> ReaderComments:
    """Up to `limit` comments of a reader, whatever their status, those behind the place `after` (see `place`).

    By article, the last in the alphabet first, and on each the newest first.
    """
    page = table.query(
        "reader",
        "reader_id = :reader" + (" AND reader_sk < :after" if after else ""),
        {":reader": reader_id, ":after": after},
        limit=limit + 1,
        forward=False,
    )
    found = [from_item(item) for item in page.items]
    return ReaderComments(found[:limit], more=len(found) > limit)


def place(comment: Comment) -> str | None:
    """Where a comment stands among its reader's."""
    return indexes.positions(comment)["reader_sk"]


def origins(found: list[Comment], *, at: int) -> dict[str, Origin]:
    """Where comments came from, by id, as far as that is to be known at `at` (ms since the epoch), in one batched read.

    What has expired may lie there for days (AWS: DynamoDB, Time to Live).
    """
    kept = table.get(*(keys.origin(comment.article_id, comment.id) for comment in found)) if found else {}
    known = [item for item in kept.values() if at < int(item["expires_at"]) * SECOND]
    return {item["comment_id"]: Origin.model_validate(item) for item in known}


def notes(reader_id: str) -> list[Note]:
    """The newest notes about a reader, the last first."""
    page = table.query(None, "pk = :notes", {":notes": keys.notes_of(reader_id)}, limit=NOTES, forward=False)
    return [Note.model_validate(item) for item in page.items]


def write(reader_id: str, outcome: NoteOutcome) -> None:
    """Keep a note under the number of its entry in the log, and put it on record, in one transaction."""
    note, entry = outcome
    if entry is None:
        return
    item = {**keys.note(reader_id, note.at, entry.id)._asdict(), **table.fields(note)}
    table.write(table.new(item), log_entries.line(entry))
