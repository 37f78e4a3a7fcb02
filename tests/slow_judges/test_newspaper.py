"""The newspaper's own judge, which verifies requests by the specification of Standard Webhooks, without Postbag's
code."""

import base64
import hashlib
import hmac
import json

import pytest

from shared.domain.judging.verdict import Finding, Outcome
from shared.slow_judges.circuit_breaker import Breaker
from shared.slow_judges.newspaper import NewspaperJudge
from shared.slow_judges.service import CommentForJudges, Guarded
from shared.slow_judges.signatures import keys_of, signed
from tests.slow_judges.other_side import ASKED, NOW, OtherSide, Request, says

NEW, OLD, OLDEST = (
    f"whsec_{base64.b64encode(hashlib.sha256(age).digest()).decode()}" for age in (b"new", b"old", b"x")
)
PLAIN = "correct-horse-battery-staple-1"


def judged(there: OtherSide, secret: str = NEW, asked: CommentForJudges = ASKED, at: int = NOW) -> Finding:
    service = NewspaperJudge(f"{there.url}/judge", secret, frozenset({there.host}))
    return Guarded(service, Breaker()).judge(asked, at=at)


def verified(request: Request, secret: str, *, now: int = NOW // 1_000) -> bool:
    """True if a signature by `secret` is valid and the time is within five minutes (section "Verifying signatures")."""
    key = base64.b64decode(secret.split("_")[1]) if secret.startswith("whsec_") else secret.encode()
    told = {name: request.headers[f"webhook-{name}"] for name in ("id", "timestamp", "signature")}
    if abs(int(told["timestamp"]) - now) > 300:
        return False
    content = b"%s.%s.%s" % (told["id"].encode(), told["timestamp"].encode(), request.body)
    right = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    versions = [signature.split(",", 1) for signature in told["signature"].split(" ")]
    return any(version == "v1" and hmac.compare_digest(mac, right) for version, mac in versions)


def changed(request: Request, header: str, value: str) -> Request:
    """The request, with a header that somebody has changed on the way."""
    del request.headers[header]
    request.headers[header] = value
    return request


@pytest.fixture(autouse=True)
def lets_pass(there: OtherSide) -> None:
    there.behaves = says(b'{"outcome": "pass", "evidence": "Nothing to see."}')


def test_the_newspapers_judge_lets_a_comment_pass(there: OtherSide) -> None:
    assert judged(there) == Finding(rule="newspaper", outcome=Outcome.PASS, evidence="Nothing to see.", weight=0)


def test_or_holds_it_and_says_why(there: OtherSide) -> None:
    there.behaves = says('{"outcome": "hold", "evidence": "Über Verstorbene", "model": 7}'.encode())
    assert judged(there) == Finding(rule="newspaper", outcome=Outcome.HOLD, evidence="Über Verstorbene", weight=80)


@pytest.mark.parametrize("said", [b'{"outcome": "hold"}', b'{"outcome": "hold", "evidence": ""}'])
def test_or_holds_it_without_a_word(there: OtherSide, said: bytes) -> None:
    there.behaves = says(said)
    assert judged(there).evidence == "The newspaper's judge holds it and does not say why."


def test_evidence_is_one_line_that_fits_whatever_it_was(there: OtherSide) -> None:
    there.behaves = says(json.dumps({"outcome": "hold", "evidence": "\u202e\x00a\n" + "b" * 60_000}).encode())
    evidence = judged(there).evidence
    assert evidence.startswith("a b")
    assert len(evidence) == 500


@pytest.mark.parametrize(
    ("said", "where"),
    [
        (b'{"outcome": "refuse"}', "outcome"),
        (b'{"outcome": "PASS"}', "outcome"),
        (b'{"outcome": true}', "outcome"),
        (b'{"outcome": ["pass"]}', "outcome"),
        (b'{"outcome": null, "evidence": ""}', "outcome"),
        (b'{"evidence": "pass"}', "outcome"),
        (b'{"outcome": "pass", "evidence": 5}', "evidence"),
        (b'{"outcome": "pass", "evidence": null}', "evidence"),
        (b'{"outcome": "pass"', "the answer"),
        (b'{"outcome": "pass"} {"outcome": "hold"}', "the answer"),
        (b"['pass']", "the answer"),
        (b'"pass"', "the answer"),
        (b'{"outcome": "pass", "evidence": "\xff"}', "the answer"),
        (b'{"outcome": "pass", "evidence": "\\ud800"}', "the answer"),
        ('{"outcome": "pass"}'.encode("utf-16"), "the answer"),
    ],
)
def test_an_answer_that_is_not_the_agreed_one_holds_the_comment(there: OtherSide, said: bytes, where: str) -> None:
    there.behaves = says(said)
    finding = judged(there)
    assert (finding.outcome, finding.weight) == (Outcome.HOLD, 0)
    assert f"answered with something else than an outcome ({where}" in finding.evidence
    assert finding.evidence.endswith(" The comment waits for a moderator.")


def test_it_is_told_the_comment_as_json_and_nothing_else_of_its_author(there: OtherSide) -> None:
    judged(there, asked=ASKED.model_copy(update={"edited_at": NOW + 60_000, "language": "de"}))
    request = there.requests[0]
    assert request.path == "/judge"
    assert request.headers["Content-Type"] == "application/json"
    assert json.loads(request.body) == {
        "comment": {
            "comment_id": ASKED.comment_id,
            "article_id": "ferries",
            "article_url": "https://www.example.org/ferries",
            "article_title": "Ferries run again",
            "author_name": "Ada",
            "body": ASKED.body,
            "badge": "guest",
            "created_at": "2026-11-22T10:00:00.000Z",
            "edited_at": "2026-11-22T10:01:00.000Z",
            "language": "de",
        }
    }


@pytest.mark.parametrize("secret", [NEW, PLAIN])
def test_it_knows_by_the_signature_who_asks(there: OtherSide, secret: str) -> None:
    judged(there, secret)
    assert verified(there.requests[0], secret)
    assert not verified(there.requests[0], OLD)


def test_the_signature_is_the_one_of_the_specifications_libraries() -> None:
    # A test vector of the libraries in github.com/standard-webhooks/standard-webhooks.
    keys = keys_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed(keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", b'{"test": 2432232314}', at=1_614_265_330_000)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("known", [NEW, OLD, OLDEST])
@pytest.mark.parametrize("between", [" ", ",", "\n", ", ", " ,\r\n\t"])
def test_while_keys_change_it_may_know_any_of_them(there: OtherSide, known: str, between: str) -> None:
    judged(there, f"{between}{NEW}{between}{OLD}{between}{OLDEST}{between}")
    assert verified(there.requests[0], known)
    assert not verified(there.requests[0], PLAIN)


def test_the_current_key_signs_first(there: OtherSide) -> None:
    judged(there, f"{NEW} {OLD}")
    first, second = there.requests[0].headers["webhook-signature"].split(" ")
    assert verified(changed(there.requests[0], "webhook-signature", first), NEW)
    assert verified(changed(there.requests[0], "webhook-signature", second), OLD)


def test_whoever_changes_anything_on_the_way_is_found_out(there: OtherSide) -> None:
    judged(there)
    request = there.requests[0]
    assert not verified(request._replace(body=request.body.replace(b"Ada", b"Eve")), NEW)
    assert not verified(request._replace(body=request.body + b" "), NEW)
    later = str(int(request.headers["webhook-timestamp"]) + 1)
    assert not verified(changed(request, "webhook-timestamp", later), NEW)


def test_whoever_sends_another_comments_signature_is_found_out(there: OtherSide) -> None:
    judged(there)
    assert not verified(changed(there.requests[0], "webhook-id", "01another-1795341600000"), NEW)


def test_a_request_that_is_sent_again_much_later_is_known_as_old(there: OtherSide) -> None:
    judged(there)
    assert verified(there.requests[0], NEW, now=NOW // 1_000 + 300)
    assert not verified(there.requests[0], NEW, now=NOW // 1_000 + 301)


def test_a_repetition_has_the_same_id_and_an_edit_another(there: OtherSide) -> None:
    judged(there)
    judged(there, at=NOW + 60_000)
    judged(there, asked=ASKED.model_copy(update={"edited_at": NOW + 90_000}), at=NOW + 90_000)
    first, again, edited = [request.headers["webhook-id"] for request in there.requests]
    assert first == again != edited
    assert "." not in first + edited
    assert there.requests[0].headers["webhook-timestamp"] != there.requests[1].headers["webhook-timestamp"]


@pytest.mark.parametrize(
    "secret", ["", " ,\n", "sh0rt", "whsec_c2hvcnQ=", "whsec_", f"{NEW} sh0rt", f"{NEW},whsec_n0base64{'A' * 40}!"]
)
def test_a_secret_without_usable_keys_is_refused_and_not_repeated(secret: str) -> None:
    with pytest.raises(ValueError, match="newspaper's judge") as fault:
        NewspaperJudge("https://judge.example.org/", secret, {"judge.example.org"})
    written = [key.removeprefix("whsec_") for key in secret.replace(",", " ").split()]
    assert not [key for key in written if key and key in str(fault.value)]


def test_an_address_that_is_not_on_the_list_is_not_asked(there: OtherSide) -> None:
    service = NewspaperJudge(f"{there.url}/judge", NEW, frozenset({"judge.example.org"}))
    finding = Guarded(service, Breaker()).judge(ASKED, at=NOW)
    assert there.requests == []
    assert (finding.outcome, finding.weight) == (Outcome.HOLD, 0)
    assert finding.evidence == (
        f"The newspaper's judge may not be asked at its address ({there.host} is not a host for judges. "
        "Add it to the JudgeHosts parameter if it should be). The comment waits for a moderator."
    )
