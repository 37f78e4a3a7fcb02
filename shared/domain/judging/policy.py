"""The policy: the numbers and lists that the rules go by."""

import hashlib
import json
import zlib
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.domain.articles.article import Moderation
from shared.domain.domain_names import Domain
from shared.domain.times import Instant

MOST_WORDS = 10_000
"""The most entries of a word list. One item holds a policy, and has at most 400 KB (AWS: DynamoDB quotas)."""

Word = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Words = Annotated[tuple[Word, ...], Field(max_length=MOST_WORDS)]
Domains = Annotated[tuple[Domain, ...], Field(max_length=1_000)]
Share = Annotated[float, Field(gt=0, le=1)]
Count = Annotated[int, Field(ge=0, le=100_000)]


class SlowJudges(BaseModel):
    """The slow judges that are asked about a comment after its author was answered. The comment is held until then."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    akismet: bool = False
    toxicity: bool = False
    """Ask Amazon Comprehend (DetectToxicContent). It judges English only."""
    toxicity_hold_from: Share = 0.5
    newspaper: Annotated[str, StringConstraints(max_length=2_000)] | None = None
    """Address of the newspaper's own judge. Its host must be one of the deployment's JudgeHosts."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the judges that are switched on."""
        on = {"akismet": self.akismet, "toxicity": self.toxicity, "newspaper": self.newspaper is not None}
        return tuple(name for name, is_on in on.items() if is_on)


class Policy(BaseModel):
    """The policy: one field for each number, switch and list that the rules use."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    read_only: bool = False
    """Readers can only read; every write is answered with 503."""
    moderation: Moderation = Moderation.POST
    """With `pre`, every comment on the site waits for a moderator. An article may be stricter, not looser."""
    close_after_days: Annotated[int, Field(ge=1, le=3_650)] | None = None
    """A thread closes this many days after its article is registered. Holds for articles registered from now on."""
    max_length: Annotated[int, Field(ge=1, le=10_000)] = 5_000
    """The most characters of a comment, after cleaning."""
    max_bytes: Annotated[int, Field(ge=1, le=40_000)] = 16_000
    """The most bytes of a comment in UTF-8. An item holds it twice, and has at most 400 KB (AWS: DynamoDB quotas)."""
    max_capitals: Share = 0.7
    """A text is held if more than this share of its letters are capitals."""
    new_reader_comments: Count = 1
    """A reader's comments appear at once after this many were approved."""
    max_rejected_share: Share = 0.5
    """A reader's comments are held if more than this share of the decided ones were rejected."""
    comments_per_hour: Annotated[int, Field(ge=1, le=100_000)] = 30
    """The most comments of one reader in an hour (UTC)."""
    comments_per_hour_from_address: Annotated[int, Field(ge=1, le=100_000)] = 120
    """The most comments from one source address in an hour (UTC). People share addresses."""
    forms_per_hour: Annotated[int, Field(ge=1, le=100_000)] = 5
    """The most comments without a reader pass from one source address in an hour (UTC)."""
    fastest_seconds: Count = 3
    """A comment is held if it comes sooner than this after the page was opened, in seconds."""
    same_text_per_day: Annotated[int, Field(ge=1, le=100_000)] = 1
    """The same text is published at most this often in a day (UTC), by all readers together; more are held.

    Remarks of up to 40 characters are not counted."""
    reports_to_hide: Annotated[int, Field(ge=1, le=100_000)] = 3
    """A comment is hidden after this many reports, until a moderator decides."""
    max_links: Count = 2
    """A comment with more links is held."""
    banned_domains: Domains = ()
    """A comment with a link to one of these domains, or to a host below one, is refused."""
    suspect_domains: Domains = ()
    """A comment with a link to one of these domains, or to a host below one, is held."""
    staff_names: Words = (
        "editor",
        "editorial team",
        "moderator",
        "admin",
        "administrator",
        "staff",
        "postbag",
    )
    """Names that only staff may use, with all names that look like them."""
    banned_words: Words = ("viagra", "cialis", "forex signals", "escort service")
    """A comment with one of these words or phrases is refused, in text, name or links, disguised or not."""
    suspect_words: Words = (
        "casino",
        "crypto",
        "giveaway",
        "loan offer",
        "make money",
        "telegram channel",
        "whatsapp me",
    )
    """A comment with one of these words or phrases is held, in text, name or links, disguised or not."""
    spam_filter: bool = True
    """The spam filter may hold a comment, once it has learned enough decisions."""
    spam_threshold: Share = 0.9
    """The spam filter holds a comment from this score on, 0 to 1."""
    judges: SlowJudges = SlowJudges()

    @cached_property
    def hash(self) -> str:
        """16 hex digits that name exactly this policy."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def packed(policy: Policy) -> bytes:
    """The policy as the table keeps it: JSON, compressed (zlib)."""
    document = json.dumps(policy.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(document.encode())


class Version(BaseModel):
    """A version of the policy."""

    model_config = ConfigDict(frozen=True)

    number: int
    """0 is the built-in policy; each change makes the next version."""
    policy: Policy
    by: str | None = None
    at: Instant | None = None
    """Time from which it was in force, in ms since the epoch."""
    note: str | None = None
    """The admin's reason for the change, for the log."""


BUILT_IN = Version(number=0, policy=Policy())
