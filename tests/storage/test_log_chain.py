"""The log's chain in the table: each log entry is linked once, however often and to however many it is delivered."""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

import pytest

from functions.followups import log_links
from functions.followups.stream_records import record
from local.emulator.stack import Stack
from shared.domain.identifiers import ulid
from shared.domain.log.log_entry import LogEntry
from shared.domain.log.verification import LogVerification, verify
from shared.domain.refusals import Busy
from shared.domain.times import HOUR, month
from shared.storage import keys, table
from shared.storage.keys import Key
from shared.storage.log import log_chain, log_entries
from shared.storage.table import Change, Item, Operation
from tests.storage.memory import Clock, Memory
from tests.storage.trouble import Crash, Trouble, at_random

MIDNIGHT = 1_796_083_200_000  # 2026-12-01 00:00 UTC


def entries(rng: Random, number: int) -> list[LogEntry]:
    """Log entries of random actions around the end of a month."""
    return [
        LogEntry(
            id=ulid(at := MIDNIGHT + rng.randrange(-HOUR, HOUR), rng.randbytes(10)),
            at=at,
            moderator=rng.choice("ab"),
            action=rng.choice(["approve", "reject", "spam", "policy"]),
            was=rng.choice(["pending", "approved", "rejected"]),
            became=rng.choice(["approved", "rejected"]),
            note=rng.choice([None, "Because."]),
        )
        for _ in range(number)
    ]


def as_written(*written: LogEntry) -> list[Item]:
    """The log entries as items, as their stream records bring them."""
    return [{**keys.log_entry(one.at, one.id)._asdict(), **table.fields(one)} for one in written]


def put(*written: LogEntry) -> list[Item]:
    for one in written:
        table.write(log_entries.line(one))
    return as_written(*written)


def found(of: str, items: Sequence[Item]) -> LogVerification:
    return verify(((item, True) for item in items), log_chain.head(of), at=MIDNIGHT + 2 * HOUR)


def order(items: Sequence[Item]) -> list[str]:
    """The ids of log entries, in the chain's order."""
    return [item["id"] for item in sorted(items, key=lambda item: item["seq"])]


@pytest.fixture
def some() -> list[LogEntry]:
    return entries(Random(3), 5)  # noqa: S311 (chance, no secret)


def test_what_moderators_wrote_is_linked_by_the_stream_under_the_functions_role(storage_stack: Stack, some) -> None:
    put(*some)
    storage_stack.pump()
    lines = {of: [*log_entries.whole(of)] for of in ("2026-11", "2026-12")}
    assert {of: found(of, of_month).faults for of, of_month in lines.items()} == {"2026-11": [], "2026-12": []}
    linked = {of: found(of, of_month).linked for of, of_month in lines.items()}
    assert linked == {of: sum(month(one.at) == of for one in some) for of in linked}
    assert [
        one.entry for of in ("2026-12", "2026-11") for one in log_entries.page(of, after=None, limit=9).lines
    ] == sorted(some, key=lambda one: one.id, reverse=True), "linking changed an entry"


def test_who_links_what_is_linked_writes_nothing(storage_stack: Stack, some, written: Callable[[Stack], Any]) -> None:
    lines = put(*some)
    assert log_chain.link(lines) == []
    before = written(storage_stack)
    assert log_chain.link(lines[2:]) == log_chain.link(lines) == []
    assert written(storage_stack) == before


@pytest.fixture
def written() -> Callable[[Stack], Any]:
    def look(stack: Stack) -> Any:
        items = stack.dynamodb.scan(TableName=stack.system.table.name)["Items"]
        return sorted(items, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))

    return look


def test_more_lines_than_one_transaction_takes_are_linked_in_their_order(memory: Memory) -> None:
    november = [one for one in entries(Random(1), 500) if one.at < MIDNIGHT]  # noqa: S311 (chance, no secret)
    assert len(november) > 2 * log_chain.AT_ONCE
    log_chain.link(put(*november))
    lines = in_memory(memory, "2026-11")
    assert found("2026-11", lines).faults == []
    assert order(lines) == [one.id for one in november]


def test_a_line_that_is_gone_before_it_is_linked_is_told_and_nothing_is_made_in_its_place(memory: Memory, some) -> None:
    lines = put(*some)
    lost = Key(lines[2]["pk"], lines[2]["sk"])
    del memory.items[lost]
    assert log_chain.link(lines) == [lost]
    assert lost not in memory.items


def test_a_line_that_was_altered_before_it_is_linked_is_found(memory: Memory, some) -> None:
    lines = put(*some)
    memory.items[lines[0]["pk"], lines[0]["sk"]]["note"] = {"S": "Something else."}
    log_chain.link(lines)
    of = keys.month_of(lines[0]["pk"])
    [fault] = found(of, in_memory(memory, of)).faults
    assert fault.entry == some[0].id


