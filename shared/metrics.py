"""Every metric that Postbag sends to CloudWatch, in one table.

The only dimension is the stack, so each metric is paid once (docs/costs.md). The judge, rule or route is a field of
the same log line: CloudWatch Logs Insights can find and group lines by it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Unit(StrEnum):
    """The unit of a metric's numbers, as CloudWatch names it (AWS: MetricDatum)."""

    COUNT = "Count"
    MILLISECONDS = "Milliseconds"


class Metric(StrEnum):
    """The name of a metric."""

    # Faults: sent when they happen.
    BROKEN_REQUEST = "BrokenRequest"
    BUSY = "Busy"
    LOST_RACE = "LostRace"
    BROKEN_RULE = "BrokenRule"
    UNREADABLE_FILTER = "UnreadableFilter"
    LOGIN_KEYS_UNAVAILABLE = "LoginKeysUnavailable"
    JUDGE_DOWN = "JudgeDown"
    SKIPPED_IN_REMOVAL = "SkippedInRemoval"
    LOG_LINE_GONE = "LogLineGone"
    FOLLOWUP_STUCK = "FollowupStuck"
    COUNTING_STUCK = "CountingStuck"
    # Facts of business: sent by the tallies function, one line for a batch.
    COMMENTS_POSTED = "CommentsPosted"
    COMMENTS_PUBLISHED = "CommentsPublished"
    COMMENTS_HELD = "CommentsHeld"
    COMMENTS_REPORTED = "CommentsReported"
    COMMENTS_REJECTED = "CommentsRejected"
    COMMENTS_SPAM = "CommentsSpam"
    COMMENTS_WITHDRAWN = "CommentsWithdrawn"
    COMMENTS_DECIDED = "CommentsDecided"
    DECISION_WAIT = "DecisionWait"
    COMMENTS_BY_VISITORS = "CommentsByVisitors"
    REPORTS = "Reports"
    VOTES = "Votes"
    SHARES = "Shares"
    VISITS = "Visits"


class MetricDefinition(NamedTuple):
    """The meaning of a metric, and the functions that send it."""

    functions: tuple[str, ...]
    """The folders of these functions in functions/."""
    meaning: str
    unit: Unit = Unit.COUNT


_HTTP = ("threads", "comments", "shares", "moderation")
_COUNTED = ("tallies",)

METRICS: Mapping[Metric, MetricDefinition] = {
    Metric.BROKEN_REQUEST: MetricDefinition(_HTTP, "A request was answered with 500."),
    Metric.BUSY: MetricDefinition(_HTTP, "The table was throttled or did not answer: a request was answered with 503."),
    Metric.LOST_RACE: MetricDefinition(
        ("comments", "moderation"), "Somebody else wrote first: a request was answered with 409."
    ),
    Metric.BROKEN_RULE: MetricDefinition(
        ("comments", "moderation"), "A rule on comments raised an error, so the comment is held."
    ),
    Metric.UNREADABLE_FILTER: MetricDefinition(
        ("comments", "moderation", "followups"), "The spam filter cannot be read, so comments are held."
    ),
    Metric.LOGIN_KEYS_UNAVAILABLE: MetricDefinition(
        ("comments",), "The keys of the newspaper's own login could not be fetched."
    ),
    Metric.JUDGE_DOWN: MetricDefinition(
        ("followups",), "A slow judge gave no finding about a comment, so the comment stays held."
    ),
    Metric.SKIPPED_IN_REMOVAL: MetricDefinition(
        ("followups",), "A removal left a comment as it is, because the decision about it was refused."
    ),
    Metric.LOG_LINE_GONE: MetricDefinition(("followups",), "Log entries were deleted before they were linked."),
    Metric.FOLLOWUP_STUCK: MetricDefinition(
        ("followups",), "A followup of a stream record failed; the record is delivered again."
    ),
    Metric.COUNTING_STUCK: MetricDefinition(
        _COUNTED, "Records of the stream could not be counted; they are delivered again."
    ),
    Metric.COMMENTS_POSTED: MetricDefinition(_COUNTED, "Comments that readers sent, whatever their verdict."),
    Metric.COMMENTS_PUBLISHED: MetricDefinition(_COUNTED, "Comments that became visible to readers."),
    Metric.COMMENTS_HELD: MetricDefinition(_COUNTED, "Comments that were held for a moderator or a slow judge."),
    Metric.COMMENTS_REPORTED: MetricDefinition(_COUNTED, "Comments that were hidden because readers reported them."),
    Metric.COMMENTS_REJECTED: MetricDefinition(_COUNTED, "Comments that were rejected."),
    Metric.COMMENTS_SPAM: MetricDefinition(_COUNTED, "Comments that a moderator rejected as spam."),
    Metric.COMMENTS_WITHDRAWN: MetricDefinition(_COUNTED, "Comments that their authors withdrew."),
    Metric.COMMENTS_DECIDED: MetricDefinition(_COUNTED, "Comments that a moderator decided about for the first time."),
    Metric.DECISION_WAIT: MetricDefinition(
        _COUNTED, "Time that each of these waited for its first decision.", Unit.MILLISECONDS
    ),
    Metric.COMMENTS_BY_VISITORS: MetricDefinition(_COUNTED, "Comments by readers who came by a shared link."),
    Metric.REPORTS: MetricDefinition(_COUNTED, "Reports of comments by readers."),
    Metric.VOTES: MetricDefinition(_COUNTED, "Votes that readers cast or changed; a vote taken back does not count."),
    Metric.SHARES: MetricDefinition(_COUNTED, "Share clicks that count."),
    Metric.VISITS: MetricDefinition(_COUNTED, "Visits by shared links that count."),
}
