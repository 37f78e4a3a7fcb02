"""A judgement's findings are stored in few bytes and read back unchanged."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.comments.draft import Draft
from shared.domain.judging.judge import judge
from shared.domain.judging.policy import Policy
from shared.domain.judging.verdict import Circumstances, Finding, Outcome
from shared.storage.judging.stored_findings import read, written

FINDINGS = st.builds(
    Finding,
    rule=st.from_regex(r"[a-z]+(-[a-z]+)*", fullmatch=True),
    outcome=st.sampled_from(Outcome),
    evidence=st.text(max_size=20) | st.sampled_from(["", " ", "2% capitals", ":hold:40 3 no", "a\nb"]),
    weight=st.integers(0, 100),
    microseconds=st.integers(0, 10**7),
)


def again(kept: list[str]) -> list[Finding]:
    return [Finding.model_validate(fields) for fields in read(kept)]


@given(st.lists(FINDINGS, max_size=5))
def test_any_trace_comes_back_as_it_was(findings: list[Finding]) -> None:
    assert again(written(findings)) == findings


def test_a_trace_can_be_read_in_the_table() -> None:
    findings = [
        Finding(rule="banned-words", outcome=Outcome.PASS, microseconds=67),
        Finding(rule="length", outcome=Outcome.PASS, evidence="346 characters", microseconds=8),
        Finding(rule="new-reader", outcome=Outcome.HOLD, evidence="0 approved of 1 needed", weight=30, microseconds=3),
    ]
    assert written(findings) == [
        "banned-words 67",
        "length 8 346 characters",
        "new-reader:hold:30 3 0 approved of 1 needed",
    ]


def test_the_trace_of_all_rules_takes_some_400_bytes() -> None:
    verdict = judge(Draft(author_name="Ann", body="A sentence. " * 30), Circumstances(), Policy()).verdict
    assert sum(1 + len(text.encode()) for text in written(verdict.findings)) < 450
