"""A reader pass costs a proof of work, in ALTCHA's version 1 format."""

import base64
import hashlib
import json
from typing import Any

import pytest

from shared.domain.people.proof_of_work import LIFETIME, MAX_NUMBER, Challenge, challenge, solved
from shared.domain.refusals import ChallengeFailed

AT = 1_795_341_600_125
KEY = "key of the test"


def a_challenge(number: int = 1_234) -> Challenge:
    return challenge(KEY, number=number, randomness=bytes(12), at=AT)


def payload(of: Challenge, **changed: Any) -> str:
    said = {**of.model_dump(exclude={"maxnumber"}), "number": 1_234, "took": 17, **changed}
    return base64.b64encode(json.dumps(said).encode()).decode()


def test_a_challenge_is_solved_by_trying_numbers() -> None:
    given = a_challenge()
    found = next(
        n
        for n in range(given.maxnumber + 1)
        if hashlib.sha256(f"{given.salt}{n}".encode()).hexdigest() == given.challenge
    )
    expires = (AT + LIFETIME) // 1_000 * 1_000
    assert solved(payload(given, number=found), KEY, at=AT) == (given.challenge, expires)


def test_a_challenge_is_in_altchas_format() -> None:
    assert a_challenge().model_dump() == {
        "algorithm": "SHA-256",
        "challenge": hashlib.sha256(f"{a_challenge().salt}1234".encode()).hexdigest(),
        "salt": f"{'00' * 12}?expires={(AT + LIFETIME) // 1_000}&",
        "maxnumber": MAX_NUMBER,
        "signature": a_challenge().signature,
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 1_235},
        {"number": "1234"},
        {"number": 1_234.5},
        {"algorithm": "SHA-1"},
        {"signature": "0" * 64},
        {"signature": "\ud800"},
        {"challenge": "0" * 64},
        {"salt": "00?expires=9999999999&"},
        {"salt": f"{'00' * 12}?expires={(AT + LIFETIME) // 1_000}&1", "number": 234},
        {"salt": None},
    ],
)
def test_a_wrong_or_altered_solution_is_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ChallengeFailed):
        solved(payload(a_challenge(), **changed), KEY, at=AT)


def test_a_digit_moved_from_the_number_into_the_salt_does_not_solve_anything() -> None:
    given = a_challenge()
    moved = payload(given, salt=given.salt + "1", number=234)
    assert hashlib.sha256(f"{given.salt}1234".encode()).hexdigest() == given.challenge
    with pytest.raises(ChallengeFailed):
        solved(moved, KEY, at=AT)


@pytest.mark.parametrize("text", ["", "%%%", "bm90IGpzb24=", "e30=", "W10=", "bnVsbA==", "AAAA" * 10_000, "é"])
def test_what_is_no_solution_at_all_is_refused(text: str) -> None:
    with pytest.raises(ChallengeFailed):
        solved(text, KEY, at=AT)


def test_a_solution_that_comes_too_late_is_refused() -> None:
    with pytest.raises(ChallengeFailed, match="expired"):
        solved(payload(a_challenge()), KEY, at=AT + LIFETIME)


def test_a_challenge_signed_with_another_key_is_refused() -> None:
    with pytest.raises(ChallengeFailed, match="not made here"):
        solved(payload(a_challenge()), "another key", at=AT)
