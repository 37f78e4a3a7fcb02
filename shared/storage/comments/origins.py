"""Where a comment came from: address hash and mail domain, kept for 30 days."""

from pydantic import BaseModel, ConfigDict


class Origin(BaseModel):
    """Where a comment came from. It is kept for 30 days."""

    model_config = ConfigDict(frozen=True)

    address: str
    """The keyed hash of its source address: what a ban of that goes by."""
    mail_domain: str | None = None
    """The mail domain that the newspaper's login vouched for."""
