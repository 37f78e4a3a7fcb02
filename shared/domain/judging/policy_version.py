"""A version of the policy: which, what, who and when."""

from pydantic import BaseModel, ConfigDict

from shared.domain.judging.policy import Policy
from shared.domain.times import Instant


class Version(BaseModel):
    """A version of the policy."""

    model_config = ConfigDict(frozen=True)

    number: int
    """0 is what Postbag comes with; each change makes the next."""
    policy: Policy
    by: str | None = None
    at: Instant | None = None
    """Since when it was in force, in ms since the epoch."""
    note: str | None = None
    """Why it was made, for the log."""


BUILT_IN = Version(number=0, policy=Policy())
