"""Judging takes a comment's circumstances and gives findings and a verdict; these are their models."""

from enum import StrEnum
from typing import Annotated, Protocol

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.domain.articles.article import Moderation, State
from shared.domain.people.ban import Banned
from shared.domain.people.reader import Badge, ReaderRecord
from shared.domain.spam.score import SpamScore
from shared.domain.times import Instant


class Outcome(StrEnum):
    """The outcome of one rule."""

    PASS = "pass"  # noqa: S105  (no password)
    HOLD = "hold"
    REFUSE = "refuse"


class Decision(StrEnum):
    """The outcome of all rules together."""

    PUBLISH = "publish"
    HOLD = "hold"
    REFUSE = "refuse"


class Finding(BaseModel):
    """The finding of one rule: its outcome, and evidence that a moderator can check."""

    model_config = ConfigDict(frozen=True)

    rule: str
    outcome: Outcome
    evidence: Annotated[str, StringConstraints(max_length=500)] = ""
    weight: int = 0
    """How strong the finding is, 0 (nothing) to 100 (enough on its own)."""
    microseconds: int = 0
    """Processor time of the rule."""


class Verdict(BaseModel):
    """All findings, the decision that follows, and the hash of the policy in force."""

    model_config = ConfigDict(frozen=True)

    decision: Decision
    findings: tuple[Finding, ...]
    policy_hash: str
    judged_at: Instant = 0

    @property
    def telling(self) -> Finding | None:
        """The strongest finding that does not pass; the first of equals; None if all pass."""
        against = [finding for finding in self.findings if finding.outcome is not Outcome.PASS]
        return max(against, key=lambda finding: finding.weight, default=None)


class Writing(Protocol):
    """A text to judge, such as a `Draft`."""

    @property
    def author_name(self) -> str:
        """The author's name as typed."""

    @property
    def body(self) -> str:
        """The text."""

    @property
    def website(self) -> str:
        """The honeypot."""


class Circumstances(BaseModel):
    """The facts besides the text that rules use, as of the moment of judging.

    They are kept with the comment, so that another policy can be tried on it later (see `replay.py`).
    """

    model_config = ConfigDict(frozen=True)

    at: Instant = 0
    state: State = State.OPEN
    moderation: Moderation = Moderation.POST
    """The article's mode; the site's is in the policy."""
    reader: ReaderRecord = ReaderRecord()
    badge: Badge = Badge.GUEST
    ban: Banned | None = None
    by_reader: int = 0
    """Comments of the reader in this hour, without this one."""
    from_address: int = 0
    """Comments from the source address in this hour, without this one."""
    same_text: int = 0
    """How often this text was already sent today."""
    form: bool = False
    """It came by the form for pages without JavaScript, so without a reader pass."""
    seconds: int | None = None
    """How long the page had been open; null if the page does not say."""
    spam: SpamScore | None = None
    """The spam filter's score; null until the filter has learned enough."""
