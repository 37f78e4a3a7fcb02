"""Cursors with which a request for past comments continues the request before."""

from typing import NamedTuple

from shared.storage.moderation.past_comments import TimeSpan, Walk
from shared.web.cursors import cursor as sealed_cursor
from shared.web.cursors import position


class Stop(NamedTuple):
    """The place where a walk continues: the time span of its first request, and the last comment it examined."""

    span: TimeSpan
    behind: str | None


def stop(cursor: str | None, of: str, *, first: TimeSpan) -> Stop:
    """The place where the walk named `of` continues. Without a cursor it begins, with the time span `first`.

    Raises:
        InvalidCursor: the cursor was not made here, or for another walk.
    """
    after = position(cursor, of).after
    if after is None:
        return Stop(first, None)
    since, until, behind = after.split(" ")
    return Stop(TimeSpan(int(since) if since else None, int(until)), behind)


def next_cursor(of: str, span: TimeSpan, walk: Walk) -> str | None:
    """The cursor with which another request continues `walk`; None if the walk is over."""
    behind = walk.rest()
    since = "" if span.since is None else span.since
    return sealed_cursor(of, after=f"{since} {span.until} {behind}") if behind else None
