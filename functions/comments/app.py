"""Readers get a reader pass, comment, vote, report, and change their own comments.

The modules imported below have the routes, one module for each subject.
"""

from functions.comments import (  # noqa: F401 (importing a module registers its routes)
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
