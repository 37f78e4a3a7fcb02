"""Challenges that were used. A challenge is good for one reader pass."""

from shared.domain.refusals import ChallengeUsed
from shared.domain.times import SECOND
from shared.storage import keys, table


def use(challenge: str, *, expires: int) -> None:
    """Mark a challenge as used. The mark is kept until the challenge itself expires (ms since the epoch).

    Raises:
        ChallengeUsed: the challenge was used before.
    """
    item = {**keys.used_challenge(challenge)._asdict(), "expires_at": expires // SECOND}
    try:
        table.write(table.new(item))
    except table.WriteRefused:
        raise ChallengeUsed(
            "This challenge has been used for a reader pass. Ask for a new one at GET /v1/challenge."
        ) from None
