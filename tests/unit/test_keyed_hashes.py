"""The key of a month's address hashes is gone one month later, whichever month it is."""

from datetime import UTC, datetime

import pytest

from shared.domain.people.keyed_hashes import address_key, month_before, month_key_expires


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1_000)


@pytest.mark.parametrize(
    ("at", "before", "gone"),
    [
        ("2026-11-22T10:00:00", "2026-10", "2027-01-01T00:00:00"),
        ("2026-12-31T23:59:59", "2026-11", "2027-02-01T00:00:00"),
        ("2027-01-01T00:00:00", "2026-12", "2027-03-01T00:00:00"),
        ("2027-01-31T12:00:00", "2026-12", "2027-03-01T00:00:00"),
        ("2028-02-29T12:00:00", "2028-01", "2028-04-01T00:00:00"),
    ],
)
def test_a_months_key_is_gone_when_the_month_after_is_over(at: str, before: str, gone: str) -> None:
    assert month_before(ms(at)) == before
    assert month_key_expires(ms(at)) == ms(gone)


def test_an_address_has_another_hash_under_another_key_and_a_household_one() -> None:
    one, other = b"1" * 32, b"2" * 32
    assert address_key("203.0.113.7", key=one) == address_key("203.0.113.7", key=one)
    assert address_key("203.0.113.7", key=one) != address_key("203.0.113.7", key=other)
    assert address_key("203.0.113.7", key=one) != address_key("203.0.113.8", key=one)
    assert address_key("2001:db8:1:1::1", key=one) == address_key("2001:db8:1:1:ffff::1", key=one)
    assert address_key("2001:db8:1:1::1", key=one) != address_key("2001:db8:1:2::1", key=one)
