"""How requests for past comments go on where the one before stopped."""

from typing import NamedTuple

from shared.storage.moderation.past_comments import TimeSpan, Walk
from shared.web.cursors import cursor as sealed_cursor
from shared.web.cursors import position


class Stop(NamedTuple):
    """The time that a walk is about, which its first request has said, and the comment that it goes on behind."""

    span: TimeSpan
    behind: str | None


def stop(cursor: str | None, of: str, *, first: TimeSpan) -> Stop:
    """Where the walk named `of` goes on; without a cursor it begins, and is about the time `first`.

    Raises:
        InvalidCursor: the cursor was not made here, or for another walk.
    """
    after = position(cursor, of).after
    if after is None:
        return Stop(first, None)
    since, until, behind = after.split(" ")
    return Stop(TimeSpan(int(since) if since else None, int(until)), behind)


def next_cursor(of: str, span: TimeSpan, walk: Walk) -> str | None:
    """The cursor that lets another request go on where `walk` was left; None if it is over."""
    behind = walk.rest()
    since = "" if span.since is None else span.since
    return sealed_cursor(of, after=f"{since} {span.until} {behind}") if behind else None
