"""Bans and removals, without a table: the possible bans, their length, and the removal that an order continues."""

import pytest
from pydantic import ValidationError

from shared.domain.comments.reasons import Reason
from shared.domain.judging.refusal_sentences import banned
from shared.domain.log.log_entry import LogStamp
from shared.domain.moderation import ban_changes
from shared.domain.moderation.ban_changes import ProposedBan
from shared.domain.moderation.removals import Removal, RemovalState, advanced, ordered, undone
from shared.domain.people import mail_domain
from shared.domain.people.ban import Ban, BanKind
from shared.domain.refusals import InvalidRequest
from shared.domain.times import DAY, milliseconds, rfc3339

NOON = milliseconds("2026-11-22T12:00:00Z")
HAND = LogStamp("moderator", NOON, "01m81b7byx6p2d9s4f8h1j3k5n")
ADDRESS = "5f2b8c1d9e3a47066b1f0d4c8a2e7b95"


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("ann@example.org", "example.org"),
        ("Ann.Larsen+news@Mail.Example.ORG", "mail.example.org"),
        ('"a@b"@example.org', "example.org"),
        ("ann@example.org.", "example.org"),
        ("ann@bücher.example", "xn--bcher-kva.example"),
        ("ann@BÜCHER.example", "xn--bcher-kva.example"),
        ("ann", None),
        ("@example.org", None),
        ("ann@", None),
        ("", None),
        ("ann@" + "ü" * 64 + ".example", None),
        ("ann@" + "a." * 130 + "org", None),
        (None, None),
        (["ann@example.org"], None),
        (True, None),
    ],
)
def test_of_a_mail_address_the_domain_is_kept_as_it_is_looked_up(address: object, domain: str | None) -> None:
    assert mail_domain.domain_of(address) == domain


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-22T12:00:00Z", "2026-11-22T12:00:00.000Z"),
        ("2026-11-22T12:00:00.125+01:00", "2026-11-22T11:00:00.125Z"),
        ("2026-11-22T23:59:60.5-00:30", None),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
        ("9999-12-31T23:59:59.9999Z", None),
        ("9999-12-31T23:59:59-01:00", None),
        ("2026-11-22T12:00:00", None),
        ("2026-11-22", None),
        ("tomorrow", None),
        ("", None),
    ],
)
def test_a_time_is_sent_with_its_offset_or_not_taken(text: str, at: str | None) -> None:
    asked = {"kind": "reader", "value": "0123456789abcdef", "until": text}
    if at is None:
        with pytest.raises(ValidationError):
            ProposedBan.model_validate(asked)
    else:
        until = ProposedBan.model_validate(asked).until
        assert until is not None
        assert rfc3339(until) == at


def proposed(kind: BanKind = BanKind.READER, until: str | None = None) -> ProposedBan:
    value = {BanKind.READER: "0123456789abcdef", BanKind.ADDRESS: ADDRESS, BanKind.DOMAIN: "example.org"}[kind]
    return ProposedBan.model_validate({"kind": kind, "value": value, "until": until})


@pytest.mark.parametrize(
    ("until", "last_seen", "ends"),
    [
        (None, "2026-11-22T11:00:00Z", "2027-01-01T00:00:00.000Z"),
        (None, "2026-10-31T23:59:59Z", "2026-12-01T00:00:00.000Z"),
        ("2026-11-29T12:00:00Z", "2026-10-31T23:59:59Z", "2026-11-29T12:00:00.000Z"),
        ("2027-11-29T12:00:00Z", "2026-11-01T00:00:00Z", "2027-01-01T00:00:00.000Z"),
        (None, None, "2027-01-01T00:00:00.000Z"),
    ],
)
def test_a_ban_of_an_address_ends_when_its_hash_means_nothing_any_more(
    until: str | None, last_seen: str | None, ends: str
) -> None:
    ban = ban_changes.imposed(
        proposed(BanKind.ADDRESS, until), HAND, last_seen=milliseconds(last_seen) if last_seen else None
    )
    assert ban.until is not None
    assert rfc3339(ban.until) == ends


def test_a_ban_lasts_until_its_end_or_until_it_is_lifted_and_is_kept_for_a_month() -> None:
    ban = ban_changes.imposed(proposed(until="2026-11-23T12:00:00Z"), HAND, last_seen=None)
    assert [ban.holds(NOON), ban.holds(NOON + DAY - 1), ban.holds(NOON + DAY)] == [True, True, False]
    assert ban_changes.kept_until(ban) == NOON + 31 * DAY
    lifted = ban_changes.lifted(ban, HAND)
    assert not lifted.holds(NOON)
    assert ban_changes.kept_until(lifted) == NOON + 30 * DAY
    assert ban_changes.kept_until(ban_changes.imposed(proposed(), HAND, last_seen=None)) is None
    with pytest.raises(InvalidRequest):
        ban_changes.imposed(proposed(until="2026-11-22T12:00:00Z"), HAND, last_seen=None)


def test_who_is_told_of_a_ban_reads_until_when_and_the_moderators_words() -> None:
    told = Ban(kind=BanKind.DOMAIN, value="example.org", told="Sorry.", by="m", at=NOON, number="n").for_reader
    assert (
        banned(told) == "You cannot write on this site: a moderator has barred accounts with your mail provider. Sorry."
    )


def removal(state: RemovalState, number: str = "1", **more: int) -> Removal:
    return Removal(
        kind=BanKind.READER,
        value="0123456789abcdef",
        number=number,
        by="m",
        at=NOON,
        reason=Reason.ABUSE,
        state=state,
        **more,  # type: ignore[arg-type]  (whole numbers)
    )


@pytest.mark.parametrize(
    ("state", "lifted", "number"),
    [
        (RemovalState.RUNNING, False, "1"),
        (RemovalState.DONE, False, "1"),
        (RemovalState.RUNNING, True, "1"),  # the ban was lifted, but its comments stayed removed
        (RemovalState.RESTORING, True, "1"),
        (RemovalState.DONE, True, "2"),
        (RemovalState.RESTORED, True, "2"),
    ],
)
def test_to_remove_again_goes_on_with_the_removal_that_is_there_unless_that_is_over(
    state: RemovalState,
    lifted: bool,  # noqa: FBT001  (a value of the table above)
    number: str,
) -> None:
    after = ordered(removal(state, removed=7, step=4), removal(RemovalState.RUNNING, "2"), lifted=lifted)
    assert (after.state, after.number, after.step, after.after) == (RemovalState.RUNNING, number, 5, None)
    assert after.removed == (7 if number == "1" else 0)


def test_a_removal_looks_again_until_it_finds_nothing_more_to_do() -> None:
    first = advanced(removal(RemovalState.RUNNING), changed=25, last="ferries#25")
    end = advanced(first, changed=3, last=None)
    assert (first.after, end.state, end.after, end.removed) == ("ferries#25", RemovalState.RUNNING, None, 28)
    again = advanced(end, changed=0, last=None)
    assert (again.state, again.step) == (RemovalState.DONE, 3)
    back = advanced(undone(again, HAND), changed=28, last=None)
    assert (back.state, back.restored) == (RemovalState.RESTORING, 28)
    assert advanced(back, changed=0, last=None).state is RemovalState.RESTORED
