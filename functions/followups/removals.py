"""A removal rejects the comments of a banned author, or puts them back: one step for each stream record.

A step changes the removal, so the stream brings another record, which brings the next step. The last step changes the
removal too; its record finds nothing left to do. A repeated or late record takes whichever step is next.
"""

import secrets
from collections.abc import Sequence

from functions.followups.stream_records import FollowupStuck, StreamRecord
from shared.domain.identifiers import RANDOM_BYTES, ulid
from shared.domain.moderation.removals import RemovalStep, take_step
from shared.domain.refusals import Busy
from shared.metrics import Metric
from shared.storage import keys
from shared.storage.moderation import removals
from shared.storage.table import LostRace
from shared.telemetry import fault, logger

_TRIES = 5
"""Tries of one step: moderators and authors may change a comment between read and write."""


def concerns(record: StreamRecord) -> bool:
    """True if a removal was ordered or has taken a step."""
    return record.after is not None and keys.is_removal(record.pk)


def follow(records: Sequence[StreamRecord]) -> None:
    """Take the next step of each of these removals.

    Raises:
        FollowupStuck: a step could not be taken now.
    """
    for record in records:
        try:
            step = _next_step((record.after or {})["sk"])
        except (Busy, LostRace) as refused:
            raise FollowupStuck(record) from refused
        if step:
            _report(step)


def _next_step(ban_id: str) -> RemovalStep | None:
    """Take the next step of a removal; None if no step is left.

    One transaction changes the comments, logs each decision, and moves the removal one step on from where it was read.
    So each comment is treated exactly once, however often this is called and wherever it breaks off.

    Raises:
        Busy, LostRace: the step could not be taken now.
    """
    for attempt in range(1, _TRIES + 1):
        facts = removals.facts(ban_id)
        if facts is None:
            return None
        numbers = [ulid(facts.removal.at, secrets.token_bytes(RANDOM_BYTES)) for _ in facts.comments]
        step = take_step(facts, numbers)
        try:
            removals.write(step)
        except LostRace:
            if attempt == _TRIES:
                raise
        else:
            return step
    return None


def _report(step: RemovalStep) -> None:
    for comment, refusal in step.skipped:
        fault(
            Metric.SKIPPED_IN_REMOVAL,
            "a removal left a comment as it is",
            error=refusal,
            ban=step.before.ban,
            article_id=comment.article_id,
            comment_id=comment.id,
        )
    if not step.after.going_on:
        logger.info("removal", state=step.after.state, removed=step.after.removed, restored=step.after.restored)
