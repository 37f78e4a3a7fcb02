"""Share clicks, share links, share counts, and visits by shared links."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import BaseModel

from shared.domain.articles.article import register
from shared.domain.identifiers import ArticleId
from shared.domain.judging.policy import Policy
from shared.domain.judging.refusal_sentences import read_only
from shared.domain.people.keyed_hashes import reader_key
from shared.domain.people.robots import is_robot
from shared.domain.sharing.networks import Network
from shared.domain.sharing.share_address import share_address
from shared.domain.sharing.share_click import ShareCounts, ShareDraft, click
from shared.domain.sharing.visit import VisitDraft, visit
from shared.settings import settings
from shared.storage.judging import policy_in_force
from shared.storage.people import hash_keys
from shared.storage.sharing import share_clicks, visits
from shared.web.api import Api
from shared.web.possible_answers import possible_answers

handler = api = Api(
    plain_text=frozenset({"POST /v1/articles/{article_id}/shares", "POST /v1/articles/{article_id}/visits"})
)

Article = Annotated[ArticleId, Path()]


class Counted(BaseModel):
    """Whether this is the reader's first of its kind on this network, article and day, and so counts."""

    counted: bool


@api.post("/v1/articles/<article_id>/shares", status_code=HTTPStatus.ACCEPTED, responses=possible_answers("read-only"))
def share(article_id: Article, draft: ShareDraft) -> Counted:
    """Count a share click: once per reader, article, network and day."""
    policy = _writable()
    if draft.article:
        about = register(
            article_id,
            draft.article,
            own_hosts=settings.site_hosts,
            at=api.now,
            close_after_days=policy.close_after_days,
        )
        share_clicks.register(about)
    return Counted(counted=_count(article_id, draft))


@api.get(
    "/v1/articles/<article_id>/share/<network>",
    status_code=HTTPStatus.SEE_OTHER,
    responses=possible_answers("unknown-article"),
)
def share_by_link(article_id: Article, network: Annotated[Network, Path()]) -> Response[str]:
    """Count a share click and lead on: to the network, from a button for pages without JavaScript."""
    about = share_clicks.about(article_id)
    if not _looks_ahead() and not policy_in_force.recent(at=api.now).read_only:
        _count(article_id, ShareDraft(network=network))
    headers = {"Location": share_address(network, about), "X-Robots-Tag": "noindex, nofollow"}
    return Response(status_code=HTTPStatus.SEE_OTHER, headers=headers, body="")


@api.get("/v1/articles/<article_id>/shares")
def counts(article_id: Article) -> ShareCounts:
    """How often the article was shared, in all and per network."""
    return share_clicks.of_article(article_id)


@api.post("/v1/articles/<article_id>/visits", status_code=HTTPStatus.ACCEPTED, responses=possible_answers("read-only"))
def come_back(article_id: Article, draft: VisitDraft) -> Counted:
    """Count a visit by a shared link: once per reader, network, article and day."""
    _writable()
    reader = _reader_key()
    return Counted(counted=reader is not None and visits.add(visit(draft, article_id, by=reader, at=api.now)))


def _writable() -> Policy:
    """The policy, if it lets readers write. A click should cost one write, so it is read every ten seconds only."""
    policy = policy_in_force.recent(at=api.now)
    if policy.read_only:
        raise read_only()
    return policy


def _count(article_id: str, draft: ShareDraft) -> bool:
    reader = _reader_key()
    return reader is not None and share_clicks.add(click(draft, article_id, by=reader, at=api.now))


def _reader_key() -> str | None:
    """What tells the caller from other readers today; None for a robot, which is not counted."""
    caller = api.current_event.request_context.http
    if is_robot(caller.user_agent):
        return None
    return reader_key(caller.source_ip, caller.user_agent, day_key=hash_keys.of_day(at=api.now))


def _looks_ahead() -> bool:
    """Is this a browser that fetches before the reader clicks (Fetch, "Sec-Purpose"; `Purpose` in older ones)?"""
    headers = api.current_event.headers
    purpose = f"{headers.get('sec-purpose', '')} {headers.get('purpose', '')}".lower()
    return "prefetch" in purpose or "preview" in purpose
