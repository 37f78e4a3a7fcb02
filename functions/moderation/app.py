"""Moderators look at queues, comments and numbers, look for comments, decide, and try policies.

The routes are in the modules imported here, one for each of these subjects.
"""

from functions.moderation import comment, decisions, log, numbers, queues, replay, search, transparency
from functions.moderation.api import api

__all__ = ["comment", "decisions", "handler", "log", "numbers", "queues", "replay", "search", "transparency"]

handler = api
