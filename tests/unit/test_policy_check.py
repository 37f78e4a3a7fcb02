"""Faults of a policy whose fields are each valid."""

from collections.abc import Collection

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.domain.domain_names import Domain
from shared.domain.judging.policy import Policy, SlowJudges
from shared.domain.judging.policy_check import MOST_FAULTS, faults
from shared.domain.times import Moment, rfc3339

DOMAIN: TypeAdapter[str] = TypeAdapter(Domain)
MOMENT: TypeAdapter[int] = TypeAdapter(Moment)


def wrong(policy: Policy, hosts: Collection[str] = ()) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in faults(policy, judge_hosts=hosts)]


def test_what_postbag_comes_with_is_right() -> None:
    assert wrong(Policy()) == []
    assert wrong(Policy.model_validate(Policy().model_dump(mode="json"))) == []


def test_at_most_a_hundred_faults_are_told() -> None:
    assert len(wrong(Policy(banned_words=("one",) * 500))) == MOST_FAULTS


def test_the_newspapers_judge_is_asked_at_hosts_that_the_operator_has_listed_only() -> None:
    policy = Policy(judges=SlowJudges(newspaper="https://judge.example.org/v1"))
    assert wrong(policy) == [("/judges/newspaper", "refused-address")]
    assert wrong(policy, {"judge.example.org"}) == []


@pytest.mark.parametrize(
    "policy",
    [
        {"banned_words": ["viagra"], "suspect_words": ["crypto"]},
        {"banned_words": ["crypto"]},  # it is suspect only if nobody objects
        {"banned_words": ["a$$", "f*ck", "c++", "50/50", "what?", "你好", "Москва"]},
        {"banned_domains": ["example.com"], "suspect_domains": ["notexample.com", "com.example"]},
    ],
)
def test_rules_that_only_look_odd_are_right(policy: dict[str, list[str]]) -> None:
    assert wrong(Policy.model_validate(policy)) == []


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Example.COM", "example.com"),
        (" example.com ", "example.com"),
        ("münchen.de", "xn--mnchen-3ya.de"),
        ("MU\u0308NCHEN.de", "xn--mnchen-3ya.de"),
        ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
        ("президент.рф", "xn--d1abbgf6aiiy.xn--p1ai"),
        ("198.51.100.7", "198.51.100.7"),
    ],
)
def test_a_domain_is_kept_as_links_have_it(written: str, kept: str) -> None:
    assert DOMAIN.validate_python(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        *("example", "https://example.com", "example.com/path", "example.com:443", "me@example.com", "*.example.com"),
        *("-a.example", "a-.example", "a..example", ".example.com", "example.com.", "", "a b.example", "a_b.example"),
        *(f"{'x' * 64}.example", f"{'ü' * 63}.example", "ü" * 10_000 + ".de", "a." * 127 + "de", "straße.de"),
        *("a\u200db.example", "xn--\u00fc.example", "a\n.example"),
    ],
)
def test_what_is_no_domain_is_refused(written: str) -> None:
    with pytest.raises(ValidationError):
        DOMAIN.validate_python(written)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2026-11-22T09:30:00Z", "2026-11-22T09:30:00.000Z"),
        ("2026-11-22t09:30:00.125z", "2026-11-22T09:30:00.125Z"),
        ("2026-11-22T10:30:00.125999+01:00", "2026-11-22T09:30:00.126Z"),
    ],
)
def test_a_moment_is_read_with_its_time_zone(written: str, kept: str) -> None:
    assert rfc3339(MOMENT.validate_python(written)) == kept


@pytest.mark.parametrize(
    "written",
    ["2026-11-22", "2026-11-22T09:30:00", "2026-W47-7T09:30:00Z", "2026-02-29T00:00:00Z", "now", "", 1_795_341_600_000],
)
def test_what_is_no_moment_is_refused(written: object) -> None:
    with pytest.raises(ValidationError, match="RFC 3339"):
        MOMENT.validate_python(written)
