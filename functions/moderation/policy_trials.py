"""Moderators try a text on the rules."""

import time

from pydantic import BaseModel

from functions.moderation.api import CallingModerator, api
from functions.moderation.policy_versions import check
from shared.domain.comments.comment import Status
from shared.domain.comments.draft import Draft
from shared.domain.identifiers import ArticleId, ReaderId
from shared.domain.judging.judge import judge
from shared.domain.judging.policy import Policy
from shared.domain.judging.refusal_sentences import refusal
from shared.domain.judging.verdict import Decision, Verdict
from shared.domain.people.reader import Badge
from shared.storage.moderation import policy_trials


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


@api.post("/v1/moderation/policy/try")
def try_policy(trial: Trial, _: CallingModerator) -> Tried:
    """The verdict that a comment would get, with the whole trace. Nothing is stored, and no slow judge is asked.

    It is judged as the first that its reader sends this hour, and as a text that nobody has sent today.
    """
    if trial.policy:
        check(trial.policy)
    in_force, facts = policy_trials.facts(trial, on=trial.article_id, by=trial.reader_id, at=api.now)
    circumstances = facts.model_copy(update={"badge": trial.badge, "seconds": trial.seconds})
    policy = trial.policy or in_force
    verdict = judge(trial, circumstances, policy, stopwatch=time.thread_time_ns)
    refused = refusal(verdict)
    awaiting = () if refused else policy.judges.names
    published = verdict.decision is Decision.PUBLISH and not awaiting
    return Tried(
        verdict=verdict,
        status=None if refused else (Status.APPROVED if published else Status.PENDING),
        message=" ".join([refused.detail, *(error.detail for error in refused.errors)]) if refused else None,
        awaiting=awaiting,
    )
