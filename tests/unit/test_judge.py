"""All rules together: every rule runs, the strongest finding decides, and a broken rule publishes nothing."""

from collections.abc import Iterator

import pytest

from shared.domain.articles.article import State
from shared.domain.comments.draft import Draft
from shared.domain.judging.judge import RULE_TIME, judge
from shared.domain.judging.policy import Policy
from shared.domain.judging.refusal_sentences import refusal
from shared.domain.judging.rules import RULES, words
from shared.domain.judging.rules.rule import passes, refuses
from shared.domain.judging.verdict import Circumstances, Decision, Finding, Verdict
from shared.domain.people.ban import BanKind, Banned
from shared.domain.people.reader import ReaderRecord
from shared.domain.refusals import BannedFromWriting, CommentRefused, ReadOnly, Refusal, ThreadClosed, TooManyComments

POLICY = Policy(banned_words=("viagra", "escort service"), suspect_words=("casino", "make money"))
KNOWN = ReaderRecord(approved=3)
BANNED = Banned(kind=BanKind.READER, until=1_795_946_400_000, told="Please stop.")
AT = 1_795_341_660_000  # 10:01


def draft(body: str = "A fair point.", *, name: str = "Ann", website: str = "") -> Draft:
    return Draft(author_name=name, body=body, website=website)


def verdict(text: Draft | None = None, policy: Policy = POLICY, **facts: object) -> Verdict:
    return judge(text or draft(), Circumstances.model_validate({"at": AT, "reader": KNOWN, **facts}), policy).verdict


def test_a_known_readers_plain_comment_is_published() -> None:
    assert verdict().decision is Decision.PUBLISH


def test_every_rule_runs_even_when_the_first_refuses() -> None:
    found = verdict(draft("viagra " * 1_000, website="x"), Policy(read_only=True), state=State.CLOSED, ban=BANNED)
    assert [finding.rule for finding in found.findings] == list(RULES)
    assert found.decision is Decision.REFUSE
    assert (found.judged_at, found.policy_hash) == (AT, Policy(read_only=True).hash)


def test_a_rule_that_breaks_holds_the_comment() -> None:
    def broken(*_: object) -> Finding:
        raise ZeroDivisionError

    found = judge(draft(), Circumstances(reader=KNOWN), POLICY, rules={"broken": broken, **RULES}).verdict
    assert found.decision is Decision.HOLD
    assert found.findings[0].evidence == "the rule broke: ZeroDivisionError"
    assert found.telling == found.findings[0]


@pytest.mark.parametrize(("took", "decision"), [(RULE_TIME, Decision.PUBLISH), (RULE_TIME + 1, Decision.HOLD)])
def test_a_rule_that_takes_too_long_holds_the_comment(took: int, decision: Decision) -> None:
    times: Iterator[int] = iter((5_000, 5_000 + took * 1_000))
    found = judge(
        draft(), Circumstances(), POLICY, stopwatch=lambda: next(times), rules={"slow": lambda *_: passes("fine")}
    ).verdict
    assert found.decision is decision
    assert found.findings[0].microseconds == took


def test_reading_a_long_list_for_the_first_time_holds_nothing() -> None:
    lists = Policy(banned_words=("never read before",), suspect_words=("nor this one",))
    found = judge(
        draft(),
        Circumstances(reader=KNOWN),
        lists,
        stopwatch=lambda: words._words.cache_info().misses * 10**9,  # a long list takes a second to read here
    ).verdict
    assert found.decision is Decision.PUBLISH


def test_a_refusal_stays_one_however_long_it_took() -> None:
    times = iter((0, 10**12))
    found = judge(
        draft(), Circumstances(), POLICY, stopwatch=lambda: next(times), rules={"slow": lambda *_: refuses("no")}
    ).verdict
    assert found.decision is Decision.REFUSE


@pytest.mark.parametrize(
    ("facts", "policy", "kind"),
    [
        ({"ban": BANNED, "state": State.CLOSED, "by_reader": 1_000}, POLICY, BannedFromWriting),
        ({"ban": BANNED, "state": State.CLOSED}, Policy(read_only=True), ReadOnly),
        ({"state": State.CLOSED, "by_reader": 1_000}, POLICY, ThreadClosed),
        ({"by_reader": 1_000}, POLICY, TooManyComments),
    ],
)
def test_who_may_not_write_at_all_is_told_the_first_reason(
    facts: dict[str, object], policy: Policy, kind: type[Refusal]
) -> None:
    assert type(refusal(verdict(draft("viagra"), policy, **facts))) is kind


def test_who_is_banned_is_told_until_when_and_the_moderators_words() -> None:
    told = refusal(verdict(ban=BANNED))
    assert told is not None
    assert told.detail == (
        "You cannot write until 2026-11-29T10:00:00.000Z: a moderator has barred this reader. Please stop."
    )


def test_who_writes_too_much_is_told_when_the_next_hour_begins() -> None:
    told = refusal(verdict(by_reader=30))
    assert isinstance(told, TooManyComments)
    assert told.retry_after == 59 * 60


def test_a_refusal_names_each_rule_and_what_to_change() -> None:
    refused = refusal(verdict(draft("viagra " * 1_000)))
    assert isinstance(refused, CommentRefused)
    assert [(error.pointer, error.code) for error in refused.errors] == [
        ("/body", "length"),
        ("/body", "banned-words"),
    ]


def test_the_finding_that_weighs_most_tells_why() -> None:
    found = verdict(draft("casino", website="https://spam.example"), reader=ReaderRecord())
    assert found.telling is not None
    assert found.telling.rule == "honeypot"
    assert verdict().telling is None


def test_a_policy_is_named_by_its_rules() -> None:
    assert POLICY.hash == Policy(**POLICY.model_dump()).hash
    assert POLICY.hash != Policy(**{**POLICY.model_dump(), "max_links": 3}).hash
    assert verdict().policy_hash == POLICY.hash
