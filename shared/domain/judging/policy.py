"""The policy: the rules in force."""

import hashlib
import json
import zlib
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.domain.articles.article import Moderation
from shared.domain.domain_names import Domain

MOST_WORDS = 10_000
"""Entries of a list of words: a version of the policy is one item, and an item has 400 KB (AWS: DynamoDB quotas)."""

Word = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Words = Annotated[tuple[Word, ...], Field(max_length=MOST_WORDS)]
Domains = Annotated[tuple[Domain, ...], Field(max_length=1_000)]
Share = Annotated[float, Field(gt=0, le=1)]
Count = Annotated[int, Field(ge=0, le=100_000)]


class SlowJudges(BaseModel):
    """Who is asked about a comment besides the rules, after it was taken; it is held until they have answered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    akismet: bool = False
    toxicity: bool = False
    """Amazon Comprehend, DetectToxicContent: English only."""
    toxicity_hold_from: Share = 0.5
    newspaper: Annotated[str, StringConstraints(max_length=2_000)] | None = None
    """Address of the newspaper's own judge; its host must be one of the JudgeHosts of the deployment."""

    @property
    def names(self) -> tuple[str, ...]:
        """Those that are switched on."""
        on = {"akismet": self.akismet, "toxicity": self.toxicity, "newspaper": self.newspaper is not None}
        return tuple(name for name, is_on in on.items() if is_on)


class Policy(BaseModel):
    """The numbers and words that the rules of `rules/` go by."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    read_only: bool = False
    """Readers read, and nobody writes: every write of theirs is answered with 503."""
    moderation: Moderation = Moderation.POST
    """Whether every comment on the site waits for a moderator (pre). An article may be stricter, not looser."""
    close_after_days: Annotated[int, Field(ge=1, le=3_650)] | None = None
    """A thread closes so many days after its article is registered; for those that are registered from now on."""
    max_length: Annotated[int, Field(ge=1, le=10_000)] = 5_000
    """Characters of a comment, after cleaning."""
    max_bytes: Annotated[int, Field(ge=1, le=40_000)] = 16_000
    """Bytes of a comment in UTF-8: an item holds it twice, and may have 400 KB (AWS: DynamoDB quotas)."""
    max_capitals: Share = 0.7
    """A text of which more letters than this share are capitals is held."""
    new_reader_comments: Count = 1
    """How many comments a moderator must have approved before a reader's next one appears at once."""
    max_rejected_share: Share = 0.5
    """A reader of whose decided comments more than this share was rejected has the next ones held."""
    comments_per_hour: Annotated[int, Field(ge=1, le=100_000)] = 30
    """So many comments of one reader are taken in an hour (UTC)."""
    comments_per_hour_from_address: Annotated[int, Field(ge=1, le=100_000)] = 120
    """So many from one source address: people share those."""
    forms_per_hour: Annotated[int, Field(ge=1, le=100_000)] = 5
    """So many comments without a reader pass are taken from one address in an hour."""
    fastest_seconds: Count = 3
    """What is sent sooner after the page was opened is held."""
    same_text_per_day: Annotated[int, Field(ge=1, le=100_000)] = 1
    """The same text is published so often in a day (UTC), whoever sends it; more are held. Short remarks are free."""
    reports_to_hide: Annotated[int, Field(ge=1, le=100_000)] = 3
    """This many readers' reports take a comment out of sight until a moderator decides."""
    max_links: Count = 2
    """More links than this hold a comment."""
    banned_domains: Domains = ()
    """Comments with a link to one of these, or to a host below it, are refused."""
    suspect_domains: Domains = ()
    """The same, but held."""
    staff_names: Words = (
        "editor",
        "editorial team",
        "moderator",
        "admin",
        "administrator",
        "staff",
        "postbag",
    )
    """Names, and whatever looks like them, that only staff may write under."""
    banned_words: Words = ("viagra", "cialis", "forex signals", "escort service")
    """Words and phrases that are refused, in text, name and links, however they are disguised (see `words.py`)."""
    suspect_words: Words = (
        "casino",
        "crypto",
        "giveaway",
        "loan offer",
        "make money",
        "telegram channel",
        "whatsapp me",
    )
    """The same, but held."""
    spam_filter: bool = True
    """Whether the filter that learns from the moderators may hold a comment, once it has seen enough."""
    spam_threshold: Share = 0.9
    """From this score on it does."""
    judges: SlowJudges = SlowJudges()

    @cached_property
    def hash(self) -> str:
        """16 hex digits that name exactly these rules."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def packed(policy: Policy) -> bytes:
    """The rules as they are kept: JSON, compressed (zlib)."""
    document = json.dumps(policy.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(document.encode())
