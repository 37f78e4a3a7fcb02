"""Readers write: they get a reader pass, comment, vote and report, and look after their own comments.

The routes are in the modules imported here, one for each of these subjects.
"""

from functions.comments import (  # noqa: F401 (whose routes are known once they are imported)
    feed,
    form,
    own_comments,
    passes,
    permalink,
    posting,
    votes_and_reports,
)
from functions.comments.api import api

handler = api
