"""A batch's business facts are one line of metrics, and one more line for each hundred decisions."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from functions.tallies.business_facts import send
from shared.domain.counting.increments import CommentTally, DayOfTally, Increment
from shared.storage.counting.tallies import CountedRecord

DAY = DayOfTally("2026-11-22", None)
OF_ARTICLE = DayOfTally("2026-11-22", "ferries")
COMMENT = CommentTally("ferries", "c-1")


def lines(records: Iterable[Iterable[Increment]], capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The numbers in each line that is sent about records with these increments."""
    send([CountedRecord(str(number), list(increments), None) for number, increments in enumerate(records)])
    written = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    named = [[one["Name"] for one in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]] for line in written]
    return [{name: line[name] for name in names} for names, line in zip(named, written, strict=True)]


def test_what_counts_for_the_site_is_sent_once_and_what_is_taken_back_is_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shared: list[Increment] = [(OF_ARTICLE, "shares", 1), (DAY, "shares", 1), (DAY, "x", 1), (OF_ARTICLE, "x", 1)]
    rejected: list[Increment] = [(DAY, "approved", -1), (DAY, "rejected", 1)]
    assert lines([shared, shared, rejected], capsys) == [{"Shares": 2, "CommentsRejected": 1}]


def test_a_changed_vote_is_one_vote_and_one_taken_back_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines([[(COMMENT, "up", -1), (COMMENT, "down", 1)]], capsys) == [{"Votes": 1}]
    assert lines([[(COMMENT, "up", -1)]], capsys) == []


def test_nothing_that_counts_is_no_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines([], capsys) == lines([[(COMMENT, "replies", 1)]], capsys) == []


def test_each_decisions_wait_is_a_number_and_a_hundred_of_them_fit_into_a_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def decided(after: int) -> list[Increment]:
        return [(DAY, "decided", 1), *([(DAY, "decided_after", after)] if after else [])]

    first, second, third = lines([decided(after) for after in range(250)], capsys)
    assert first == {"CommentsDecided": 250, "DecisionWait": [*range(100)]}
    assert second == {"DecisionWait": [*range(100, 200)]}
    assert third == {"DecisionWait": [*range(200, 250)]}
