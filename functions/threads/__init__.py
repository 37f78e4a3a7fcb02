"""Readers read: pages of a thread, replies, counts."""
