"""Records of the table's stream, as what follows from them is told."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.storage import table
from shared.storage.table import Item


class StreamRecord(NamedTuple):
    """One change of the table: where it stands in its shard, and the item before and after it, if there was one."""

    sequence_number: str
    pk: str
    before: Item | None
    after: Item | None


class FollowupStuck(Exception):  # noqa: N818  (the event source mapping reads it as "deliver again from here")
    """What follows from a record could not be done now; what follows from those before it is done."""

    def __init__(self, record: StreamRecord) -> None:
        super().__init__(f"stopped before record {record.sequence_number}")
        self.record = record


def record(raw: Mapping[str, Any]) -> StreamRecord:
    """A record as an event has it."""
    change = raw["dynamodb"]
    before, after = (table.decoded(change[image]) if image in change else None for image in ("OldImage", "NewImage"))
    return StreamRecord(change["SequenceNumber"], change["Keys"]["pk"]["S"], before, after)
