"""Records of the table's stream, as the followups receive them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.storage import table
from shared.storage.table import Item


class StreamRecord(NamedTuple):
    """One change of the table: its number in the shard, and the item before and after; None where there is no item."""

    sequence_number: str
    pk: str
    before: Item | None
    after: Item | None


class FollowupStuck(Exception):  # noqa: N818  (the event source mapping reads it as "deliver again from here")
    """The followup of a record could not be done now; those of all earlier records are done."""

    def __init__(self, record: StreamRecord) -> None:
        super().__init__(f"stopped before record {record.sequence_number}")
        self.record = record


def record(raw: Mapping[str, Any]) -> StreamRecord:
    """Read a record of the stream event."""
    change = raw["dynamodb"]
    before, after = (table.decoded(change[image]) if image in change else None for image in ("OldImage", "NewImage"))
    return StreamRecord(change["SequenceNumber"], change["Keys"]["pk"]["S"], before, after)
