"""What moderators do: queues, decisions, rules, threads, bans, readers, numbers, search, and the record of it all.

The routes are in the modules imported here, one for each of these subjects.
"""

from functions.moderation import (
    bans,
    comment,
    decisions,
    log,
    numbers,
    policy,
    queues,
    readers,
    replay,
    search,
    threads,
    transparency,
    trying,
)
from functions.moderation.api import api

__all__ = [
    "bans",
    "comment",
    "decisions",
    "handler",
    "log",
    "numbers",
    "policy",
    "queues",
    "readers",
    "replay",
    "search",
    "threads",
    "transparency",
    "trying",
]

handler = api
