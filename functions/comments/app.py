"""Readers write: they get a reader pass, comment, react to others' comments, and look after their own.

The routes are in the modules imported here, one for each of these subjects.
"""

from functions.comments import feed, form, own, passes, permalink, posting, reactions
from functions.comments.api import api

__all__ = ["feed", "form", "handler", "own", "passes", "permalink", "posting", "reactions"]

handler = api
