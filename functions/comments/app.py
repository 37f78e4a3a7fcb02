"""Readers write: they get a reader pass, comment, vote and report, and look after their own comments.

The routes are in the modules imported here, one for each of these subjects.
"""

from functions.comments import feed, form, own_comments, passes, permalink, posting, votes_and_reports
from functions.comments.api import api

__all__ = ["feed", "form", "handler", "own_comments", "passes", "permalink", "posting", "votes_and_reports"]

handler = api
