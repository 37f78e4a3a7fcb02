"""The policy: the rules in force."""

import hashlib
import json

from pydantic import BaseModel, ConfigDict


class Policy(BaseModel):
    """The numbers and words that the rules of `judging.py` go by.

    Words and phrases match whole words of the text, whatever their case or accents.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    max_length: int = 5_000
    """Characters of a comment, after cleaning."""
    max_bytes: int = 16_000
    """Bytes of a comment in UTF-8: an item holds it twice, and may have 400 KB (AWS: DynamoDB quotas)."""
    new_reader_comments: int = 1
    """How many comments a moderator must have approved before a reader's next one appears at once."""
    reports_to_hide: int = 3
    """This many readers' reports take a comment out of sight until a moderator decides."""
    forms_per_hour: int = 5
    """So many comments without a reader pass are taken from one address in an hour."""
    max_links: int = 2
    """More links than this hold a comment."""
    staff_names: tuple[str, ...] = (
        "editor",
        "editorial team",
        "moderator",
        "admin",
        "administrator",
        "staff",
        "postbag",
    )
    """Names, and whatever looks like them, that only staff may write under."""
    banned_words: tuple[str, ...] = ("viagra", "cialis", "forex signals", "escort service")
    suspect_words: tuple[str, ...] = (
        "casino",
        "crypto",
        "giveaway",
        "loan offer",
        "make money",
        "telegram channel",
        "whatsapp me",
    )

    @property
    def hash(self) -> str:
        """16 hex digits that name exactly these rules."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]
