"""The spam filter's score of a text."""

from pydantic import BaseModel, ConfigDict


class SpamScore(BaseModel):
    """The spam filter's score of a text."""

    model_config = ConfigDict(frozen=True)

    probability: float
    """0 (like approved comments) to 1 (like spam)."""
    reasons: tuple[str, ...] = ()
    """The most telling features, strongest first."""
    version: int = 0
    """The decisions that the filter had seen."""
