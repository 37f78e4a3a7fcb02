"""`postbag verify-log` finds each change of the moderators' log, and reports it in a line that says enough to act."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from local import cli
from local.emulator.stack import Stack
from local.operate.command import clock
from shared.domain.identifiers import ulid
from shared.domain.log.log_entry import LogEntry
from shared.domain.times import HOUR, month, rfc3339
from shared.storage import keys, table
from shared.storage.keys import Key
from shared.storage.log import log_entries

Verify = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def stack(operated: Stack) -> Stack:
    return operated


@pytest.fixture
def verify(stack: Stack, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Run the command as an operator does; return its exit status and its output."""

    def run(*more: str) -> tuple[int, list[str]]:
        place = ("--table", stack.system.table.name, "--endpoint-url", str(stack.endpoint_url))
        status = cli.main(["verify-log", *place, *more])
        return status, capsys.readouterr().out.splitlines()

    return run


@pytest.fixture
def now() -> int:
    return clock()


@pytest.fixture
def written(stack: Stack, now: int) -> list[Key]:
    """The keys of a log of this hour and of one two months ago, linked by the function."""
    past = now - 61 * 24 * HOUR
    entries = [entry(at + step, step) for at in (past, now - HOUR) for step in range(4)]
    for one in entries:
        table.write(log_entries.line(one))
    stack.pump()
    return [keys.log_entry(one.at, one.id) for one in entries]


def entry(at: int, number: int, **more: Any) -> LogEntry:
    decision = {"action": "reject", "was": "pending", "became": "rejected", "reason": "hate", "note": "Not here."}
    return LogEntry(**{"id": ulid(at, number.to_bytes(10, "big")), "at": at, "moderator": "m", **decision, **more})


def hashes(said: list[str]) -> list[str]:
    return [found[0] for line in said if (found := re.findall(r"hash of entry \d+ ([0-9a-f]{64})$", line))]


def set_to(key: Key, **values: Any) -> None:
    """Write into the table by hand."""
    table.write(table.Change(sets=values).at(key))


def remove(stack: Stack, key: Key) -> None:
    stack.dynamodb.delete_item(TableName=stack.system.table.name, Key=table.key_of(key))


def test_a_log_that_nobody_touched_has_no_fault_and_its_hashes_can_be_kept(
    verify: Verify, written: list[Key], now: int
) -> None:
    status, said = verify()
    past, this = keys.month_of(written[0].pk), keys.month_of(written[-1].pk)
    kept = hashes(said)
    assert (status, len(kept)) == (0, 2)
    assert said[0] == f"{past}: 4 entries linked: as they were written"
    assert said[-1] == f"No fault in {past} to {this}."
    assert verify("--expect", kept[0], "--expect", kept[1])[0] == 0
    assert verify("--month", past, "--expect", kept[0])[0] == 0
    assert verify("--month", past, "--expect", kept[1])[0] == 1
    assert month(now) == this


def test_each_thing_that_can_be_done_to_a_log_is_found(stack: Stack, verify: Verify, written: list[Key]) -> None:
    past, this = written[:4], written[4:]
    set_to(past[1], note="Something else.")
    remove(stack, this[2])
    month_gone = keys.chain(keys.month_of(this[0].pk))
    status, said = verify()
    assert status == 1
    altered, removed = past[1].sk.split("#")[1], [key.sk.split("#")[1] for key in (this[1], this[3])]
    assert (
        f"{keys.month_of(past[0].pk)}: entry {altered} (number 2) was altered: its content does not have its hash"
        in (said)
    )
    expected = f"number 3 is missing, between {removed[0]} and {removed[1]}: removed"
    assert f"{keys.month_of(this[0].pk)}: {expected}" in said
    assert said[-1] == "2 faults. Change nothing, and read in docs/operate/verify-log.md what to do."
    remove(stack, this[3])
    assert any("missing at the end: removed" in line for line in verify()[1])
    remove(stack, month_gone)
    assert any("the head was set back" in line for line in verify()[1])


def test_a_months_wrong_sums_are_found(verify: Verify, written: list[Key]) -> None:
    of = keys.month_of(written[0].pk)
    set_to(keys.chain(of), sums={"reject": 4, "restricted": 3})
    status, said = verify("--month", of)
    assert status == 1
    assert f"{of}: the head counts 3 of restricted, the entries say 4" in said


def test_a_line_under_a_key_that_is_not_its_own_is_found(verify: Verify, written: list[Key]) -> None:
    [item] = table.get(written[0]).values()
    table.write(table.put({**item, "sk": f"{rfc3339(0)}#{item['id']}", "seq": None, "prev": None, "hash": None}))
    _, said = verify("--month", keys.month_of(written[0].pk))
    assert any("does not have the key of its id and time" in line for line in said)


def test_a_chain_that_was_made_anew_lacks_the_hash_that_was_kept(
    stack: Stack, verify: Verify, written: list[Key]
) -> None:
    of = keys.month_of(written[0].pk)
    [kept] = hashes(verify("--month", of)[1])
    for key in written[:4]:
        table.write(table.Change(sets={"note": "I wrote this."}, removes={"seq", "prev", "hash"}).at(key))
    remove(stack, keys.chain(of))
    assert verify("--month", of, "--link")[0] == 0, "who may write everything may make a chain anew"
    status, said = verify("--month", of, "--expect", kept)
    assert status == 1
    assert said[-2].startswith(f"{kept} is the hash of no entry of {of}")


def test_what_nobody_linked_is_told_and_linked_on_demand(verify: Verify, stack: Stack, now: int) -> None:
    old, new = entry(now - HOUR, 1), entry(now, 2)
    table.write(log_entries.line(old))
    table.write(log_entries.line(new))
    status, said = verify()
    assert status == 1
    told = [line for line in said if "is not linked" in line]
    assert [old.id in line for line in told] == [True]
    status, said = verify("--link")
    assert status == 0
    assert said[0] == f"{month(now - HOUR)}: 1 entry linked now, in their present state"
    stack.pump()  # the stream still has both
    assert verify()[0] == 0


def test_an_empty_table_has_no_log_and_no_fault(verify: Verify) -> None:
    status, said = verify()
    assert (status, len(said)) == (0, 1)


@pytest.mark.parametrize("wrong", [[], ["--table", "t", "--month", "2026-13"], ["--table", "t", "--month", "11/2026"]])
def test_what_makes_no_sense_is_not_begun(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        cli.main(["verify-log", *wrong])
    assert refused.value.code == 2
    assert "usage: postbag verify-log" in capsys.readouterr().err


def test_a_table_that_is_not_there_is_said_in_a_line(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["verify-log", "--table", "nowhere", "--endpoint-url", str(stack.endpoint_url)]) == 1
    assert capsys.readouterr().err.startswith("postbag: there is no table nowhere here. The table of `make serve`")
