"""The reader pass: how long it is valid. shared/web/callers.py signs and checks it."""

from shared.domain.times import DAY

PASS_LIFETIME = 365 * DAY
"""Lifetime of a reader pass, in ms."""
