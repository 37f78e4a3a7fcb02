"""Moderators try a policy on past comments before it goes live."""

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
    """The comments of so many days, back from now."""
    article_id: ArticleId | None = None
    """Only those on this article."""
    cursor: Annotated[str, StringConstraints(max_length=LONGEST)] | None = None
    """Where the same replay goes on: `next_cursor` of the answer before."""


class Replayed(Replay):
    """What the draft makes of some of the comments; whoever asks adds up the answers."""

    policy_hash: str
    """The draft's."""
    progress: Annotated[float, Field(ge=0, le=1)] | None
    """How far it is, by time."""
    next_cursor: str | None
    """Where it goes on; null when it is over."""


@api.post("/v1/moderation/policy/replay", responses=possible_answers("invalid-cursor"))
def replay(asked: ProposedReplay, _: CallingModerator) -> Replayed:
    """How a draft would judge past comments, newest first, and what moderators decided about these.

    Nothing is stored. One request judges 400 comments at the most, and fewer if there are 100 changes among them or
    judging takes long: send the same draft with `next_cursor` as `cursor` until that is null, and add up the numbers.
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
