"""What moderators do: queues, decisions, rules, threads, bans, readers, numbers, search, and the record of it all.

The routes are in the modules imported here, one for each of these subjects.
"""

from functions.moderation import (  # noqa: F401 (whose routes are known once they are imported)
    ban_changes,
    daily_numbers,
    decisions,
    dossiers,
    log,
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
