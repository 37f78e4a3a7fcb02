"""What follows from changes of the table, beside the counts: the log is linked, removals go on, slow judges are asked.

Each module imported here as one of those `FOLLOWING` is one such thing.
"""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.followups import log_links, removals, slow_judges
from functions.followups.stream_records import FollowupStuck, StreamRecord, record
from shared.metrics import Metric
from shared.telemetry import fault, logger

FOLLOWING = (log_links, removals, slow_judges)
"""Each has `concerns(record)`, and `follow(records)`, which is given these in their order, and again if need be. It
raises `Stuck` to be given them again from one on; whatever else it raises, it is given all of them again."""


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    """Let what follows from one batch of records happen.

    One module's failure does not keep the others from their records. Answers with the first record that each has failed
    at; Lambda delivers again from the first of these on (AWS: "Configuring partial batch response with DynamoDB"), so
    every module must bear to see a record twice.
    """
    failed = failures([record(raw) for raw in event["Records"]], FOLLOWING)
    return {"batchItemFailures": [{"itemIdentifier": one.sequence_number} for one in failed]}


def failures(records: Sequence[StreamRecord], following: Sequence[ModuleType]) -> list[StreamRecord]:
    """Give each module its records; the first record that each of those has failed at that have failed."""
    return [failed for one in following if (failed := _first_failure(one, [*filter(one.concerns, records)]))]


def _first_failure(module: ModuleType, records: Sequence[StreamRecord]) -> StreamRecord | None:
    if not records:
        return None
    try:
        module.follow(records)
    except FollowupStuck as stuck:
        failed, why = stuck.record, stuck.__cause__
    except Exception as error:  # noqa: BLE001  (it is logged, and the records come again)
        failed, why = records[0], error
    else:
        return None
    fault(Metric.FOLLOWUP_STUCK, "stuck", error=why, what=module.__name__, sequence_number=failed.sequence_number)
    return failed
