"""New lines of the log are linked to those before and counted in their month; the spam filter learns from them."""

from collections.abc import Sequence

from functions.followups.stream_records import StreamRecord
from shared.metrics import Metric
from shared.storage import keys
from shared.storage.log import log_chain
from shared.storage.moderation import spam_training
from shared.telemetry import fault


def concerns(record: StreamRecord) -> bool:
    """Is it a new line of the log? That a line has been linked is a record too, and nothing follows from it."""
    return record.before is None and record.after is not None and keys.is_log(record.pk)


def follow(records: Sequence[StreamRecord]) -> None:
    """Link these lines, in the order in which they were written.

    What is hashed is the line as moderation wrote it, by the stream's image: what somebody has altered since then
    disagrees with its hash.
    """
    gone = log_chain.link((record.after for record in records if record.after), also=spam_training.lesson)
    if gone:
        lines = [key.sk for key in gone]
        fault(Metric.LOG_LINE_GONE, "lines of the log are gone before they were linked", lines=lines)
