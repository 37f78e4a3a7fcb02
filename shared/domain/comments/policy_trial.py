"""A text is tried on the rules: what would become of a comment that nobody sends."""

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
"""The record of the reader whose comment is tried if no reader is named: somebody whom the moderators know."""


class Trial(Draft):
    """A comment to try, as a reader would send it, and on what."""

    article_id: ArticleId | None = None
    """Judged as on this article; without one, as on an article whose thread is open and moderated afterwards."""
    reader_id: ReaderId | None = None
    """Judged as this reader's; without one, as a reader's of whose comments ten were approved and none rejected."""
    badge: Badge = Badge.GUEST
    policy: Policy | None = None
    """Draft rules to judge by, all of them; without these, the rules in force."""


class Tried(BaseModel):
    """What would become of the comment. It was not stored, nor counted."""

    verdict: Verdict
    status: Status | None
    """The status it would have; null if it would be refused."""
    message: str | None
    """What its author would be told if it would be refused."""
    awaiting: tuple[str, ...]
    """The slow judges that would be asked about it, and that it would wait for; they were not asked now."""


class TrialFacts(NamedTuple):
    """What a comment that is only tried would meet."""

    policy: Policy
    """The rules in force."""
    article: Article | None
    reader: ReaderRecord
    ban: Ban | None
    spam_filter: Model | UnreadableModel | None


class TrialOutcome(NamedTuple):
    """What would become of the comment, and the rules that broke while it was judged."""

    tried: Tried
    faults: tuple[Fault, ...]


def try_out(trial: Trial, facts: TrialFacts, *, at: int, stopwatch: Stopwatch) -> TrialOutcome:
    """Judge the comment as the first that its reader sends this hour at `at` (ms since the epoch).

    Its text counts as one that nobody has sent today.
    """
    article, spam_filter = facts.article, facts.spam_filter
    circumstances = Circumstances(
        at=at,
        state=article.state_at(at) if article else State.OPEN,
        moderation=article.moderation if article else Moderation.POST,
        reader=facts.reader,
        badge=trial.badge,
        ban=facts.ban.told_so if facts.ban else None,
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
