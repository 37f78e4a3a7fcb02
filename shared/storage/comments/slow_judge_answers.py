"""Comments that wait for slow judges."""

from typing import NamedTuple

from shared.domain.articles.article import Article
from shared.domain.comments.comment import Comment
from shared.domain.judging.policy import Policy
from shared.storage import keys, table
from shared.storage.comments import comment_item
from shared.storage.judging import policy_in_force


class WaitingComment(NamedTuple):
    """A comment that waits, its article, and the policy with the slow judges to ask."""

    comment: Comment
    article: Article
    policy: Policy


def waiting_comment(article_id: str, comment_id: str) -> WaitingComment | None:
    """A comment that waits for slow judges, in one batched read; None if it does not wait any more."""
    comment_key, article_key = keys.comment(article_id, comment_id), keys.article(article_id)
    items = table.get(comment_key, article_key, keys.policy_in_force(), consistent=True)
    comment = comment_item.from_item(items[comment_key]) if comment_key in items else None
    if comment is None or comment.id != comment_id or not comment.awaiting:
        return None
    article = Article.model_validate(items.get(article_key, {"id": article_id}))
    return WaitingComment(comment, article, policy_in_force.among(items))
