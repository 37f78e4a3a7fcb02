"""The table's stream becomes exact counts. Nothing else writes a tally."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from shared.domain.times import SECOND
from shared.storage.counting import tallies
from shared.telemetry import logger


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    """Count one batch of one stream shard.

    Answers with the first record that could not be counted, for Lambda to deliver again from there (AWS: "Reporting
    batch item failures"). The event source mapping's tumbling window puts `shardId` into the event, and takes an
    answer without a `state` as a failure (AWS: "Implementing stateful DynamoDB stream processing").
    """
    records = event["Records"]
    if not records:  # a window's last invocation may bring none
        return {"batchItemFailures": [], "state": {}}
    latest = max(int(record["dynamodb"]["ApproximateCreationDateTime"]) for record in records)
    try:
        tallies.count(event["shardId"], (tallies.record(record) for record in records), at=latest * SECOND)
    except tallies.CountingStuck as stuck:
        logger.warning("stuck", sequence_number=stuck.sequence_number, exc_info=stuck)
        return {"batchItemFailures": [{"itemIdentifier": stuck.sequence_number}], "state": {}}
    return {"batchItemFailures": [], "state": {}}