def test_a_thing_that_is_no_entry_is_linked_too_so_that_it_holds_nothing_up(memory: Memory) -> None:
    table.write(table.new({"pk": "LOG#2026-11", "sk": "by hand", "id": "x"}))
    log_chain.link([{"pk": "LOG#2026-11", "sk": "by hand", "id": "x"}])
    [line] = in_memory(memory, "2026-11")
    assert line["seq"] == 1
    assert found("2026-11", [line]).faults[0].what.startswith("cannot be read as an entry")


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[Memory]:
    monkeypatch.setenv("TABLE_NAME", "memory")
    memory = Memory()
    with memory.connected():
        yield memory


def in_memory(memory: Memory, of: str) -> list[Item]:
    return [table.decoded(item) for (pk, _), item in memory.items.items() if pk == keys.log_of(of)]


def learn(learned: Sequence[LogEntry]) -> Iterator[Operation]:
    """Learn as the spam filter does: read what is known, add to it, on condition that it has not changed."""
    knows = table.get(keys.spam_filter(), consistent=True).get(keys.spam_filter(), {}).get("ids")
    ids = [*(knows or []), *(one.id for one in learned)]
    yield Change(sets={"ids": ids}, only_if={"ids": knows}).at(keys.spam_filter())


class History:
    """Log entries are written, and delivered to several consumers at once: again, in pieces, and with trouble."""

    def __init__(self, seed: int, memory: Memory) -> None:
        self.rng = Random(seed)  # noqa: S311 (chance, no secret)
        self.memory = memory
        memory.reset([self.rng.randrange(1, 10**6) for _ in range(2)], Clock(MIDNIGHT))
        # Learning has a condition of its own, which would hide a missing one of the chain.
        self.learns = seed % 2 == 0
        self.written = list[LogEntry]()
        self.troubles = list[str]()

    def run(self) -> None:
        for _ in range(self.rng.randint(2, 6)):
            self.happen()
            if self.rng.random() < 0.3:
                shard = self.rng.choice([one for one in self.memory.shards if not one.children])
                self.memory.split(shard, (10**7, 10**8))
            for _ in range(self.rng.randint(1, 3)):
                self.deliver(with_trouble=True)
            for call in self.memory.late:
                self.memory.perform(call)
            self.memory.late.clear()
        for shard in self.memory.shards:
            self.bring(shard.records)

    def happen(self) -> None:
        new = entries(self.rng, self.rng.randint(1, 8))
        put(*new)
        self.written += new

    def deliver(self, *, with_trouble: bool = False) -> None:
        """Deliver some records of a shard, new ones or old ones."""
        records = self.rng.choice(self.memory.shards).records
        first = self.rng.randint(0, len(records))
        batch = records[first : first + self.rng.randint(1, 9)]
        calls = set(self.rng.sample(range(6), self.rng.randint(0, 4))) if with_trouble else set()
        trouble = Trouble(self.memory, self.rng, at_random(self.rng, calls), self.company)
        line, self.memory.line = self.memory.line, trouble
        try:
            self.bring(batch)
        except (Crash, table.LostRace, Busy):
            assert any(kind != "company" for kind in trouble.happened), "a delivery failed because of company alone"
        finally:
            self.memory.line = line
            self.troubles += trouble.happened

    def company(self) -> None:
        """Let another consumer or a moderator do something between two calls of a consumer."""
        if self.rng.random() < 0.2:
            self.happen()
        else:
            self.deliver()

    def bring(self, raw: Sequence[dict[str, Any]]) -> None:
        lines = [one.after for one in map(record, raw) if log_links.concerns(one)]
        log_chain.link([line for line in lines if line], **({"also": learn} if self.learns else {}))


@pytest.mark.proof(50, 500)
def test_whatever_happens_on_the_way_each_line_is_linked_learned_and_counted_once(memory: Memory, share: int) -> None:
    troubles = set[str]()
    for seed in range(share):
        history = History(seed, memory)
        history.run()
        lines = {of: in_memory(memory, of) for of in {month(one.at) for one in history.written}}
        for of, of_month in lines.items():
            told = found(of, of_month)
            assert (told.faults, told.waiting) == ([], 0), seed
        ids = [one.id for one in history.written]
        assert sorted(order([line for of_month in lines.values() for line in of_month])) == sorted(ids), seed
        if history.learns:
            learned = table.get(keys.spam_filter())[keys.spam_filter()]["ids"]
            assert sorted(learned) == sorted(ids), seed
            for of_month in lines.values():
                in_order = order(of_month)
                assert [one for one in learned if one in in_order] == in_order, seed
        troubles.update(history.troubles)
    assert {"crash after", "answer lost", "arrives late", "company", "throttled", "half an answer"} <= troubles
