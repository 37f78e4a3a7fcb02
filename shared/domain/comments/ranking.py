"""The score of a comment by its votes: the lower bound of the Wilson score interval.

E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209-212. E. Miller
proposed it for votes ("How not to sort by average rating", 2009): 1 of 1 up ranks below 90 of 100.
"""

from math import sqrt

_Z = 1.959964
"""The 97.5th percentile of the normal distribution: a two-sided interval of 95 %."""
MILLION = 1_000_000


def score(up: int, down: int) -> int:
    """The share of up votes that is exceeded with 97.5 % confidence, in millionths; 0 without votes.

    A count below zero is taken as zero. It can be below zero if a fact was never counted, until `postbag recount`.
    """
    up, down = max(0, up), max(0, down)
    votes = up + down
    if votes == 0:
        return 0
    share = up / votes
    middle = share + _Z**2 / (2 * votes)
    spread = _Z * sqrt((share * (1 - share) + _Z**2 / (4 * votes)) / votes)
    return max(0, round(MILLION * (middle - spread) / (1 + _Z**2 / votes)))
