"""A circuit breaker: a failing service is not asked for a while (Nygard, "Release It!", chapter 5)."""

from functools import cache

from shared.domain.times import MINUTE

FAILURES = 5
"""Failures in a row that open the breaker."""
PAUSE = MINUTE
"""Time that the breaker stays open, in ms; then it lets one question through."""


class Breaker:
    """Counts one service's failures in a row. It has no clock: times are the caller's, in ms since the epoch."""

    def __init__(self) -> None:
        self.failures = 0
        """Failures since the last answer."""
        self.why = ""
        """The latest failure."""
        self.asks_again = 0
        """Time at which the next question is let through, if the breaker is open."""

    def lets_through(self, at: int) -> bool:
        """True if the service may be asked now. After a pause only the first caller may ask."""
        if self.failures < FAILURES:
            return True
        if at < self.asks_again:
            return False
        self.asks_again = at + PAUSE  # closed to all others until this caller's answer
        return True

    def answered(self) -> None:
        """Note that the service answered."""
        self.failures = 0

    def failed(self, why: str, *, at: int) -> None:
        """Note that the service failed."""
        self.failures += 1
        self.why = why
        self.asks_again = at + PAUSE


@cache
def breaker(judge: str, place: str = "") -> Breaker:  # noqa: ARG001  (what the cache tells them apart by)
    """The breaker of one judge at one address, kept as long as the function lives."""
    return Breaker()
