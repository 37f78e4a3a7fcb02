"""The log's chain shows every change of a month's entries or of their head."""

import hashlib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.identifiers import ulid
from shared.domain.log.hash_chain import BEGINNING, MonthHead, appended, digest
from shared.domain.log.verification import LogVerification, verify
from shared.domain.times import DAY, MINUTE

Line = dict[str, Any]
MORNING = 1_795_341_600_000

words = st.text(max_size=12)
whens = st.integers(MORNING, MORNING + DAY)


@st.composite
def lines(draw: st.DrawFn, number: int) -> Line:
    """A log entry as moderation writes it."""
    at = draw(whens)
    action = draw(st.sampled_from(["approve", "reject", "spam", "thread", "note"]))
    line = {
        "id": ulid(at, number.to_bytes(10, "big")),
        "at": Decimal(at),
        "moderator": draw(words),
        "action": action,
        "note": draw(words),
        "was": draw(st.sampled_from(["pending", "approved"])),
        "became": {"approve": "approved", "spam": "spam"}.get(action, "rejected"),
        "automated": False,
        "appeal": draw(st.booleans()),
        "earlier": {"status": "pending", "reports_settled": Decimal(draw(st.integers(0, 3)))},
    }
    return {"pk": "LOG#2026-11", "sk": str(number), **line}


logs = st.integers(2, 6).flatmap(lambda size: st.tuples(*(lines(number) for number in range(size))))


def linked(written: tuple[Line, ...]) -> tuple[list[Line], MonthHead]:
    """The entries with their links, and the head, as the followups function leaves them."""
    head, links = appended(MonthHead(), written)
    return [{**line, **link._asdict()} for line, link in zip(written, links, strict=True)], head


def verdict(found: list[Line], head: MonthHead | None) -> LogVerification:
    return verify(((line, True) for line in found), head, at=MORNING + 2 * DAY)


@settings(max_examples=40)
@given(logs, st.randoms())
def test_a_log_that_nobody_touched_has_no_fault_in_whatever_order_it_is_read(written, rng) -> None:
    found, head = linked(written)
    rng.shuffle(found)
    told = verdict(found, head)
    assert (told.faults, told.linked, told.waiting) == ([], len(written), 0)
    assert head.hash in told.hashes


@settings(max_examples=40)
@given(logs)
def test_it_makes_no_difference_how_many_are_linked_at_once(written) -> None:
    one_by_one = MonthHead()
    for line in written:
        one_by_one, _ = appended(one_by_one, [line])
    assert one_by_one == appended(MonthHead(), written)[0]


@given(logs, st.data())
def test_an_altered_line_is_found(written, data) -> None:
    found, head = linked(written)
    line = data.draw(st.sampled_from(found))
    name = data.draw(st.sampled_from(sorted(line.keys() - {"pk", "sk"})))
    match line[name]:
        case bool(value):
            line[name] = not value
        case Decimal() | int() as value:
            line[name] = value + data.draw(st.sampled_from([-1, 1, 1_000]))
        case str(value):
            line[name] = data.draw(words.filter(lambda other: other != value))
        case dict(value):
            line[name] = {**value, "reports_settled": value["reports_settled"] + 1}
    assert verdict(found, head).faults


@settings(max_examples=40)
@given(logs, st.data())
def test_a_line_that_lost_or_gained_an_attribute_is_found(written, data) -> None:
    found, head = linked(written)
    line = data.draw(st.sampled_from(found))
    if data.draw(st.booleans()):
        line["remark"] = "by the way"
    else:
        del line[data.draw(st.sampled_from(sorted(line.keys() - {"pk", "sk"})))]
    assert verdict(found, head).faults


@settings(max_examples=40)
@given(logs, st.data())
def test_removed_lines_are_found_be_they_first_last_or_all(written, data) -> None:
    found, head = linked(written)
    gone = data.draw(st.sets(st.sampled_from(range(len(found))), min_size=1))
    assert verdict([line for place, line in enumerate(found) if place not in gone], head).faults


@settings(max_examples=40)
@given(logs, st.data())
def test_two_lines_that_changed_places_are_found(written, data) -> None:
    found, head = linked(written)
    one, other = data.draw(st.sampled_from([(a, b) for a in range(len(found)) for b in range(a)]))
    taken = data.draw(st.sampled_from([("seq",), ("seq", "prev"), ("seq", "prev", "hash")]))
    for name in taken:
        found[one][name], found[other][name] = found[other][name], found[one][name]
    assert verdict(found, head).faults


