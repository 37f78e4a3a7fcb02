"""Slow judges are asked about a held comment that awaits them."""

import time
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from functions.followups.stream_records import FollowupStuck, StreamRecord
from shared.domain.comments.comment import Comment
from shared.domain.comments.slow_judge_answers import conclude
from shared.domain.judging.policy import Policy
from shared.domain.judging.verdict import Finding
from shared.domain.people.reader import Badge
from shared.domain.refusals import Busy, StatusChanged
from shared.metrics import Metric
from shared.secrets_manager import secret
from shared.settings import MissingSetting, settings
from shared.slow_judges.akismet import ENDPOINT, Akismet
from shared.slow_judges.circuit_breaker import breaker
from shared.slow_judges.newspaper import NewspaperJudge
from shared.slow_judges.service import WAITS, CommentForJudges, Guarded, Service, held, passed
from shared.slow_judges.toxicity import Toxicity
from shared.storage import keys
from shared.storage.comments import comments, slow_judge_answers
from shared.storage.comments.slow_judge_answers import WaitingComment
from shared.storage.table import LostRace
from shared.telemetry import fault

_TRIES = 5
"""Tries of one write: votes and decisions may change the comment between read and write."""


def concerns(record: StreamRecord) -> bool:
    """True if the comment was just sent or edited, and awaits slow judges."""
    if record.after is None or not keys.is_comment(record.pk) or "awaiting" not in record.after:
        return False
    before = record.before or {}
    return any(before.get(name) != record.after.get(name) for name in ("awaiting", "edited_at"))


def follow(records: Sequence[StreamRecord]) -> None:
    """Ask the slow judges about each of these comments, in their order.

    Raises:
        FollowupStuck: the findings about a comment could not be written now.
    """
    for record in records:
        comment = record.after or {}
        try:
            _ask(str(comment["article_id"]), str(comment["id"]))
        except (StatusChanged, LostRace, Busy) as refused:
            raise FollowupStuck(record) from refused


def _ask(article_id: str, comment_id: str) -> None:
    """Ask the judges that a comment still awaits, and publish it if none objects. Asking again does no harm."""
    waiting = slow_judge_answers.waiting_comment(article_id, comment_id)
    if waiting is None:
        return
    at = time.time_ns() // 1_000_000  # a signed request states its time; the receiver compares it with its own clock
    asked = _asked(waiting)
    findings = [_finding(name, asked, waiting.policy, at=at) for name in waiting.comment.awaiting]
    _conclude(waiting.comment, findings)


def _conclude(asked: Comment, findings: Sequence[Finding]) -> None:
    """Add the judges' findings to the comment, and publish it if no finding holds it.

    Raises:
        StatusChanged: others changed the comment at each try, so the record must be delivered again.
    """
    for attempt in range(_TRIES):
        change = conclude(comments.get(asked.article_id, asked.id), asked, findings)
        try:
            comments.change(change)
        except StatusChanged:
            if attempt == _TRIES - 1:
                raise
            continue
        return


def _finding(name: str, asked: CommentForJudges, policy: Policy, *, at: int) -> Finding:
    if name not in policy.judges.names:
        return passed(name, "Switched off before it was asked.")
    try:
        judge = Guarded(_SERVICES[name](policy), breaker(name, policy.judges.newspaper or ""))
    except (MissingSetting, ValueError) as missing:
        fault(Metric.JUDGE_DOWN, "a judge is not set up", judge=name, why=str(missing), comment=asked.comment_id)
        return held(name, f"Switched on, but not set up: {missing} {WAITS}")
    return judge.judge(asked, at=at)


def _asked(waiting: WaitingComment) -> CommentForJudges:
    comment, article = waiting.comment, waiting.article
    return CommentForJudges(
        comment_id=comment.id,
        article_id=comment.article_id,
        article_url=article.url,
        article_title=article.title,
        author_name=comment.name,
        body=comment.body,
        badge=comment.badge or Badge.GUEST,
        created_at=comment.created_at,
        edited_at=comment.edited_at,
    )


def _akismet(_: Policy) -> Service:
    return Akismet(secret(settings.akismet_key_arn), settings.akismet_blog, url=settings.akismet_url or ENDPOINT)


def _toxicity(policy: Policy) -> Service:
    return _comprehend(settings.toxicity_region, policy.judges.toxicity_hold_from)


@lru_cache(maxsize=1)  # making its client takes longer than one question
def _comprehend(region: str, hold_from: float) -> Service:
    return Toxicity(region, hold_from=hold_from)


def _newspaper(policy: Policy) -> Service:
    return NewspaperJudge(policy.judges.newspaper or "", secret(settings.judge_secret_arn), settings.judge_hosts)


_SERVICES: Mapping[str, Callable[[Policy], Service]] = {
    "akismet": _akismet,
    "toxicity": _toxicity,
    "newspaper": _newspaper,
}
