"""Who came back: a shared link says by a short code which network it was shared to, and its visitors are counted.

The code is the network's, not the link's: it follows nobody from one reader to the next. That the same reader is not
counted twice in a day is known by the day's keyed hash of address and user agent, as for share clicks. A comment that a
visitor writes is counted beside the comment, under a keyed hash of its id, so that once the day's key is gone nothing
says which comment it was.
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
    """A fact: on this day a reader came by a link shared to this network, or, having come by one, commented."""

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
        ReadOnly: no reader writes at the moment.
    """
    require_writable(policy)
    return visit(draft, article_id, by=by, at=at) if by else None


def visit(draft: VisitDraft, article_id: str, *, by: str, at: int) -> Visit:
    """The fact that `draft` is; `by` is a reader key (`keyed_hashes.py`), `at` is in ms since the epoch."""
    return Visit(article_id=article_id, network=draft.via.network, day=day(at), visitor_key=by, at=at)
