"""Comments that wait for slow judges, and what these say."""

from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.articles.article import Article
from shared.domain.comments.comment import Comment
from shared.domain.comments.slow_judge_answers import with_answers
from shared.domain.judging.policy import Policy
from shared.domain.judging.verdict import Finding
from shared.domain.refusals import StatusChanged
from shared.storage import keys, table
from shared.storage.comments import comment_item, comments
from shared.storage.judging import policy_in_force

_TRIES = 5
"""Votes and decisions may come in between."""


class Hearing(NamedTuple):
    """A comment that waits, its article, and the policy that says who is asked."""

    comment: Comment
    article: Article
    policy: Policy


def waiting_comment(article_id: str, comment_id: str) -> Hearing | None:
    """What there is to ask about a comment, in one batched read; None if nobody needs to be asked any more."""
    comment_key, article_key = keys.comment(article_id, comment_id), keys.article(article_id)
    found = table.get(comment_key, article_key, keys.policy_in_force(), consistent=True)
    comment = comment_item.from_item(found[comment_key]) if comment_key in found else None
    if comment is None or comment.id != comment_id or not comment.awaiting:
        return None
    article = Article.model_validate(found.get(article_key, {"id": article_id}))
    return Hearing(comment, article, policy_in_force.among(found))


def conclude(asked: Comment, findings: Sequence[Finding]) -> None:
    """Add what judges found of a comment, as it was when they were asked, and publish it if nothing speaks against it.

    Nothing happens to a comment that is decided, withdrawn or edited meanwhile: after an edit they are asked anew.

    Raises:
        StatusChanged: others change it faster than this can be written. Deliver it again.
    """
    for _ in range(_TRIES):
        try:
            comment = comments.get(asked.article_id, asked.id)
            if comment.edited_at == asked.edited_at and comment.awaiting:
                comments.change(comment, with_answers(comment, findings))
        except StatusChanged:
            continue
        return
    raise StatusChanged("The comment changes faster than what its judges found can be written.")
