"""The moderators' function: queues, decisions, rules, threads, bans, readers, numbers, search and the log.

The modules imported here define the routes, one module for each subject.
"""

from functions.moderation import (  # noqa: F401 (the import registers their routes)
    ban_changes,
    decisions,
    dossiers,
    log,
    numbers,
    policy_trials,
    policy_versions,
    queues,
    reader_records,
    replay,
    search,
    thread_changes,
    transparency,
)
from functions.moderation.api import api

handler = api
