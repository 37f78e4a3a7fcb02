"""New log entries are linked to their predecessors and counted in their month; the spam filter learns from them."""

from collections.abc import Sequence

from functions.followups.stream_records import StreamRecord
from shared.metrics import Metric
from shared.storage import keys
from shared.storage.log import log_chain
from shared.storage.moderation import spam_training
from shared.telemetry import fault


def concerns(record: StreamRecord) -> bool:
    """True if the record is a new log entry. Linking changes an entry too, but that change needs no followup."""
    return record.before is None and record.after is not None and keys.is_log(record.pk)


def follow(records: Sequence[StreamRecord]) -> None:
    """Link these log entries, in the order in which they were written.

    The hash covers the entry as moderation wrote it, which is the stream's image. If somebody has altered the entry
    since, it no longer fits its hash.
    """
    gone = log_chain.link((record.after for record in records if record.after), also=spam_training.lesson)
    if gone:
        numbers = [key.sk for key in gone]
        fault(Metric.LOG_LINE_GONE, "log entries were deleted before they were linked", lines=numbers)
