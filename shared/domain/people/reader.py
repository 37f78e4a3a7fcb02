"""Readers: who may comment, and what is known of them."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from shared.domain.identifiers import ReaderId


class Badge(StrEnum):
    """What stands beside a reader's name."""

    GUEST = "guest"
    VERIFIED = "verified"
    STAFF = "staff"


class Reader(BaseModel):
    """Somebody who proved, with a reader pass or a login at the newspaper, which pseudonym is theirs."""

    model_config = ConfigDict(frozen=True)

    id: ReaderId
    badge: Badge = Badge.GUEST
    mail_domain: str | None = None
    """The domain of the mail address that the newspaper's login vouches for, in lower case."""


def badge_of_login(claim: object, staff: str) -> Badge:
    """The badge of a reader with a login at the newspaper: staff if the claim is, or lists, the word `staff`.

    `claim` is whatever the login says: a list, or a text of words between spaces as in OAuth's `scope`; else nothing.
    """
    listed = claim.split() if isinstance(claim, str) else claim
    return Badge.STAFF if staff and isinstance(listed, list) and staff in listed else Badge.VERIFIED


class ReaderRecord(BaseModel):
    """What moderators decided about a reader's comments so far, as the tallies count it."""

    model_config = ConfigDict(frozen=True)

    approved: int = 0
    """Comments that speak for the reader: see `Comment.vouches`."""
    rejected: int = 0
    """Comments that are turned down, as rejected or as spam."""
    spam: int = 0
    """Those of them that were called spam."""
    comments: int = 0
    """All that the reader has written and not withdrawn."""
