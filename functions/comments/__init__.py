"""Readers write: reader pass, comment, and their own comments."""
