"""What moderators make of threads: of those of registered articles, and of those that nobody has registered yet."""

from typing import NamedTuple

from shared.domain.articles.article import Article
from shared.domain.judging.policy import Policy
from shared.domain.log.log_entry import LogEntry
from shared.domain.refusals import StatusChanged
from shared.storage import keys, table
from shared.storage.judging import policy_in_force
from shared.storage.log import log_entries
from shared.storage.table import Item

_CHANGED = ("state", "moderation", "title", "url", "closes_at", "registered_at")
"""What moderators change: if one of these is another than was read, somebody else was faster."""


class ThreadFacts(NamedTuple):
    """An article as it was read, its comments that readers see, and the policy in force."""

    article: Article
    comment_count: int
    policy: Policy
    item: Item


def subject(article_id: str) -> ThreadFacts:
    """An article, whether or not anybody has registered it, in one batched read."""
    article, tally = keys.article(article_id), keys.article_tally(article_id)
    found = table.get(article, tally, keys.policy_in_force(), consistent=True)
    item = found.get(article, {})
    return ThreadFacts(
        article=Article.model_validate({"id": article_id, **item}),
        comment_count=int(found.get(tally, {}).get("comments", 0)),
        policy=policy_in_force.among(found),
        item=item,
    )


def change(before: ThreadFacts, after: Article, entry: LogEntry) -> None:
    """Store what a moderator made of an article, and put it on record, in one transaction.

    Raises:
        StatusChanged: somebody else has changed or registered it since it was read.
    """
    told = table.fields(after)
    changed = table.Change(
        sets={"id": after.id, **{name: told[name] for name in _CHANGED if name in told}},
        removes={name for name in _CHANGED if name in before.item and name not in told},
        only_if={name: before.item.get(name) for name in _CHANGED},
    )
    try:
        table.write(changed.at(keys.article(after.id)), log_entries.line(entry))
    except table.WriteRefused:
        raise StatusChanged("Somebody else has changed this thread at the same moment. Look at it again.") from None
