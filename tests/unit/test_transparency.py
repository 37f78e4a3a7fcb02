"""A month's numbers of moderation, and the records of its statements of reasons."""

from collections import Counter
from typing import Any

import pytest

from shared.domain.comments.reasons import Reason
from shared.domain.log.log_entry import LogEntry
from shared.domain.log.transparency import MonthCounts, ReasonsGiven, Source, counted
from shared.domain.times import HOUR, MINUTE

PERSONAL = {
    "moderator": "m-secret",
    "reader_id": "k7q4x8w6zt3v9f2a",
    "comment_id": "01m81b5y00a3v9f2k7q4x8w6zt",
    "note": "words-secret",
    "article_id": "article-secret",
    "ban": "ban-secret",
}


def entry(action: str, was: str = "pending", became: str | None = None, **more: Any) -> LogEntry:
    results = {"approve": "approved", "reject": "rejected", "spam": "spam"}
    line = {"id": "01m81b7byx000g40r40m30e209", "at": 0, "moderator": "m"}
    return LogEntry(**{**line, "action": action, "was": was, "became": became or results.get(action), **more})


def counts(*entries: LogEntry) -> MonthCounts:
    return MonthCounts.of(sum(map(counted, entries), Counter[str]()))


def test_what_is_turned_down_counts_by_reason_and_by_what_brought_it_to_a_moderator() -> None:
    told = counts(
        entry("reject", reason="hate", rule="banned-words"),
        entry("reject", reason="hate", was="reported", reports=3, rule="banned-words"),
        entry("reject", reason="off-topic", was="approved"),
        entry("spam", reason="spam", was="approved", reports=1, ban="x", automated=True),
        entry("approve"),
    ).restrictions
    assert told.total == 4
    assert +Counter(told.by_reason) == {Reason.HATE: 2, Reason.OFF_TOPIC: 1, Reason.SPAM: 1}
    assert set(told.by_reason) == set(Reason), "a reason that nobody gave is a zero, not a gap"
    assert told.by_source == {Source.RULE: 1, Source.REPORTS: 2, Source.MODERATOR: 1}
    assert (told.after_publication, told.by_bans, told.automated) == (3, 1, 1)


def test_a_second_decision_about_what_is_down_is_no_second_restriction() -> None:
    told = counts(entry("spam", was="rejected"), entry("reject", was="rejected", appeal=True, waited=0))
    assert told.restrictions.total == 0
    assert (told.appeals.upheld, told.restored) == (1, 0)


def test_what_comes_back_is_restored_by_whichever_way() -> None:
    told = counts(
        entry("approve", was="rejected", appeal=True, waited=0),
        entry("approve", was="spam"),
        entry("undo", was="rejected", became="pending"),
        entry("undo", was="approved", became="rejected"),
        entry("approve"),
    )
    assert told.restored == 3
    assert (told.appeals.reversed, told.appeals.decided) == (1, 1)


@pytest.mark.parametrize(
    ("waited", "median"),
    [
        ([], None),
        ([0], 1),
        ([HOUR], 1),
        ([HOUR + 1], 3),
        ([MINUTE, 2 * HOUR, 30 * HOUR], 3),
        ([MINUTE, 30 * HOUR], 1),
        ([3 * 365 * 24 * HOUR], 8_760),
    ],
)
def test_half_of_the_appeals_were_decided_within_the_hours_it_tells(waited: list[int], median: int | None) -> None:
    appeals = [entry("approve", was="rejected", appeal=True, waited=one) for one in waited]
    assert counts(*appeals).appeals.median_within_hours == median


def test_what_is_not_about_a_comment_counts_as_a_deed() -> None:
    told = counts(entry("ban", was=None, became=None), entry("thread", was="open", became="closed"))
    assert +Counter(told.deeds) == {"ban": 1, "thread": 1}
    assert (told.restrictions.total, told.restored) == (0, 0)


def test_there_is_a_limited_number_of_names_whatever_is_in_the_log() -> None:
    hostile = entry("reject", reason=None, rule="r" * 500, note="n" * 900, was="anything", became="rejected")
    assert set(counted(hostile)) == {"reject", "restricted", "restricted/reason/other", "restricted/source/rule"}


def test_a_statement_is_told_without_anything_about_anybody() -> None:
    told = ReasonsGiven.of(entry("reject", reason="illegal", was="approved", rule="banned-words", **PERSONAL))
    assert told.model_dump(mode="json") == {
        "number": "01m81b7byx000g40r40m30e209",
        "decided_at": "1970-01-01T00:00:00.000Z",
        "restriction": "rejected",
        "reason": "illegal",
        "ground": "illegal",
        "source": "rule",
        "rule": "banned-words",
        "automated": False,
        "after_publication": True,
        "appeal": False,
    }
    assert [word for word in PERSONAL.values() if word in told.model_dump_json()] == []
