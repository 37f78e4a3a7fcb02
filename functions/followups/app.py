"""Effects of changes, except the counts: link log entries, continue removals, ask slow judges.

Each module in `FOLLOWING` is responsible for one of these effects.
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
"""Each module has `concerns(record)` and `follow(records)`. `follow` gets the records that concern the module, in their
order, and must accept a record twice. If it raises `FollowupStuck`, it gets that record and all later ones again. After
any other error it gets all of them again."""


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    """Pass one batch of records to every module.

    One module's failure does not keep the records from the others. The answer names the first failed record of each
    module. Lambda delivers again from the earliest of these (AWS: "Configuring partial batch response with DynamoDB"),
    so every module must accept a record twice.
    """
    failed = failures([record(raw) for raw in event["Records"]], FOLLOWING)
    return {"batchItemFailures": [{"itemIdentifier": one.sequence_number} for one in failed]}


def failures(records: Sequence[StreamRecord], following: Sequence[ModuleType]) -> list[StreamRecord]:
    """Give each module its records; return the first failed record of each module that failed."""
    return [failed for one in following if (failed := _first_failure(one, [*filter(one.concerns, records)]))]


def _first_failure(module: ModuleType, records: Sequence[StreamRecord]) -> StreamRecord | None:
    if not records:
        return None
    try:
        module.follow(records)
    except FollowupStuck as stuck:
        failed, why = stuck.record, stuck.__cause__
    except Exception as error:  # noqa: BLE001  (it is logged, and the records are delivered again)
        failed, why = records[0], error
    else:
        return None
    fault(Metric.FOLLOWUP_STUCK, "stuck", error=why, what=module.__name__, sequence_number=failed.sequence_number)
    return failed
