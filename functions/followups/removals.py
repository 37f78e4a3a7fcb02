"""The comments of somebody who was banned are turned down, or put back, a step for each record.

A step changes the removal, so the stream brings a record of that, which brings the next step; the last one changes it
too, and finds nothing left to do. A record that comes twice, or late, takes the step that is next by then.
"""

from collections.abc import Sequence

from functions.followups.stream_records import FollowupStuck, StreamRecord
from shared.storage import keys
from shared.storage.moderation import removals
from shared.telemetry import logger


def concerns(record: StreamRecord) -> bool:
    """Is it about a removal that was ordered, or has gone a step on?"""
    return record.after is not None and keys.is_removal(record.pk)


def follow(records: Sequence[StreamRecord]) -> None:
    """Take the next step of each of these removals.

    Raises:
        Stuck: one could not be taken now.
    """
    for record in records:
        try:
            removal = removals.go_on((record.after or {})["sk"])
        except removals.Unfinished as unfinished:
            raise FollowupStuck(record) from unfinished
        if removal and not removal.going_on:
            logger.info("removal", state=removal.state, removed=removal.removed, restored=removal.restored)
