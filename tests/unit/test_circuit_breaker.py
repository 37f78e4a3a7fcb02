"""A judge that keeps failing is not asked for a while, and the comment stays held. Times are in ms."""

from typing import Any

import pytest

from shared.domain.identifiers import ulid
from shared.domain.judging.verdict import Finding, Outcome
from shared.slow_judges.circuit_breaker import Breaker, breaker
from shared.slow_judges.service import CommentForJudges, Down, Guarded, held, passed

MORNING = 1_795_341_600_000  # 2026-11-22 10:00 UTC
SECOND, MINUTE = 1_000, 60_000
ASKED = CommentForJudges(
    comment_id=ulid(MORNING, bytes(10)), article_id="ferries", author_name="Ada", body="Hello", created_at=MORNING
)


class Service:
    """A service with the answer that a test sets."""

    name = "oracle"
    title = "The oracle"

    def __init__(self) -> None:
        self.asked = 0
        self.answer: Finding | Exception = passed("oracle", "fine")

    def ask(self, asked: CommentForJudges, *, at: int) -> Finding:  # noqa: ARG002  (every service has this signature)
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def judge(service: Service) -> Guarded:
    return Guarded(service, Breaker())


def breaks(service: Service, judge: Guarded, times: int = 5) -> None:
    service.answer = Down("did not answer within 4 seconds")
    for _ in range(times):
        judge.judge(ASKED, at=MORNING)


def test_what_a_service_finds_is_the_judges_finding(service: Service, judge: Guarded) -> None:
    assert judge.judge(ASKED, at=MORNING) is service.answer
    assert judge.name == "oracle"


def test_a_service_that_is_down_holds_the_comment_and_says_why(service: Service, judge: Guarded) -> None:
    service.answer = Down("did not answer within 4 seconds")
    assert judge.judge(ASKED, at=MORNING) == Finding(
        rule="oracle",
        outcome=Outcome.HOLD,
        evidence="The oracle did not answer within 4 seconds. The comment waits for a moderator.",
        weight=0,
    )


def test_after_five_failures_in_a_row_it_is_not_asked_and_the_finding_says_until_when(
    service: Service, judge: Guarded
) -> None:
    breaks(service, judge)
    finding = judge.judge(ASKED, at=MORNING + 59_999)
    assert service.asked == 5
    assert (finding.outcome, finding.weight) == (Outcome.HOLD, 0)
    assert finding.evidence == (
        "The oracle was not asked: it has failed 5 times in a row (the last time it did not answer within 4 seconds). "
        "It will be asked again from 10:01:00 UTC. The comment waits for a moderator."
    )


def test_each_comment_without_a_finding_is_counted_whether_the_service_was_asked_or_not(
    service: Service, judge: Guarded, caplog: pytest.LogCaptureFixture
) -> None:
    breaks(service, judge)
    judge.judge(ASKED, at=MORNING + 1)
    counted = [(record.message, vars(record)["JudgeDown"]) for record in caplog.records]
    assert counted == [*[("a judge gave no finding", 1)] * 5, ("a judge was not asked", 1)]


def test_four_failures_are_not_enough_and_an_answer_begins_the_count_anew(service: Service, judge: Guarded) -> None:
    breaks(service, judge, times=4)
    service.answer = passed("oracle", "")
    judge.judge(ASKED, at=MORNING)
    breaks(service, judge, times=4)
    judge.judge(ASKED, at=MORNING)
    assert service.asked == 10


def test_a_finding_that_holds_is_an_answer_and_no_failure(service: Service, judge: Guarded) -> None:
    service.answer = held("oracle", "spam", weight=80)
    for _ in range(10):
        assert judge.judge(ASKED, at=MORNING).weight == 80


def test_after_a_minute_it_is_asked_again_and_an_answer_ends_it(service: Service, judge: Guarded) -> None:
    breaks(service, judge)
    service.answer = passed("oracle", "fine")
    for _ in range(3):
        assert judge.judge(ASKED, at=MORNING + MINUTE).outcome is Outcome.PASS
    assert service.asked == 8


def test_if_it_fails_again_it_is_left_alone_for_another_minute(service: Service, judge: Guarded) -> None:
    breaks(service, judge)
    for at in (MINUTE, MINUTE + 1, 2 * MINUTE - 1):
        finding = judge.judge(ASKED, at=MORNING + at)
    assert service.asked == 6
    assert "failed 6 times" in finding.evidence
    assert "from 10:02:00 UTC" in finding.evidence
    judge.judge(ASKED, at=MORNING + 2 * MINUTE)
    assert service.asked == 7


def test_when_the_minute_is_over_one_is_let_through_and_the_others_wait_for_what_it_brings() -> None:
    one = Breaker()
    for _ in range(5):
        one.failed("was away", at=MORNING)
    assert [one.lets_through(MORNING + MINUTE) for _ in range(3)] == [True, False, False]


def test_one_that_was_let_through_and_never_came_back_keeps_nobody_waiting_for_ever() -> None:
    one = Breaker()
    for _ in range(5):
        one.failed("was away", at=MORNING)
    assert one.lets_through(MORNING + MINUTE)
    assert one.lets_through(MORNING + 2 * MINUTE)


def test_a_fault_of_ours_is_raised_and_is_no_failure_of_the_service(service: Service, judge: Guarded) -> None:
    service.answer = KeyError("ours")
    for _ in range(6):
        with pytest.raises(KeyError):
            judge.judge(ASKED, at=MORNING)
    assert service.asked == 6


@pytest.mark.parametrize("why", ["said " + "no" * 1_000_000, "e\u0301\u0301" * 5_000, "said\x00\u202e\n\r\tso"])
def test_whatever_a_service_says_fits_into_a_finding_and_the_comment_still_waits(
    service: Service, judge: Guarded, why: str
) -> None:
    service.answer = Down(why)
    for _ in range(7):
        finding = judge.judge(ASKED, at=MORNING)
        assert len(finding.evidence) <= 500
        assert finding.evidence.endswith(" The comment waits for a moderator.")
        assert not {"\x00", "\u202e", "\n"} & set(finding.evidence)


@pytest.mark.parametrize("make", [passed, held])
def test_evidence_that_is_too_long_is_cut_and_says_so(make: Any) -> None:
    assert make("oracle", "x" * 501).evidence == "x" * 499 + "…"
    assert make("oracle", "x" * 500).evidence == "x" * 500


def test_each_judge_has_its_own_breaker_at_each_place_and_keeps_it() -> None:
    assert breaker("akismet") is breaker("akismet")
    others = {id(breaker("akismet")), id(breaker("newspaper", "https://a/")), id(breaker("newspaper", "https://b/"))}
    assert len(others) == 3
