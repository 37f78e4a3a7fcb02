"""Bans, hash keys and used challenges in the table."""
