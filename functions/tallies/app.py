"""Turns the table's stream into exact counts. Nothing else writes a tally."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.tallies import business_facts
from shared.domain.times import SECOND
from shared.metrics import Metric
from shared.storage.counting import tallies
from shared.telemetry import fault, logger


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], _: LambdaContext) -> dict[str, Any]:
    """Count one batch of one stream shard.

    The answer names the first record that could not be counted, and Lambda delivers again from there (AWS: "Reporting
    batch item failures"). The event source mapping's tumbling window puts `shardId` into the event. It treats an answer
    without a `state` as a failure (AWS: "Implementing stateful DynamoDB stream processing").
    """
    records = event["Records"]
    if not records:  # a window's last invocation may bring none
        return {"batchItemFailures": [], "state": {}}
    latest = max(int(record["dynamodb"]["ApproximateCreationDateTime"]) for record in records)
    counted: list[tallies.CountedRecord] = []
    try:
        for some in tallies.count_in_transactions(event["shardId"], map(tallies.record, records), at=latest * SECOND):
            counted += some
    except tallies.CountingStuck as stuck:
        fault(Metric.COUNTING_STUCK, "stuck", error=stuck, sequence_number=stuck.sequence_number)
        return {"batchItemFailures": [{"itemIdentifier": stuck.sequence_number}], "state": {}}
    except Exception as error:  # a record that cannot be read: Lambda delivers halves of the batch until it is alone
        fault(Metric.COUNTING_STUCK, "unreadable", error=error)
        raise
    finally:
        business_facts.send(counted)
    return {"batchItemFailures": [], "state": {}}
