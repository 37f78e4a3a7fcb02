"""The reader pass."""

from shared.domain.times import DAY

PASS_LIFETIME = 365 * DAY
"""How long a reader pass is good for, in ms."""