@settings(max_examples=40)
@given(logs, st.data())
def test_a_line_that_was_put_in_is_found_even_with_a_hash_that_is_right(written, data) -> None:
    found, head = linked(written)
    like = data.draw(st.sampled_from(found))
    put_in = {**like, "id": "01m81b5y00a3v9f2k7q4x8w6zt", "note": "It was always here."}
    put_in["hash"] = digest(put_in, put_in["seq"], put_in["prev"])
    assert verdict([*found, put_in], head).faults


@settings(max_examples=40)
@given(logs, st.data())
def test_who_makes_the_hashes_anew_disagrees_with_the_head_unless_they_write_that_too(written, data) -> None:
    found, head = linked(written)
    place = data.draw(st.sampled_from(range(len(found))))
    altered = tuple({**line, "note": "It never was."} if at == place else line for at, line in enumerate(written))
    forged, forged_head = linked(altered)
    if forged == found:  # it reported this before
        return
    assert verdict(forged, head).faults
    rewritten = verdict(forged, forged_head)
    assert rewritten.faults == []
    assert head.hash not in rewritten.hashes, "a hash that was kept elsewhere is not in it"


@settings(max_examples=40)
@given(logs, st.data())
def test_a_head_that_was_touched_is_found(written, data) -> None:
    found, head = linked(written)
    wrong = data.draw(
        st.sampled_from(
            [
                None,
                head._replace(seq=head.seq - 1),
                head._replace(seq=head.seq + 1),
                head._replace(hash=BEGINNING),
                head._replace(sums={**head.sums, "approve": head.sums.get("approve", 0) + 1}),
                head._replace(sums={}),
            ]
        )
    )
    assert verdict(found, wrong).faults


def test_an_entry_without_a_link_is_a_fault_only_when_it_has_waited(line: Line) -> None:
    at = int(line["at"])
    soon, late = (verify([(line, True)], None, at=at + age) for age in (15 * MINUTE, 15 * MINUTE + 1))
    assert (soon.waiting, soon.faults) == (1, [])
    assert (late.waiting, late.unlinked) == (0, [line])
    assert "is not linked" in late.faults[0].what


def test_an_entry_that_says_it_is_older_than_the_stream_remembers_was_put_in(line: Line) -> None:
    told = []
    for age in (DAY, DAY + 1):
        found, head = linked((line, {**line, "id": "01m81b5y00a3v9f2k7q4x8w6zt", "at": line["at"] - age}))
        told.append(len(verdict(found, head).faults))
    assert told == [0, 1]


def test_an_entry_that_lies_under_another_key_was_moved(line: Line) -> None:
    found, head = linked((line,))
    [fault] = verify([(found[0], False)], head, at=MORNING).faults
    assert fault == (line["id"], "does not have the key of its id and time: it was moved, or put in")


def test_a_fault_names_the_entry_and_what_became_of_it(line: Line) -> None:
    other, third = ({**line, "id": f"01m81b5y00a3v9f2k7q4x8w6z{last}", "note": last} for last in "ab")
    found, head = linked((line, other, third))
    found[1]["note"] = "altered"
    assert verdict(found, head).faults == [
        (other["id"], "(number 2) was altered: its content does not have its hash"),
    ]
    assert verdict([found[0], found[2]], head).faults == [
        (None, f"number 2 is missing, between {line['id']} and {third['id']}: removed"),
    ]
    assert verdict([], head).faults == [(None, "numbers 1 to 3 are missing at the end: removed")]


def test_the_hash_is_one_that_any_other_program_can_make() -> None:
    """SHA-256 of RFC 8785's canonical JSON, computed here without Postbag's code."""
    tiny = {"pk": "LOG#2026-11", "sk": "x", "at": Decimal("1.0E+3"), "moderator": 'Åse "A"', "appeal": False}
    text = f'{{"entry":{{"appeal":false,"at":1000,"moderator":"Åse \\"A\\""}},"prev":"{BEGINNING}","seq":1}}'
    assert digest(tiny, 1, BEGINNING) == hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def line() -> Line:
    return {"id": "01m81b5h80000g40r40m30e209", "at": Decimal(MORNING), "moderator": "m", "action": "approve"}
