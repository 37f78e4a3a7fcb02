"""Akismet, played by a server on this machine that follows Akismet's documentation."""

from urllib.parse import parse_qs

import pytest

from shared.domain.judging.verdict import Finding, Outcome
from shared.slow_judges.akismet import Akismet
from shared.slow_judges.circuit_breaker import Breaker
from shared.slow_judges.service import CommentForJudges, Guarded
from tests.slow_judges.other_side import ASKED, NOW, OtherSide, says

BLOG = "https://www.example.org/"


def judged(there: OtherSide, asked: CommentForJudges = ASKED) -> Finding:
    service = Akismet("the-newspapers-key", BLOG, url=f"{there.url}/1.1/comment-check")
    return Guarded(service, Breaker()).judge(asked, at=NOW)


def sent(there: OtherSide) -> dict[str, str]:
    """The fields of the last request to Akismet."""
    fields = parse_qs(there.requests[-1].body.decode(), strict_parsing=True, encoding="utf-8", errors="strict")
    return {name: "|".join(values) for name, values in fields.items()}


def test_a_comment_that_is_no_spam_passes(there: OtherSide) -> None:
    there.behaves = says(b"false")
    assert judged(there) == Finding(
        rule="akismet", outcome=Outcome.PASS, evidence="Akismet takes it for no spam.", weight=0
    )


def test_spam_is_held(there: OtherSide) -> None:
    there.behaves = says(b"true")
    assert judged(there) == Finding(
        rule="akismet", outcome=Outcome.HOLD, evidence="Akismet takes it for spam.", weight=80
    )


def test_blatant_spam_is_held_with_all_the_weight_there_is_and_never_refused(there: OtherSide) -> None:
    there.behaves = says(b"true", X_akismet_pro_tip="discard")
    finding = judged(there)
    assert (finding.outcome, finding.weight) == (Outcome.HOLD, 100)


@pytest.mark.parametrize(
    ("body", "headers", "words"),
    [
        (b"invalid", {}, "Akismet did not judge it: invalid."),
        (b"invalid", {"X_akismet_debug_help": "Empty blog value."}, "Akismet did not judge it: Empty blog value."),
        (b"Missing required field: user_ip.", {}, "Missing required field: user_ip."),
        (
            b"true",
            {"X_akismet_alert_code": "10005", "X_akismet_alert_msg": "Your key is suspended."},
            "key is suspended",
        ),
        (b"false", {"X_akismet_alert_code": "10007", "X_akismet_alert_msg": "Too many calls."}, "Too many calls."),
        (b"false positive", {}, "false positive"),
        (b"FALSE", {}, "FALSE"),
        (b"", {}, "no reason given"),
        (b"\xff\xfe<script>" * 100, {}, "Akismet did not judge it"),
    ],
)
def test_what_is_neither_true_nor_false_holds_the_comment_and_is_quoted(
    there: OtherSide, body: bytes, headers: dict[str, str], words: str
) -> None:
    there.behaves = says(body, **headers)
    finding = judged(there)
    assert (finding.outcome, finding.weight) == (Outcome.HOLD, 0)
    assert words in finding.evidence
    assert finding.evidence.endswith(" The comment waits for a moderator.")


def test_akismet_is_told_the_comment_and_where_it_stands(there: OtherSide) -> None:
    there.behaves = says(b"false")
    judged(there)
    request = there.requests[0]
    assert request.path == "/1.1/comment-check"
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert sent(there) == {
        "api_key": "the-newspapers-key",
        "blog": BLOG,
        "blog_charset": "UTF-8",
        "user_ip": "127.0.0.1",
        "permalink": "https://www.example.org/ferries",
        "comment_type": "comment",
        "comment_author": "Ada",
        "comment_content": ASKED.body,
        "comment_date_gmt": "2026-11-22T10:00:00.000Z",
    }


def test_what_is_known_of_language_and_edits_is_told_and_what_is_not_known_is_left_out(there: OtherSide) -> None:
    there.behaves = says(b"false")
    judged(there, ASKED.model_copy(update={"language": "de", "edited_at": NOW + 5_000, "article_url": None}))
    assert sent(there)["blog_lang"] == "de"
    assert sent(there)["recheck_reason"] == "edit"
    assert "permalink" not in sent(there)


def test_a_comment_cannot_say_anything_in_akismets_name_or_ours(there: OtherSide) -> None:
    there.behaves = says(b"false")
    judged(there, ASKED.model_copy(update={"body": "a&user_role=administrator&api_key=x\r\n&is_test=1"}))
    assert sent(there)["comment_content"] == "a&user_role=administrator&api_key=x\r\n&is_test=1"
    assert not {"user_role", "is_test"} & set(sent(there))
    assert sent(there)["api_key"] == "the-newspapers-key"


def test_the_key_is_in_no_finding(there: OtherSide) -> None:
    there.behaves = says(b"invalid")
    assert "the-newspapers-key" not in judged(there).evidence
