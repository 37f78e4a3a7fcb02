"""The log: every decision and change, written once, in the transaction that makes the change."""

from collections.abc import Iterable

from shared.domain.moderation import LogEntry
from shared.storage import keys, table


def line(entry: LogEntry) -> table.Operation:
    """The operation that puts an entry on record."""
    return table.new({**keys.log_entry(entry.at, entry.id)._asdict(), **table.fields(entry)})


def entries(ids: Iterable[str]) -> dict[str, LogEntry]:
    """The entries of some ids, in one batched read."""
    found = table.get(*map(keys.log_entry_of, ids), consistent=True)
    return {item["id"]: LogEntry.model_validate(item) for item in found.values()}
