"""Moderators: queues and decisions."""
