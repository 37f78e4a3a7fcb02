"""Moderators try the rules on a text."""

import time

from functions.moderation.api import CallingModerator, api
from functions.moderation.policy_versions import check
from shared.domain.comments.policy_trial import Trial, Tried, try_out
from shared.storage.moderation import policy_trials


@api.post("/v1/moderation/policy/try")
def try_policy(trial: Trial, _: CallingModerator) -> Tried:
    """The verdict that a comment would get, with all findings. Nothing is stored, and no slow judge is asked.

    The text is judged as its reader's first comment of this hour, and as a text that nobody has sent today.
    """
    if trial.policy:
        check(trial.policy)
    facts = policy_trials.facts(on=trial.article_id, by=trial.reader_id, at=api.now)
    outcome = try_out(trial, facts, at=api.now, stopwatch=time.thread_time_ns)
    api.report_faults(outcome.faults)
    return outcome.tried
