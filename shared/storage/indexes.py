"""The only place that spells the keys of the indexes. docs/data.md has the table of all questions.

`keys.py` spells the primary keys of the items.
"""

from shared.domain.comments.comment import Comment
from shared.storage.keys import queue_shard

BEST_POSITION = ("best_pk", "best_sk")

PREVIEW_POSITION = ("preview_pk", "preview_sk", "best_pk", "best_sk")

BANS = "bans"
"""The list of all bans, in `queue`."""


def thread(article_id: str, parent_id: str | None) -> str:
    """The list of a thread's top-level comments, or of all replies to one comment, in `public`."""
    return f"{article_id}#{parent_id}" if parent_id else article_id


def pinned(article_id: str) -> str:
    """The list of a thread's pinned comments, in `preview`."""
    return f"{article_id}#pinned"


def best_replies(article_id: str) -> str:
    """The list of the previewed replies to a thread's comments, best first, in `best`."""
    return f"{article_id}#replies"


def of_reader(article_id: str | None, low: str, high: str) -> tuple[str, str]:
    """The first and the last sort key of a reader's comments on an article with ids from `low` to `high`, in `reader`.

    Without an article they are the first and the last sort key of all the reader's comments.
    """
    return (f"{article_id}#{low}", f"{article_id}#{high}") if article_id else ("0", "~")


def best_place(score: int, comment_id: str, reply_id: str = "") -> str:
    """The sort key of a comment, or of a previewed reply to it, in `best`; `score` is in millionths."""
    return f"{score:07}#{comment_id}" + (f"#{reply_id}" if reply_id else "")


def positions(comment: Comment) -> dict[str, str | None]:
    """The index keys of a comment that follow from its attributes; None for a key it must not have."""
    places: dict[str, str | None] = {
        "queue_pk": queue(comment.queue, queue_shard(comment.id)),
        "article_queue_pk": article_queue(comment.queue, comment.article_id),
        "queue_sk": comment.id,
        "reader_sk": f"{comment.article_id}#{comment.id}",
    }
    if comment.published:
        places |= {"public_pk": thread(comment.article_id, comment.parent_id), "public_sk": comment.id}
    if comment.published and comment.parent_id is None:
        on_top = comment.pinned and comment.visible
        places |= {
            "best_pk": comment.article_id,
            "best_sk": best_place(comment.score, comment.id),
            "preview_pk": pinned(comment.article_id) if on_top else None,
            "preview_sk": comment.id if on_top else None,
        }
    return places


def preview_position(parent: Comment, reply_id: str) -> dict[str, str]:
    """The index keys of a reply that is previewed with its parent, a top-level comment."""
    return {
        "preview_pk": parent.article_id,
        "preview_sk": f"{parent.id}#{reply_id}",
        "best_pk": best_replies(parent.article_id),
        "best_sk": best_place(parent.score, parent.id, reply_id),
    }


def of_address(address_key: str) -> str:
    """The list of all comments from an address, in `queue`."""
    return f"address#{address_key}"


def of_domain(mail_domain: str) -> str:
    """The list of all comments by readers with a mail address under a domain, in `article_queue`."""
    return f"domain#{mail_domain}"


def origin_places(address_key: str, mail_domain: str | None, comment_id: str) -> dict[str, str | None]:
    """The index keys of the origin of a comment."""
    return {
        "queue_pk": of_address(address_key),
        "article_queue_pk": of_domain(mail_domain) if mail_domain else None,
        "queue_sk": comment_id,
    }


def queue(name: str, shard: int) -> str:
    """One shard of a queue."""
    return f"{name}#{shard}"


def article_queue(name: str, article_id: str) -> str:
    """One article's part of a queue."""
    return f"{name}#{article_id}"
