"""Where a comment came from: address hash and mail domain, kept for 30 days."""

from pydantic import BaseModel, ConfigDict

from shared.domain.comments.comment import Comment
from shared.domain.people.keyed_hashes import ORIGIN_LIFETIME
from shared.domain.times import SECOND
from shared.storage import indexes, keys, table
from shared.storage.comments.rate_limits import Sender


class Origin(BaseModel):
    """Where a comment came from. It is kept for 30 days."""

    model_config = ConfigDict(frozen=True)

    address: str
    """The keyed hash of its source address: what a ban of that goes by."""
    mail_domain: str | None = None
    """The mail domain that the newspaper's login vouched for."""


def origin(sending: Sender, comment: Comment) -> table.Operation:
    """Where a comment came from, for as long as that is kept: what a ban of an address or a mail domain goes by."""
    item = {
        **keys.origin(comment.article_id, comment.id)._asdict(),
        **indexes.origin_places(sending.addresses[0], sending.author.mail_domain, comment.id),
        "article_id": comment.article_id,
        "comment_id": comment.id,
        "reader_id": comment.reader_id,
        "address": sending.addresses[0],
        "mail_domain": sending.author.mail_domain,
        "expires_at": (sending.at + ORIGIN_LIFETIME) // SECOND,
    }
    return table.put(item)
