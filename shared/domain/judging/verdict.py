"""What judging a comment goes by, and what it says: circumstances in, findings and a verdict out."""

from enum import StrEnum
from typing import Annotated, Protocol

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.domain.articles.article import Moderation, State
from shared.domain.people.ban import Banned
from shared.domain.people.reader import Badge, ReaderRecord
from shared.domain.times import Instant


class Outcome(StrEnum):
    """What one rule says."""

    PASS = "pass"  # noqa: S105  (no password)
    HOLD = "hold"
    REFUSE = "refuse"


class Decision(StrEnum):
    """What all rules together say."""

    PUBLISH = "publish"
    HOLD = "hold"
    REFUSE = "refuse"


class Finding(BaseModel):
    """What one rule found: its outcome, and the evidence a moderator can check it against."""

    model_config = ConfigDict(frozen=True)

    rule: str
    outcome: Outcome
    evidence: Annotated[str, StringConstraints(max_length=500)] = ""
    weight: int = 0
    """How much this finding says, 0 (nothing) to 100 (enough on its own)."""
    microseconds: int = 0
    """How long the rule took."""


class Verdict(BaseModel):
    """What the rules say, all of it, and the hash of the policy they went by."""

    model_config = ConfigDict(frozen=True)

    decision: Decision
    findings: tuple[Finding, ...]
    policy_hash: str
    judged_at: Instant = 0

    @property
    def telling(self) -> Finding | None:
        """The finding that weighs most of those that do not pass; the first of equals."""
        against = [finding for finding in self.findings if finding.outcome is not Outcome.PASS]
        return max(against, key=lambda finding: finding.weight, default=None)


class Writing(Protocol):
    """What is judged. A `comments.Draft` is one."""

    @property
    def author_name(self) -> str:
        """The name it is written under."""

    @property
    def body(self) -> str:
        """The text."""

    @property
    def website(self) -> str:
        """The honeypot."""


class SpamScore(BaseModel):
    """What the filter that learns makes of a text."""

    model_config = ConfigDict(frozen=True)

    probability: float
    """0 (as what moderators approved) to 1 (as what they called spam)."""
    reasons: tuple[str, ...] = ()
    """The features that say most, strongest first."""
    version: int = 0
    """How many decisions the filter had seen."""


class Circumstances(BaseModel):
    """What the rules need to know besides the text: facts, as they were when it was judged.

    They are kept with the comment, so that another policy can be tried on it later (see `replay.py`).
    """

    model_config = ConfigDict(frozen=True)

    at: Instant = 0
    state: State = State.OPEN
    moderation: Moderation = Moderation.POST
    """The article's; the site's is in the policy."""
    reader: ReaderRecord = ReaderRecord()
    badge: Badge = Badge.GUEST
    ban: Banned | None = None
    by_reader: int = 0
    """How many comments the reader has sent in this hour, before this one."""
    from_address: int = 0
    """The same of the source address."""
    same_text: int = 0
    """How often somebody has sent this text today, before this one."""
    form: bool = False
    """Did it come by the form for pages without JavaScript, so without a reader pass?"""
    seconds: int | None = None
    """How long the page had been open, if it says so."""
    spam: SpamScore | None = None
    """What the filter that learns says; None while it has not seen enough to say anything."""
