"""Counting: the increments that facts give to tallies, and the daily numbers."""
