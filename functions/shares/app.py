"""Share clicks, share links, share counts, and visits by shared links."""

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import BaseModel

from shared.domain.identifiers import ArticleId
from shared.domain.people.robots import counted_reader
from shared.domain.sharing import share_click, visit
from shared.domain.sharing.networks import Network
from shared.domain.sharing.share_click import ShareCounts, ShareDraft, share_address
from shared.domain.sharing.visit import VisitDraft
from shared.settings import settings
from shared.storage.judging import policy_in_force
from shared.storage.people import hash_keys
from shared.storage.sharing import share_clicks, visits
from shared.web.api import Api
from shared.web.possible_answers import possible_answers

handler = api = Api(
    plain_text=frozenset({"POST /v1/articles/{article_id}/shares", "POST /v1/articles/{article_id}/visits"})
)

OfArticle = Annotated[ArticleId, Path()]


class Counted(BaseModel):
    """`counted` is true for the reader's first share click or visit of this network, article and day."""

    counted: bool


@api.post("/v1/articles/<article_id>/shares", status_code=HTTPStatus.ACCEPTED, responses=possible_answers("read-only"))
def share(article_id: OfArticle, draft: ShareDraft) -> Counted:
    """Count a share click: once per reader, article, network and day."""
    policy, reader = policy_in_force.recent(at=api.now), _reader()
    shared = share_click.share(draft, article_id, by=reader, policy=policy, own_hosts=settings.site_hosts, at=api.now)
    return Counted(counted=share_clicks.store(shared))


@api.get(
    "/v1/articles/<article_id>/share/<network>",
    status_code=HTTPStatus.SEE_OTHER,
    responses=possible_answers("unknown-article"),
)
def share_by_link(article_id: OfArticle, network: Annotated[Network, Path()]) -> Response[str]:
    """Count a share click, and redirect to the network. Buttons on pages without JavaScript link here."""
    policy, reader, article = policy_in_force.recent(at=api.now), _reader(), share_clicks.article(article_id)
    address = share_address(network, share_click.registered(article))
    ahead = _looks_ahead()
    click = share_click.share_by_link(network, article, by=reader, policy=policy, ahead=ahead, at=api.now)
    share_clicks.add(click)
    headers = {"Location": address, "X-Robots-Tag": "noindex, nofollow"}
    return Response(status_code=HTTPStatus.SEE_OTHER, headers=headers, body="")


@api.get("/v1/articles/<article_id>/shares")
def counts(article_id: OfArticle) -> ShareCounts:
    """The share counts of the article, in all and per network."""
    return share_clicks.of_article(article_id)


@api.post("/v1/articles/<article_id>/visits", status_code=HTTPStatus.ACCEPTED, responses=possible_answers("read-only"))
def come_back(article_id: OfArticle, draft: VisitDraft) -> Counted:
    """Count a visit by a shared link: once per reader, network, article and day."""
    policy, reader = policy_in_force.recent(at=api.now), _reader()
    return Counted(counted=visits.add(visit.come_back(draft, article_id, by=reader, policy=policy, at=api.now)))


def _reader() -> str | None:
    """The caller's key of today, which no other reader has; None for a robot, which is not counted."""
    caller = api.current_event.request_context.http
    return counted_reader(caller.source_ip, caller.user_agent, day_key=hash_keys.of_day(at=api.now))


def _looks_ahead() -> bool:
    """Does the browser fetch before the reader clicks (Fetch, "Sec-Purpose"; older browsers: `Purpose`)?"""
    headers = api.current_event.headers
    purpose = f"{headers.get('sec-purpose', '')} {headers.get('purpose', '')}".lower()
    return "prefetch" in purpose or "preview" in purpose
