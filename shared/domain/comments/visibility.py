"""Make a comment visible to readers, or hide it from them."""

from shared.domain.comments.comment import Comment, Status
from shared.domain.comments.markdown import to_html


def hidden(comment: Comment, status: Status) -> Comment:
    """`comment` in a status that hides its name and text from readers."""
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
