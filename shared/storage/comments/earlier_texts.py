"""The texts of a comment before its author changed or withdrew it. Moderators can read them for 180 days."""

from shared.domain.comments.comment import Comment
from shared.domain.times import DAY, SECOND
from shared.storage import keys, table

LIFETIME = 180 * DAY
"""Lifetime of an earlier text, in ms."""


def keep(comment: Comment, at: int) -> table.Operation:
    """The operation that keeps the text of `comment`, which was valid until `at` (ms since the epoch)."""
    return table.new(
        {
            **keys.earlier_text(comment.article_id, comment.id, at)._asdict(),
            "name": comment.name,
            "body": comment.body,
            "status": comment.status,
            "expires_at": (at + LIFETIME) // SECOND,
        }
    )
