"""Share clicks and share counts."""

import secrets
from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import BaseModel

from shared.domain.articles import register
from shared.domain.identifiers import ArticleId
from shared.domain.shares import DAY_KEY_BYTES, ShareCounts, ShareDraft, click
from shared.settings import settings
from shared.storage import shares
from shared.web.api import Api

handler = api = Api(plain_text=frozenset({"POST /v1/articles/{article_id}/shares"}))

Article = Annotated[ArticleId, Path()]


class Clicked(BaseModel):
    """Whether the click is the reader's first on this network, article and day, and so counts."""

    counted: bool


@api.post("/v1/articles/<article_id>/shares", status_code=HTTPStatus.ACCEPTED)
def share(article_id: Article, draft: ShareDraft) -> Clicked:
    """Count a share click, once per reader, article, network and day."""
    caller = api.current_event.request_context.http
    fact = click(
        draft,
        article_id,
        address=caller.source_ip,
        agent=caller.user_agent,
        day_key=shares.day_key(at=api.now, proposal=secrets.token_bytes(DAY_KEY_BYTES)),
        at=api.now,
    )
    if draft.article:
        shares.register(register(article_id, draft.article, own_hosts=settings.site_hosts, at=api.now))
    return Clicked(counted=shares.add(fact))


@api.get("/v1/articles/<article_id>/shares")
def counts(article_id: Article) -> ShareCounts:
    """How often the article was shared, in all and per network."""
    return shares.of_article(article_id)
