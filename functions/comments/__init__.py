"""Readers write: passes, comments, votes, reports, and changes to their own comments."""
