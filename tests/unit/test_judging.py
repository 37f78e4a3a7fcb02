"""Every rule is tried on what it must catch and on what it must let through; then all of them together."""

from collections.abc import Callable

import pytest

from shared.domain import judging
from shared.domain.articles import Article, State
from shared.domain.comments import Draft
from shared.domain.judging import Circumstances, Decision, Finding, Outcome, Verdict, judge, refusal
from shared.domain.policy import Policy
from shared.domain.readers import ReaderRecord
from shared.domain.refusals import CommentRefused, ThreadClosed

POLICY = Policy(banned_words=("viagra", "escort service"), suspect_words=("casino", "make money"))
KNOWN = ReaderRecord(approved=3)


def draft(body: str = "A fair point.", *, name: str = "Ann", website: str = "") -> Draft:
    return Draft(author_name=name, body=body, website=website)


def on(state: State = State.OPEN, reader: ReaderRecord = KNOWN) -> Circumstances:
    return Circumstances(article=Article(id="a", state=state), reader=reader)


def verdict(text: Draft, circumstances: Circumstances | None = None) -> Verdict:
    return judge(text, circumstances or on(), POLICY)


def outcome(of: Verdict, rule: str) -> Outcome:
    return next(finding.outcome for finding in of.findings if finding.rule == rule)


def test_a_known_readers_plain_comment_is_published() -> None:
    assert verdict(draft()).decision is Decision.PUBLISH


def test_every_rule_runs_even_when_the_first_refuses() -> None:
    found = verdict(draft("viagra " * 1_000, website="x"), on(State.CLOSED, ReaderRecord()))
    assert [finding.rule for finding in found.findings] == [name for name, _ in judging.RULES]
    assert found.decision is Decision.REFUSE


@pytest.mark.parametrize(("characters", "decision"), [(5_000, Decision.PUBLISH), (5_001, Decision.REFUSE)])
def test_a_comment_may_have_5000_characters(characters: int, decision: Decision) -> None:
    assert verdict(draft("x" * characters)).decision is decision


@pytest.mark.parametrize(("characters", "decision"), [(4_000, Decision.PUBLISH), (4_001, Decision.REFUSE)])
def test_a_comment_may_have_16000_bytes(characters: int, decision: Decision) -> None:
    assert verdict(draft("\N{CROCODILE}" * characters)).decision is decision


def test_a_closed_thread_takes_no_comment() -> None:
    assert isinstance(refusal(verdict(draft(), on(State.CLOSED))), ThreadClosed)


@pytest.mark.parametrize(("approved", "decision"), [(0, Decision.HOLD), (1, Decision.PUBLISH)])
def test_a_new_readers_first_comment_waits(approved: int, decision: Decision) -> None:
    assert verdict(draft(), on(reader=ReaderRecord(approved=approved))).decision is decision


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (draft("see https://a.example and http://b.example"), Outcome.PASS),
        (draft("https://a.example https://b.example WWW.c.example"), Outcome.HOLD),
        (draft(name="www.buy.example"), Outcome.HOLD),
        (draft("awww.that is sweet, awww.really, awww.no"), Outcome.PASS),
    ],
)
def test_many_links_or_a_link_in_the_name_are_held(text: Draft, expected: Outcome) -> None:
    assert outcome(verdict(text), "links") is expected


@pytest.mark.parametrize("body", ["VIAGRA", "Buy viágra!", "ｖｉａｇｒａ", "escort\nservice", "an ESCORT, service"])
def test_banned_words_are_refused_whatever_their_case_accents_or_spacing(body: str) -> None:
    assert verdict(draft(body)).decision is Decision.REFUSE


def test_banned_words_in_the_name_are_refused() -> None:
    assert verdict(draft(name="Viagra Shop")).decision is Decision.REFUSE


@pytest.mark.parametrize("body", ["viagrafalls", "an escort and a service", "Scunthorpe"])
def test_banned_words_match_whole_words_only(body: str) -> None:
    assert verdict(draft(body)).decision is Decision.PUBLISH


def test_suspect_words_are_held_and_named_as_evidence() -> None:
    found = verdict(draft("Make  money in the Casino"))
    assert found.decision is Decision.HOLD
    [finding] = [finding for finding in found.findings if finding.rule == "suspect-words"]
    assert set(finding.evidence.split(", ")) == {"make money", "casino"}


def test_a_filled_honeypot_is_held() -> None:
    assert outcome(verdict(draft(website="https://spam.example")), "honeypot") is Outcome.HOLD


def test_a_rule_that_breaks_holds_the_comment() -> None:
    def broken(*_: object) -> Finding:
        raise ZeroDivisionError

    found = judge(draft(), on(), POLICY, rules=[("broken", broken), *judging.RULES])
    assert found.decision is Decision.HOLD
    assert found.findings[0].evidence == "the rule broke: ZeroDivisionError"


@pytest.mark.parametrize("rule", [rule for _, rule in judging.RULES])
def test_each_rule_reports_under_the_name_it_is_listed_by(rule: Callable[..., Finding]) -> None:
    listed = {listed: name for name, listed in judging.RULES}
    assert rule(draft(), on(), POLICY).rule == listed[rule]


def test_a_refusal_names_each_rule_and_what_to_change() -> None:
    refused = refusal(verdict(draft("viagra " * 1_000)))
    assert isinstance(refused, CommentRefused)
    assert [(error.pointer, error.code) for error in refused.errors] == [
        ("/body", "length"),
        ("/body", "banned-words"),
    ]


def test_a_policy_is_named_by_its_rules() -> None:
    assert POLICY.hash == Policy(**POLICY.model_dump()).hash
    assert POLICY.hash != POLICY.model_copy(update={"max_links": 3}).hash
    assert verdict(draft()).policy_hash == POLICY.hash
