"""The sums of a month of moderation, for a report under the Digital Services Act."""

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

from functions.moderation.api import CallingModerator, api
from shared.domain.log.hash_chain import MonthHead
from shared.domain.log.transparency import MonthCounts, ReasonsGiven, states_reasons
from shared.domain.times import Month, day, days_of
from shared.domain.times import month as month_of
from shared.storage.log import log_chain, log_entries
from shared.storage.moderation import numbers
from shared.web.cursors import LONGEST, position
from shared.web.cursors import cursor as sealed_cursor
from shared.web.possible_answers import possible_answers

PAGE = 100


class ChainHead(BaseModel):
    """The linked part of the month's log. The counts are of exactly these entries."""

    entries: int
    hash: str | None
    """The hash of the last linked entry; null if there is none."""


class Transparency(BaseModel):
    """A month of moderation, without anybody's name, text, note or pseudonym."""

    month: str
    """The month, as `2026-11` (UTC)."""
    chain: ChainHead
    counts: MonthCounts
    notices: int
    """Number of readers' reports of comments."""
    statements: list[ReasonsGiven]
    """A page of the statements of reasons, newest first. It may be short or empty and still have a cursor."""
    next_cursor: str | None


@api.get("/v1/moderation/transparency", responses=possible_answers("invalid-cursor"))
def transparency(
    _: CallingModerator,
    month: Annotated[Month | None, Query()] = None,
    cursor: Annotated[str | None, Query(max_length=LONGEST)] = None,
) -> Transparency:
    """The transparency figures of a month (UTC), by default the current one."""
    month = month or month_of(api.now)
    list_name = f"transparency {month}"
    found = log_entries.page(month, after=position(cursor, list_name).after, limit=PAGE, wanted=states_reasons)
    head = log_chain.head(month) or MonthHead()
    past = [on for on in days_of(month) if on <= day(api.now)]
    reports = sum(tally["reports"] for tally in numbers.of_days(past, article_id=None).values())
    return Transparency(
        month=month,
        chain=ChainHead(entries=head.seq, hash=head.hash if head.seq else None),
        counts=MonthCounts.of(head.sums),
        notices=reports,
        statements=[ReasonsGiven.of(line.entry) for line in found.lines],
        next_cursor=sealed_cursor(list_name, after=found.after) if found.after else None,
    )
