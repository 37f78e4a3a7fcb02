"""Every rule is tried on texts that it must catch and on texts that it must pass."""

import pytest

from shared.domain.articles.article import Moderation, State
from shared.domain.comments.draft import Draft
from shared.domain.judging.policy import Policy
from shared.domain.judging.rules import RULES
from shared.domain.judging.verdict import Circumstances, Finding, Outcome, SpamScore
from shared.domain.people.ban import BanKind, Banned
from shared.domain.people.reader import ReaderRecord

POLICY = Policy(banned_words=("viagra", "escort service"), suspect_words=("casino", "make money"))
LONG = "I took the night ferry for twenty years, and I never missed it once."
PASS, HOLD, REFUSE = Outcome.PASS, Outcome.HOLD, Outcome.REFUSE


def finding(
    rule: str,
    body: str = "A fair point.",
    *,
    name: str = "Ann",
    website: str = "",
    rules: object = None,
    **facts: object,
) -> Finding:
    policy = Policy.model_validate({**POLICY.model_dump(), **(rules if isinstance(rules, dict) else {})})
    return RULES[rule](Draft(author_name=name, body=body, website=website), Circumstances.model_validate(facts), policy)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_known_readers_plain_comment_passes(rule: str) -> None:
    assert finding(rule, reader=ReaderRecord(approved=3)).outcome is PASS


def test_while_the_site_is_read_only_nobody_writes() -> None:
    assert finding("read-only", rules={"read_only": True}).outcome is REFUSE


def test_a_closed_thread_takes_no_comment() -> None:
    assert finding("thread-closed", state=State.CLOSED).outcome is REFUSE


def test_who_is_banned_does_not_write() -> None:
    assert finding("banned", ban=Banned(kind=BanKind.DOMAIN)).outcome is REFUSE


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"by_reader": 29, "from_address": 119}, PASS),
        ({"by_reader": 30}, REFUSE),
        ({"from_address": 120}, REFUSE),
        ({"form": True, "by_reader": 4}, PASS),
        ({"form": True, "by_reader": 5}, REFUSE),
    ],
)
def test_a_reader_an_address_and_a_form_have_so_many_comments_an_hour(
    facts: dict[str, object], expected: Outcome
) -> None:
    assert finding("flood", **facts).outcome is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [("x" * 5_000, PASS), ("x" * 5_001, REFUSE), ("\N{CROCODILE}" * 4_000, PASS), ("\N{CROCODILE}" * 4_001, REFUSE)],
)
def test_a_comment_may_have_5000_characters_and_16000_bytes(body: str, expected: Outcome) -> None:
    assert finding("length", body).outcome is expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("THIS IS THE BEST ARTICLE EVER, THANK YOU", HOLD),
        ("THIS IS THE Best Article Ever, thank you all", PASS),
        ("NATO AND THE EU", PASS),
        ("これは素晴らしい記事です。本当にありがとうございました。", PASS),
        ("ЭТО ЛУЧШАЯ СТАТЬЯ, СПАСИБО ВАМ ВСЕМ", HOLD),
        ("1234567890 !!!!!!!!! 1234567890 ??????", PASS),
    ],
)
def test_a_text_mostly_in_capitals_is_held(body: str, expected: Outcome) -> None:
    assert finding("shouting", body).outcome is expected


@pytest.mark.parametrize(
    ("body", "sent", "expected"), [(LONG, 0, PASS), (LONG, 1, HOLD), ("Thank you!", 50, PASS), (LONG[:40], 9, PASS)]
)
def test_the_same_text_again_is_held_unless_it_is_a_short_remark(body: str, sent: int, expected: Outcome) -> None:
    assert finding("same-text", body, same_text=sent).outcome is expected


@pytest.mark.parametrize(("approved", "expected"), [(0, HOLD), (1, PASS)])
def test_a_new_readers_first_comment_waits(approved: int, expected: Outcome) -> None:
    assert finding("new-reader", reader=ReaderRecord(approved=approved)).outcome is expected


@pytest.mark.parametrize(
    ("approved", "rejected", "expected"), [(2, 2, PASS), (1, 3, HOLD), (0, 3, PASS), (0, 4, HOLD), (50, 49, PASS)]
)
def test_a_reader_of_whose_comments_most_were_rejected_is_looked_at(
    approved: int, rejected: int, expected: Outcome
) -> None:
    record = ReaderRecord(approved=approved, rejected=rejected)
    assert finding("rejections", reader=record).outcome is expected


@pytest.mark.parametrize(
    ("site", "article", "expected"),
    [
        (Moderation.POST, Moderation.POST, PASS),
        (Moderation.PRE, Moderation.POST, HOLD),
        (Moderation.POST, Moderation.PRE, HOLD),
    ],
)
def test_under_what_is_moderated_first_every_comment_waits(
    site: Moderation, article: Moderation, expected: Outcome
) -> None:
    assert finding("pre-moderation", rules={"moderation": site}, moderation=article).outcome is expected


def test_a_filled_honeypot_is_held() -> None:
    assert finding("honeypot", website="https://spam.example").outcome is HOLD


@pytest.mark.parametrize(("seconds", "expected"), [(None, PASS), (2, HOLD), (3, PASS), (0, HOLD)])
def test_nobody_writes_within_three_seconds(seconds: int | None, expected: Outcome) -> None:
    assert finding("too-fast", seconds=seconds).outcome is expected


def test_what_comes_by_the_form_is_held() -> None:
    assert finding("form", form=True).outcome is HOLD


@pytest.mark.parametrize(
    ("score", "on", "expected"),
    [
        (None, True, PASS),
        (0.95, True, HOLD),
        (0.9, True, HOLD),
        (0.89, True, PASS),
        (0.99, False, PASS),
        (1, True, HOLD),
    ],
)
def test_the_filter_that_learns_holds_at_the_most(score: float | None, on: bool, expected: Outcome) -> None:  # noqa: FBT001
    spam = None if score is None else SpamScore(probability=score, reasons=("casino ↑",), version=120)
    found = finding("spam-filter", rules={"spam_filter": on}, spam=spam)
    assert found.outcome is expected
    assert score is None or "casino ↑" in found.evidence


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        ("see https://a.example and http://b.example", "Ann", PASS),
        ("https://a.example https://b.example WWW.c.example", "Ann", HOLD),
        ("A fair point.", "www.buy.example", HOLD),
        ("awww.that is sweet, awww.really, awww.no", "Ann", PASS),
    ],
)
def test_many_links_or_a_link_in_the_name_are_held(body: str, name: str, expected: Outcome) -> None:
    assert finding("links", body, name=name).outcome is expected


@pytest.mark.parametrize("body", ["VIAGRA", "Buy viágra!", "ｖｉａｇｒａ", "escort\nservice", "an ESCORT, service"])
def test_banned_words_are_refused_whatever_their_case_accents_or_spacing(body: str) -> None:
    assert finding("banned-words", body).outcome is REFUSE


def test_banned_words_in_the_name_are_refused() -> None:
    assert finding("banned-words", name="Viagra Shop").outcome is REFUSE


@pytest.mark.parametrize("body", ["viagrafalls", "an escort and a service", "Scunthorpe"])
def test_banned_words_match_whole_words_only(body: str) -> None:
    assert finding("banned-words", body).outcome is PASS


def test_suspect_words_are_held_and_named_as_evidence() -> None:
    found = finding("suspect-words", "Make  money in the Casino")
    assert found.outcome is HOLD
    assert set(found.evidence.split(", ")) == {"make money", "casino"}
