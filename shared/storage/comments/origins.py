"""The origin of a comment: address hash and mail domain, kept for 30 days."""

from pydantic import BaseModel, ConfigDict


class Origin(BaseModel):
    """The origin of a comment. It is kept for 30 days."""

    model_config = ConfigDict(frozen=True)

    address: str
    """The keyed hash of its source address. A ban of the address compares it."""
    mail_domain: str | None = None
    """The mail domain that the newspaper's login vouched for."""
