"""Visits: a short code in a shared link names the network it was shared to, and visitors are counted by network.

All links of a network have the same code, so it does not lead from one reader to the next. As for share clicks, the
day's keyed hash of address and user agent keeps a reader from being counted twice in a day. A visitor's comment is
counted in an item of its own, under a keyed hash of the comment's id. Once the day's key is deleted, nothing says
which comment it was.
"""

from pydantic import BaseModel, ConfigDict

from shared.domain.identifiers import ArticleId
from shared.domain.judging.policy import Policy
from shared.domain.judging.refusal_sentences import require_writable
from shared.domain.sharing.networks import Network, ViaCode
from shared.domain.times import Instant, day


class VisitDraft(BaseModel):
    """A visit by a shared link, as the page reports it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    via: ViaCode


class Visit(BaseModel):
    """A fact: on this day a reader came by a link shared to this network, or such a visitor commented."""

    model_config = ConfigDict(frozen=True)

    article_id: ArticleId
    network: Network
    day: str
    visitor_key: str
    at: Instant
    commented: bool = False


def come_back(draft: VisitDraft, article_id: str, *, by: str | None, policy: Policy, at: int) -> Visit | None:
    """The visit of a reader by a shared link; None if it is a robot's (`by` is None).

    Raises:
        ReadOnly: readers cannot write at the moment.
    """
    require_writable(policy)
    return visit(draft, article_id, by=by, at=at) if by else None


def visit(draft: VisitDraft, article_id: str, *, by: str, at: int) -> Visit:
    """The visit of a draft; `by` is a reader key (`keyed_hashes.py`), `at` is in ms since the epoch."""
    return Visit(article_id=article_id, network=draft.via.network, day=day(at), visitor_key=by, at=at)
