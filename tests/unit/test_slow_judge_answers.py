"""A comment is published only after all its slow judges have answered and none objects."""

import pytest

from shared.domain.comments.comment import Comment, Status
from shared.domain.comments.slow_judge_answers import with_answers
from shared.domain.judging.verdict import Decision, Finding, Outcome, Verdict

FINE = Finding(rule="links", outcome=Outcome.PASS)
HELD = Finding(rule="links", outcome=Outcome.HOLD)


def waiting(*judges: str, finding: Finding = FINE, status: Status = Status.PENDING) -> Comment:
    decision = Decision.PUBLISH if finding is FINE else Decision.HOLD
    return Comment(
        id="01m81b5y00a3v9f2k7q4x8w6zt",
        article_id="ferries",
        reader_id="k7q4x8w6zt3v9f2a",
        name="Ann",
        body="A fair point.",
        status=status,
        created_at=0,
        fingerprint="f",
        verdict=Verdict(decision=decision, findings=(finding,), policy_hash="p"),
        awaiting=judges,
    )


def says(judge: str, outcome: Outcome = Outcome.PASS) -> Finding:
    return Finding(rule=judge, outcome=outcome)


def test_it_is_published_when_all_have_answered_and_nobody_objects() -> None:
    after = with_answers(waiting("akismet", "toxicity"), [says("akismet"), says("toxicity")])
    assert (after.status, after.awaiting, after.author_name) == (Status.APPROVED, (), "Ann")
    assert [finding.rule for finding in after.verdict.findings] == ["links", "akismet", "toxicity"]


def test_one_answer_of_two_publishes_nothing() -> None:
    after = with_answers(waiting("akismet", "toxicity"), [says("toxicity")])
    assert (after.status, after.awaiting) == (Status.PENDING, ("akismet",))
    assert with_answers(after, [says("akismet")]).status is Status.APPROVED


@pytest.mark.parametrize("judge", ["akismet", "toxicity"])
def test_an_objection_leaves_it_held(judge: str) -> None:
    answers = [says(name, Outcome.HOLD if name == judge else Outcome.PASS) for name in ("akismet", "toxicity")]
    after = with_answers(waiting("akismet", "toxicity"), answers)
    assert (after.status, after.verdict.decision, after.author_name) == (Status.PENDING, Decision.HOLD, "")


def test_what_the_rules_hold_stays_held_whatever_judges_say() -> None:
    after = with_answers(waiting("akismet", finding=HELD), [says("akismet")])
    assert (after.status, after.awaiting) == (Status.PENDING, ())


@pytest.mark.parametrize("status", [Status.REJECTED, Status.SPAM, Status.WITHDRAWN, Status.REPORTED])
def test_what_was_decided_meanwhile_stands(status: Status) -> None:
    assert with_answers(waiting("akismet", status=status), [says("akismet")]).status is status


def test_an_answer_nobody_waits_for_changes_nothing() -> None:
    decided = waiting(status=Status.REJECTED)
    assert with_answers(decided, [says("akismet")]) == decided
    assert with_answers(waiting("akismet"), [says("newspaper")]) == waiting("akismet")
