"""Moderators read the log of everything that moderators do."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel, ConfigDict, Field

from functions.moderation.api import CallingModerator, api
from shared.domain.comments.reasons import Reason
from shared.domain.identifiers import ArticleId, CommentId, ReaderId
from shared.domain.log.log_entry import LogEntry, LoggedAction
from shared.domain.times import Instant, Month
from shared.domain.times import month as month_of
from shared.storage.log import log_entries
from shared.web.cursors import LONGEST, position
from shared.web.cursors import cursor as sealed_cursor
from shared.web.possible_answers import possible_answers

PAGE = 50


class LogLine(BaseModel):
    """A log entry, as moderators see it: one decision or change, by whom, when, from what to what, and why."""

    model_config = ConfigDict(populate_by_name=True)

    id: str
    """Its number. The statement of reasons of the same decision has this number too."""
    at: Instant
    moderator: str
    action: LoggedAction
    article_id: ArticleId | None
    comment_id: CommentId | None
    reader_id: ReaderId | None
    """The author of the comment, or the reader of the ban or the note."""
    ban: str | None
    """The id of the ban that it is about, or that caused it."""
    was: str | None = Field(alias="from")
    became: str | None = Field(alias="to")
    reason: Reason | None
    note: str | None
    rule: str | None
    """The rule that called for a moderator, if one did."""
    automated: bool
    appeal: bool
    """True if it decides an appeal."""
    reports: int
    """Number of reports of the comment that no moderator had settled before."""
    undoes: str | None
    """The number of the decision that it takes back."""
    previous: str | None
    """The number of the entry before about the same comment."""
    seq: int | None
    """Its place in the month's chain; null for the second or two until it is linked."""
    hash: str | None
    """Its hash, which the next entry's hash includes; null until it is linked."""

    @classmethod
    def of(cls, line: log_entries.LinkedEntry) -> "LogLine":
        """The moderators' view of a log entry."""
        link = {"seq": line.seq, "hash": line.hash}
        content = {name: getattr(line.entry, name) for name in cls.model_fields if name not in link}
        return cls(**content, **link)


class LogPage(BaseModel):
    """A page of a month's log, newest first. With `article_id` it may be short or empty and still have a cursor."""

    entries: list[LogLine]
    next_cursor: str | None


@api.get("/v1/moderation/log", responses=possible_answers("invalid-cursor"))
def read_log(
    _: CallingModerator,
    month: Annotated[Month | None, Query()] = None,
    article_id: Annotated[ArticleId | None, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=LONGEST)] = None,
) -> LogPage:
    """The log of a month (UTC), by default the current one: every decision and every change of the moderators."""
    month = month or month_of(api.now)
    list_name = f"log {month} {article_id or ''}"

    def of_article(entry: LogEntry) -> bool:
        return entry.article_id == article_id

    found = log_entries.page(
        month, after=position(cursor, list_name).after, limit=PAGE, wanted=of_article if article_id else None
    )
    return LogPage(
        entries=[LogLine.of(line) for line in found.lines],
        next_cursor=sealed_cursor(list_name, after=found.after) if found.after else None,
    )
