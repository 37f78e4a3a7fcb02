"""Moderators close threads, open them again, and say how they are moderated."""

from pydantic import BaseModel

from functions.moderation.api import CallingModerator, OfArticle, api, log_stamp
from shared.domain.articles.article import Moderation, State
from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.log.log_entry import LogEntry, LoggedAction
from shared.domain.moderation.thread_changes import ThreadChange, changed, in_words
from shared.domain.times import Instant
from shared.settings import settings
from shared.storage.moderation import thread_changes
from shared.storage.moderation.thread_changes import ThreadFacts
from shared.web.possible_answers import possible_answers


class ModeratedArticle(BaseModel):
    """An article as moderators see it."""

    id: ArticleId
    title: str | None
    """The article's headline; null if nobody has registered it."""
    url: str | None
    """The article's address; null if nobody has registered it."""
    state: State
    moderation: Moderation
    registered_at: Instant | None
    """When the first comment, share or moderator told its address; null if nobody has."""
    closes_at: Instant | None
    """When its thread closes, or has closed, by itself; null if it does not."""
    pinned: tuple[CommentId, ...]
    """The comments on top of its thread."""
    comment_count: int


class ModeratedThread(BaseModel):
    """The article, and how its thread stands."""

    article: ModeratedArticle


@api.get("/v1/moderation/articles/<article_id>")
def thread(article_id: OfArticle, _: CallingModerator) -> ModeratedThread:
    """How the thread of an article stands, be the article registered or not."""
    return _shown(thread_changes.subject(article_id))


@api.patch("/v1/moderation/articles/<article_id>", responses=possible_answers("status-changed"))
def change_thread(article_id: OfArticle, change: ThreadChange, moderator: CallingModerator) -> ModeratedThread:
    """Close, open or pre-moderate a thread: pre-moderated, every comment waits. Or describe its article anew.

    It holds from the next request on and is put on record. An article need not be registered for it.
    """
    before = thread_changes.subject(article_id)
    after = changed(
        before.article,
        change,
        own_hosts=settings.site_hosts,
        at=api.now,
        close_after_days=before.policy.close_after_days,
    )
    if after != before.article:
        by, at, number = log_stamp(moderator)
        was, became = in_words(before.article, after, at=at)
        entry = LogEntry(
            id=number,
            at=at,
            moderator=by,
            action=LoggedAction.THREAD,
            article_id=article_id,
            was=was,
            became=became,
            note=change.note or None,
        )
        thread_changes.change(before, after, entry)
    return _shown(before._replace(article=after))


def _shown(subject: ThreadFacts) -> ModeratedThread:
    article = subject.article
    told = article.model_dump() | {"state": article.state_at(api.now), "comment_count": subject.comment_count}
    return ModeratedThread(article=ModeratedArticle.model_validate(told))
