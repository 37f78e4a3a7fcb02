"""Slow judges and their failures. If a judge is down, the comment stays held, and the finding says why."""

from typing import Protocol

from pydantic import BaseModel, ConfigDict

from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.judging.verdict import Finding, Outcome
from shared.domain.people.reader import Badge
from shared.domain.text import clean_line
from shared.domain.times import Instant, rfc3339
from shared.metrics import Metric
from shared.slow_judges.circuit_breaker import Breaker
from shared.telemetry import fault

WAITS = "The comment waits for a moderator."
_LONGEST = 500
"""Characters of evidence in a finding, at most."""
_READ = 2_000
"""Characters of a longer text that are cleaned before the cut to `_LONGEST`."""


class CommentForJudges(BaseModel):
    """The comment as judges see it. It has no address and no user agent, since Postbag does not keep them."""

    model_config = ConfigDict(frozen=True)

    comment_id: CommentId
    article_id: ArticleId
    article_url: str | None = None
    article_title: str | None = None
    author_name: str
    body: str
    badge: Badge = Badge.GUEST
    created_at: Instant
    edited_at: Instant | None = None
    language: str | None = None
    """The text's language, if the page or the newspaper named it (BCP 47, `en` or `de-AT`)."""


class Service(Protocol):
    """A service that can be asked. `Guarded` makes a judge of it."""

    name: str
    """The rule name of its findings."""
    title: str
    """Its name for people, at the beginning of a sentence."""

    def ask(self, asked: CommentForJudges, *, at: int) -> Finding:
        """The service's finding.

        Raises:
            Down: it gave none.
        """


class Down(Exception):  # noqa: N818  (says what the service is)
    """A service gave no finding. The message continues the service's title: `did not answer within 4 seconds`."""


class Guarded:
    """A service behind a circuit breaker: one that keeps failing is not asked for a while."""

    def __init__(self, service: Service, breaker: Breaker) -> None:
        self._service = service
        self._breaker = breaker

    @property
    def name(self) -> str:
        """The rule name of its findings."""
        return self._service.name

    def judge(self, asked: CommentForJudges, *, at: int) -> Finding:
        """The service's finding; if the service is down, a finding that holds the comment and says why."""
        breaker, title = self._breaker, self._service.title
        if not breaker.lets_through(at):
            self._down("a judge was not asked", breaker.why, asked)
            return held(
                self.name,
                f"{title} was not asked: it has failed {breaker.failures} times in a row "
                f"(the last time it {breaker.why}). "
                f"It will be asked again from {rfc3339(breaker.asks_again)[11:19]} UTC. {WAITS}",
            )
        try:
            finding = self._service.ask(asked, at=at)
        except Down as down:
            why = short(str(down), 300)
            self._down("a judge gave no finding", why, asked)
            breaker.failed(why, at=at)
            return held(self.name, f"{title} {why}. {WAITS}")
        breaker.answered()
        return finding

    def _down(self, message: str, why: str, asked: CommentForJudges) -> None:
        fault(Metric.JUDGE_DOWN, message, judge=self.name, why=why, comment=asked.comment_id)


def passed(name: str, evidence: str) -> Finding:
    """A finding that lets a comment pass, with the evidence cut to fit."""
    return Finding(rule=name, outcome=Outcome.PASS, evidence=short(evidence))


def held(name: str, evidence: str, *, weight: int = 0) -> Finding:
    """A finding that holds a comment. Without a weight it says nothing about the comment itself."""
    return Finding(rule=name, outcome=Outcome.HOLD, evidence=short(evidence), weight=weight)


def short(said: str, longest: int = _LONGEST) -> str:
    """Another program's text as one printable line of at most `longest` characters."""
    line = clean_line(said[:_READ])
    return line if len(line) <= longest else line[: longest - 1] + "…"
