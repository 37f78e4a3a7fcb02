"""A reader comments with the form of a page without JavaScript."""

import json
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import model_validator

from functions.comments.api import OfArticle, api, sender
from functions.comments.posting import take
from shared.domain.articles.article import Article
from shared.domain.comments.draft import Draft
from shared.domain.identifiers import RANDOM_BYTES, is_article_id, randomness_from_key, reader_id
from shared.domain.people.reader import Reader
from shared.domain.times import hour
from shared.domain.urls import as_uri, with_parameter
from shared.storage.comments import comments
from shared.web import html_pages
from shared.web.html_pages import FormView, PageSubject
from shared.web.possible_answers import possible_answers
from shared.web.problems import Problem

_KEPT_CHARACTERS = 50_000
"""The most characters of a refused text that the form shows again: five times the limit of a comment."""


class FormDraft(Draft):
    """A comment as the form sends it. Every field is a text, and empty if the reader left it empty."""

    @model_validator(mode="before")
    @classmethod
    def _as_draft(cls, fields: Any) -> Any:
        if not isinstance(fields, dict):
            return fields
        sent = {name: value for name, value in fields.items() if value != "" or name in ("author_name", "body")}
        about = {name: sent.pop(f"article_{name}") for name in ("url", "title") if f"article_{name}" in sent}
        return {**sent, **({"article": about} if about else {})}


@api.post(
    "/v1/articles/<article_id>/form",
    status_code=HTTPStatus.SEE_OTHER,
    responses=possible_answers(
        "banned", "comment-refused", "idempotency-conflict", "read-only", "thread-closed", "too-many-comments"
    ),
)
def post_form(article_id: OfArticle, draft: FormDraft) -> Response[str]:
    """Hold a comment from a page without JavaScript, and redirect the reader back to the article.

    Any site can make a browser send a form. That is harmless here: nothing identifies the reader, so nobody can be made
    to write under their name. At worst one more comment waits for a moderator.
    """
    author = Reader(id=reader_id(secrets.token_bytes(RANDOM_BYTES)))
    sent = sender(author, form=True)
    # A reader may press the button twice, or reload. The same comment in the same hour is stored once.
    once = randomness_from_key(sent.addresses[0], article_id, f"{hour(api.now)} {draft.fingerprint}")
    back = _back(take(draft, sent, article_id, randomness=once).article)
    return Response(status_code=HTTPStatus.SEE_OTHER, headers={"Location": back}, body="")


def _back(article: Article) -> str:
    """The page to return to: the article's registered address, or else the thread as HTML.

    It is never an address from the request.
    """
    if article.url is None:
        return "thread.html?postbag=held#postbag-held"
    return f"{with_parameter(as_uri(article.url), 'postbag', 'held')}#postbag-held"  # it has no fragment


def _refused(problem: Problem, event: Mapping[str, Any]) -> Response[str]:
    """The page that explains the problem, with the reader's text still in the form."""
    article_id = (event.get("pathParameters") or {}).get("article_id", "")
    known = is_article_id(article_id) and problem.status < HTTPStatus.INTERNAL_SERVER_ERROR
    article = comments.article(article_id) if known else None
    subject = (
        PageSubject(article.id, article.title, article.url, article.state_at(event["requestContext"]["timeEpoch"]))
        if article
        else PageSubject(article_id)
    )
    typed = _typed(event)
    errors = {error.pointer.removeprefix("/"): error.detail for error in problem.errors or ()}
    return html_pages.refused(subject, problem, form=FormView(typed, errors))


def _typed(event: Mapping[str, Any]) -> dict[str, str]:
    fields = json.loads(event.get("body") or "{}")
    return {name: value[:_KEPT_CHARACTERS] for name, value in fields.items() if isinstance(value, str)}


api.for_people("POST /v1/articles/{article_id}/form", _refused, form=True)
