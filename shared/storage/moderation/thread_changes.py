"""Reads and writes of a moderator's change of a thread, whether its article is registered or not."""

from shared.domain.articles.article import Article
from shared.domain.moderation.thread_changes import ThreadFacts, ThreadOutcome, current
from shared.domain.refusals import StatusChanged
from shared.storage import keys, table
from shared.storage.judging import policy_in_force
from shared.storage.log import log_entries

_CHANGED = ("state", "moderation", "title", "url", "closes_at", "registered_at")
"""The attributes that moderators change. The write requires that all of them are as they were read."""


def facts(article_id: str) -> ThreadFacts:
    """The facts of an article's thread, registered or not, in one batched read."""
    article, tally = keys.article(article_id), keys.article_tally(article_id)
    items = table.get(article, tally, keys.policy_in_force(), consistent=True)
    item = items.get(article, {})
    return ThreadFacts(
        article=Article.model_validate({"id": article_id, **item}),
        comment_count=int(items.get(tally, {}).get("comments", 0)),
        policy=policy_in_force.among(items),
        stored=item,
    )


def write(before: ThreadFacts, outcome: ThreadOutcome) -> None:
    """Store a changed article and the log entry in one transaction. Without an entry it writes nothing.

    Raises:
        StatusChanged: somebody else has changed or registered the article since it was read.
    """
    article, entry = outcome
    if entry is None:
        return
    fields = table.fields(article)
    changed = table.Change(
        sets={"id": article.id, **{name: fields[name] for name in _CHANGED if name in fields}},
        removes={name for name in _CHANGED if name in before.stored and name not in fields},
        only_if={name: before.stored.get(name) for name in _CHANGED},
    )
    try:
        table.write(changed.at(keys.article(article.id)), log_entries.line(entry))
    except table.LostRace:
        raise StatusChanged(
            "Somebody else has changed this thread at the same moment. Look at it again.",
            current=current(facts(article.id).article, at=entry.at),
        ) from None
