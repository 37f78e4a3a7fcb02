"""Moderators try a policy on past comments before it is in force."""

import time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from functions.moderation.api import CallingModerator, api
from functions.moderation.continuation import next_cursor, stop
from functions.moderation.policy_versions import check
from shared.domain.identifiers import ArticleId
from shared.domain.judging.policy import Policy
from shared.domain.moderation.replay import Replay
from shared.domain.moderation.replay import replay as replayed
from shared.domain.moderation.search import queues_of
from shared.domain.times import DAY
from shared.storage.moderation import past_comments
from shared.storage.moderation.past_comments import TimeSpan, Walk
from shared.web.cursors import LONGEST
from shared.web.possible_answers import possible_answers


class ProposedReplay(BaseModel):
    """A draft of a policy, and the comments to try it on."""

    model_config = ConfigDict(extra="forbid")

    policy: Policy
    """The draft."""
    days: Annotated[int, Field(ge=1, le=31)]
    """The number of days back from now whose comments are judged."""
    article_id: ArticleId | None = None
    """Judge only comments on this article."""
    cursor: Annotated[str, StringConstraints(max_length=LONGEST)] | None = None
    """The `next_cursor` of the answer before, to continue the same replay."""


class Replayed(Replay):
    """The verdicts of the draft on some of the comments. The client adds up the answers of all requests."""

    policy_hash: str
    """The hash of the draft."""
    progress: Annotated[float, Field(ge=0, le=1)] | None
    """The part of the time span that is done, from 0 to 1."""
    next_cursor: str | None
    """The `cursor` of the next request; null when the replay is over."""


@api.post("/v1/moderation/policy/replay", responses=possible_answers("invalid-cursor"))
def replay(asked: ProposedReplay, _: CallingModerator) -> Replayed:
    """Judge past comments by a draft policy, newest first, and compare with the moderators' decisions.

    Nothing is stored. One request judges at most 400 comments; it judges fewer if 100 of them change or judging takes
    long. Send the same draft with `next_cursor` as `cursor` until it is null, and add up the numbers.
    """
    check(asked.policy)
    of = f"replay {asked.policy.hash} {asked.days} {asked.article_id or ''}"
    span, behind = stop(asked.cursor, of, first=TimeSpan(api.now - asked.days * DAY, api.now))
    queues = queues_of(None)
    past = (
        past_comments.of_article(asked.article_id, queues, span)
        if asked.article_id
        else past_comments.of_site(queues, span)
    )
    walk = Walk(past, behind=behind)
    made = replayed(walk, asked.policy, stopwatch=time.thread_time_ns)
    return Replayed(
        **dict(made),
        policy_hash=asked.policy.hash,
        progress=walk.progress(),
        next_cursor=next_cursor(of, span, walk),
    )
