"""Moderators look at queues, comments and numbers, look for comments, decide, and try policies.

The routes are in the modules imported here, one for each of these subjects.
"""

from functions.moderation import comment, decisions, numbers, queues, replay, search
from functions.moderation.api import api

__all__ = ["comment", "decisions", "handler", "numbers", "queues", "replay", "search"]

handler = api
