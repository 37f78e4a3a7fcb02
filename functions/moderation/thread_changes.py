"""Moderators close and reopen threads, and set how they are moderated."""

from pydantic import BaseModel

from functions.moderation.api import CallingModerator, OfArticle, api, log_stamp
from shared.domain.articles.article import Moderation, State
from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.moderation import thread_changes as rules
from shared.domain.moderation.thread_changes import ThreadChange, ThreadFacts
from shared.domain.times import Instant
from shared.settings import settings
from shared.storage.moderation import thread_changes
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
    """Time at which a comment, share or moderator first gave its address; null if none did."""
    closes_at: Instant | None
    """Time at which its thread closes or closed by itself; null if it does not."""
    pinned: tuple[CommentId, ...]
    """The comments pinned on top of its thread."""
    comment_count: int


class ModeratedThread(BaseModel):
    """An article and the state of its thread."""

    article: ModeratedArticle


@api.get("/v1/moderation/articles/<article_id>")
def thread(article_id: OfArticle, _: CallingModerator) -> ModeratedThread:
    """The thread of an article, registered or not."""
    return _shown(thread_changes.facts(article_id))


@api.patch("/v1/moderation/articles/<article_id>", responses=possible_answers("status-changed"))
def change_thread(article_id: OfArticle, change: ThreadChange, moderator: CallingModerator) -> ModeratedThread:
    """Close, open or pre-moderate a thread, or change the title or address of its article.

    In a pre-moderated thread every comment is held. The change applies from the next request on, and is logged. The
    article need not be registered.
    """
    before = thread_changes.facts(article_id)
    outcome = rules.change_thread(before, change, log_stamp(moderator), own_hosts=settings.site_hosts)
    thread_changes.write(before, outcome)
    return _shown(before._replace(article=outcome.article))


def _shown(facts: ThreadFacts) -> ModeratedThread:
    article = facts.article
    shown = article.model_dump() | {"state": article.state_at(api.now), "comment_count": facts.comment_count}
    return ModeratedThread(article=ModeratedArticle.model_validate(shown))
