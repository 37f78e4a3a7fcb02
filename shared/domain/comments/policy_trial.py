"""Try a comment: judge it by the rules without storing it."""

from typing import NamedTuple

from pydantic import BaseModel

from shared.domain.articles.article import Article, Moderation, State
from shared.domain.comments.comment import Status
from shared.domain.comments.draft import Draft
from shared.domain.identifiers import ArticleId, ReaderId
from shared.domain.judging.judge import Stopwatch, judge
from shared.domain.judging.policy import Policy
from shared.domain.judging.refusal_sentences import refusal
from shared.domain.judging.verdict import Circumstances, Decision, Verdict
from shared.domain.people.ban import Ban
from shared.domain.people.reader import Badge, ReaderRecord
from shared.domain.refusals import Fault
from shared.domain.spam.model import Model, UnreadableModel

KNOWN = ReaderRecord(approved=10, comments=10)
"""The reader's record for a trial that names no reader: ten approved comments and no rejected one."""


class Trial(Draft):
    """A comment to try, as a reader would send it, with the article, reader and policy to judge it by."""

    article_id: ArticleId | None = None
    """The article. The default is one with an open thread where only held comments wait for a moderator."""
    reader_id: ReaderId | None = None
    """The reader. The default is one with ten approved comments and no rejected one."""
    badge: Badge = Badge.GUEST
    policy: Policy | None = None
    """A whole draft of the policy. The default is the policy in force."""


class Tried(BaseModel):
    """The outcome for a tried comment, which was neither stored nor counted."""

    verdict: Verdict
    status: Status | None
    """The status that the comment would get; null if it would be refused."""
    message: str | None
    """The refusal as its author would read it; null if the comment would not be refused."""
    awaiting: tuple[str, ...]
    """The slow judges that the comment would wait for. They were not asked now."""


class TrialFacts(NamedTuple):
    """The facts for judging a tried comment."""

    policy: Policy
    """The policy in force."""
    article: Article | None
    reader: ReaderRecord
    ban: Ban | None
    spam_filter: Model | UnreadableModel | None


class TrialOutcome(NamedTuple):
    """The outcome for the comment, and the rules that broke while it was judged."""

    tried: Tried
    faults: tuple[Fault, ...]


def try_out(trial: Trial, facts: TrialFacts, *, at: int, stopwatch: Stopwatch) -> TrialOutcome:
    """Judge the comment as if its reader sent it at `at` (ms since the epoch), as the first of the hour.

    Its text counts as one that nobody has sent today.
    """
    article, spam_filter = facts.article, facts.spam_filter
    circumstances = Circumstances(
        at=at,
        state=article.state_at(at) if article else State.OPEN,
        moderation=article.moderation if article else Moderation.POST,
        reader=facts.reader,
        badge=trial.badge,
        ban=facts.ban.for_reader if facts.ban else None,
        seconds=trial.seconds,
        spam=spam_filter.score(trial.author_name, trial.body) if spam_filter and spam_filter.in_use else None,
    )
    policy = trial.policy or facts.policy
    verdict, faults = judge(trial, circumstances, policy, stopwatch=stopwatch)
    refused = refusal(verdict)
    awaiting = () if refused else policy.judges.names
    published = verdict.decision is Decision.PUBLISH and not awaiting
    tried = Tried(
        verdict=verdict,
        status=None if refused else (Status.APPROVED if published else Status.PENDING),
        message=" ".join([refused.detail, *(error.detail for error in refused.errors)]) if refused else None,
        awaiting=awaiting,
    )
    return TrialOutcome(tried, faults)
