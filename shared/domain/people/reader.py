"""Readers: their pseudonym, badge and record."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.domain.identifiers import ReaderId


class Badge(StrEnum):
    """The badge beside a reader's name."""

    GUEST = "guest"
    VERIFIED = "verified"
    STAFF = "staff"


class Reader(BaseModel):
    """A reader who proved their pseudonym with a reader pass or a login at the newspaper."""

    model_config = ConfigDict(frozen=True)

    id: ReaderId
    badge: Badge = Badge.GUEST
    mail_domain: str | None = None
    """The domain of the mail address that the newspaper's login has verified, in lower case."""


def badge_of_login(claim: object, staff: str) -> Badge:
    """The badge of a reader with a login at the newspaper: staff if the claim equals, or lists, the word `staff`.

    `claim` is a list, or words separated by spaces as in OAuth's `scope`. Anything else counts as empty.
    """
    listed = claim.split() if isinstance(claim, str) else claim
    return Badge.STAFF if staff and isinstance(listed, list) and staff in listed else Badge.VERIFIED


class ReaderRecord(BaseModel):
    """A reader's comments by what moderators decided, from the tallies."""

    model_config = ConfigDict(frozen=True)

    approved: int = 0
    """Comments that count in the reader's favour: see `Comment.vouches`."""
    rejected: int = 0
    """Comments that are rejected or spam."""
    spam: int = 0
    """Comments that are spam; `rejected` counts them, too."""
    comments: int = 0
    """All comments of the reader, without withdrawn ones."""
