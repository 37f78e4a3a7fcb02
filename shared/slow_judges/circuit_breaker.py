"""A circuit breaker: who fails again and again is left alone for a while (Nygard, "Release It!", chapter 5)."""

from functools import cache

from shared.domain.times import MINUTE

FAILURES = 5
"""So many failures in a row open it."""
PAUSE = MINUTE
"""So long it stays open, in ms; then one question is let through."""


class Breaker:
    """Counts one service's failures in a row. Has no clock: times are the caller's, in ms since the epoch."""

    def __init__(self) -> None:
        self.failures = 0
        """How many there were since the last answer."""
        self.why = ""
        """What the last of them was."""
        self.asks_again = 0
        """When the next question is let through, if there were too many."""

    def lets_through(self, at: int) -> bool:
        """May the service be asked now? When a pause is over the first who wants to know may ask, and nobody else."""
        if self.failures < FAILURES:
            return True
        if at < self.asks_again:
            return False
        self.asks_again = at + PAUSE  # for all others, until this one has come back
        return True

    def answered(self) -> None:
        """The service did what it is for."""
        self.failures = 0

    def failed(self, why: str, *, at: int) -> None:
        """The service did not."""
        self.failures += 1
        self.why = why
        self.asks_again = at + PAUSE


@cache
def breaker(judge: str, place: str = "") -> Breaker:  # noqa: ARG001  (what the cache tells them apart by)
    """The breaker of one judge at one place, the same for as long as the function lives."""
    return Breaker()
