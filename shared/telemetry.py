"""What a function writes to its log: JSON lines, one request id each; a line may carry metrics.

CloudWatch makes metrics of a line that has the member `_aws` (AWS: "Embedded metric format specification").
"""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from aws_lambda_powertools import Logger

from shared.metrics import METRICS, Metric
from shared.settings import settings

logger = Logger(serialize_stacktrace=False)

NAMESPACE = "Postbag"
"""Where CloudWatch lists the metrics."""
DIMENSION = "Stack"
"""What tells the metrics of two deployments in one account apart."""
MOST_VALUES = 100
"""Numbers that one line may have of a metric (AWS: "Embedded metric format specification", target members)."""
_IDS = ("request_id", "route", "function_request_id")
"""What an API's or a stream's function appends to the logger's lines: by it the lines of one request are found."""


def fault(metric: Metric, message: str, *, error: BaseException | None = None, **details: Any) -> None:
    """Log that something went wrong, with the traceback of `error`, and count it as 1 of `metric`: one line for both.

    `details` are fields of the line, such as the rule or the judge. The line is an error, so it is written at every
    level of logging that template.yaml allows.
    """
    logger.error(message, exc_info=error, stacklevel=3, **details, **_embedded({metric: 1}))


def count(numbers: Mapping[Metric, int | Sequence[int]], **details: Any) -> None:
    """Send `numbers` as metrics, in one line that is written at every level of logging.

    Give a sequence for what has one number each time, such as times in ms; at most MOST_VALUES of them.
    `details` are fields of the line.
    """
    known = logger.get_current_keys()
    ids = {name: known[name] for name in _IDS if name in known}
    line = {"level": "INFO", "message": "counted", **ids, **details, **_embedded(numbers)}
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _embedded(numbers: Mapping[Metric, int | Sequence[int]]) -> dict[str, Any]:
    """The members of a line that make CloudWatch take `numbers` for metrics of this stack."""
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [[DIMENSION]],
        "Metrics": [{"Name": metric, "Unit": METRICS[metric].unit} for metric in numbers],
    }
    metadata = {"Timestamp": time.time_ns() // 1_000_000, "CloudWatchMetrics": [directive]}
    values = {str(metric): number for metric, number in numbers.items()}
    return {**values, DIMENSION: settings.stack_name, "_aws": metadata}
