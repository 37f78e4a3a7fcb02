"""The logging of the functions: JSON lines with the id of their request. A line may contain metrics.

CloudWatch reads metrics from each line with the member `_aws` (AWS: "Embedded metric format specification").
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
"""The namespace under which CloudWatch lists the metrics."""
DIMENSION = "Stack"
"""The dimension that separates the metrics of two deployments in one account."""
MOST_VALUES = 100
"""The most numbers of one metric in one line (AWS: "Embedded metric format specification", target members)."""
_IDS = ("request_id", "route", "function_request_id")
"""Fields that the functions append to every line of a request. An operator finds the lines of a request by them."""


def fault(metric: Metric, message: str, *, error: BaseException | None = None, **details: Any) -> None:
    """Log a fault with the traceback of `error`, and count it as 1 of `metric`, in one line.

    `details` are fields of the line, such as the rule or the judge. The line has the level ERROR, so every level of
    logging that template.yaml allows includes it.
    """
    logger.error(message, exc_info=error, stacklevel=3, **details, **_embedded({metric: 1}))


def count(numbers: Mapping[Metric, int | Sequence[int]], **details: Any) -> None:
    """Send `numbers` as metrics, in one line that is written at every level of logging.

    Give a sequence for a metric with one number for each event, such as times in ms; at most MOST_VALUES numbers.
    `details` are fields of the line.
    """
    appended = logger.get_current_keys()
    ids = {name: appended[name] for name in _IDS if name in appended}
    line = {"level": "INFO", "message": "counted", **ids, **details, **_embedded(numbers)}
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def _embedded(numbers: Mapping[Metric, int | Sequence[int]]) -> dict[str, Any]:
    """The members of a line that make CloudWatch read `numbers` as metrics of this stack."""
    directive = {
        "Namespace": NAMESPACE,
        "Dimensions": [[DIMENSION]],
        "Metrics": [{"Name": metric, "Unit": METRICS[metric].unit} for metric in numbers],
    }
    metadata = {"Timestamp": time.time_ns() // 1_000_000, "CloudWatchMetrics": [directive]}
    values = {str(metric): number for metric, number in numbers.items()}
    return {**values, DIMENSION: settings.stack_name, "_aws": metadata}
