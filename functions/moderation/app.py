"""Moderators look at queues and numbers, and decide.

The routes are in the modules imported here, one for each of these subjects.
"""

from functions.moderation import decisions, numbers, queues
from functions.moderation.api import api

__all__ = ["decisions", "handler", "numbers", "queues"]

handler = api
