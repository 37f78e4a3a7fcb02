"""Business metrics of counted records, sent once for a batch."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from shared.domain.comments.comment import Status
from shared.domain.counting.increments import CommentTally, Counted, DayOfTally
from shared.metrics import Metric
from shared.storage.counting.tallies import CountedRecord
from shared.telemetry import MOST_VALUES, count

OF_SITES_DAY: Mapping[str, Metric] = {
    "posted": Metric.COMMENTS_POSTED,
    Status.APPROVED: Metric.COMMENTS_PUBLISHED,
    Status.PENDING: Metric.COMMENTS_HELD,
    Status.REPORTED: Metric.COMMENTS_REPORTED,
    Status.REJECTED: Metric.COMMENTS_REJECTED,
    Status.SPAM: Metric.COMMENTS_SPAM,
    Status.WITHDRAWN: Metric.COMMENTS_WITHDRAWN,
    "decided": Metric.COMMENTS_DECIDED,
    "visitor_comments": Metric.COMMENTS_BY_VISITORS,
    "reports": Metric.REPORTS,
    "shares": Metric.SHARES,
    "visits": Metric.VISITS,
}
"""The metric for each number that is counted per day for the whole site."""


def send(records: Sequence[CountedRecord]) -> None:
    """Send the metrics of records that were just counted, as one line; send nothing if there are none.

    A metric holds 100 values in a line, so more than 100 decision waits need further lines.
    """
    numbers, waits = facts(records), decision_waits(records)
    if numbers:
        count({**numbers, **({Metric.DECISION_WAIT: waits[:MOST_VALUES]} if waits else {})})
    for start in range(MOST_VALUES, len(waits), MOST_VALUES):
        count({Metric.DECISION_WAIT: waits[start : start + MOST_VALUES]})


def facts(records: Iterable[CountedRecord]) -> Mapping[Metric, int]:
    """The number of times each thing happened. Nothing is subtracted: a comment rejected later was published once."""
    found = Counter[Metric]()
    for record in records:
        for subject, name, by in record.increments:
            if by < 0:
                continue
            if isinstance(subject, CommentTally) and name in {"up", "down"}:
                found[Metric.VOTES] += by
            elif _of_sites_day(subject) and name in OF_SITES_DAY:
                found[OF_SITES_DAY[name]] += by
    return found


def decision_waits(records: Iterable[CountedRecord]) -> list[int]:
    """The wait of each comment until a moderator's first decision about it, in ms."""
    of_records = [{name: by for subject, name, by in record.increments if _of_sites_day(subject)} for record in records]
    return [numbers.get("decided_after", 0) for numbers in of_records if numbers.get("decided", 0) > 0]


def _of_sites_day(subject: Counted) -> bool:
    return isinstance(subject, DayOfTally) and subject.article_id is None
