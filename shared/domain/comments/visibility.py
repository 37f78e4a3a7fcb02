"""A comment becomes visible to readers, or is hidden from them."""

from shared.domain.comments.comment import Comment, Status
from shared.domain.comments.markdown import to_html


def hidden(comment: Comment, status: Status) -> Comment:
    """`comment` with a status in which readers see neither its name nor its text."""
    return comment.model_copy(update={"status": status, "author_name": "", "body_html": ""})


def shown(comment: Comment) -> Comment:
    """`comment` approved: readers see its name and text."""
    return comment.model_copy(
        update={
            "status": Status.APPROVED,
            "published": True,
            "author_name": comment.name,
            "body_html": to_html(comment.body),
            "statement": None,
        }
    )
