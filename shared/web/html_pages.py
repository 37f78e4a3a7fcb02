"""Common parts of the pages for browsers without JavaScript, and the page that refuses.

The markup is in templates/. The pages load nothing, and their Content-Security-Policy forbids loading and scripts. So
even smuggled markup could do nothing.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from aws_lambda_powertools.event_handler import Response

from shared.domain.articles.article import State
from shared.domain.refusals import FieldError
from shared.web.catalogue import catalogue
from shared.web.problems import Problem

_NOTHING: Mapping[str, str] = MappingProxyType({})


class PageSubject(NamedTuple):
    """The article that a page is about, as far as it is known."""

    id: str
    title: str | None = None
    url: str | None = None
    state: State = State.OPEN


class FormView(NamedTuple):
    """The form for a comment: the text in its fields, the errors of some fields, and the author it replies to.

    `typed` and `errors` are texts by the field's name; `to` is the name of an author, or empty.
    """

    typed: Mapping[str, str] = _NOTHING
    errors: Mapping[str, str] = _NOTHING
    to: str = ""


class Fault(NamedTuple):
    """The error of one field; `field` is its name if the form shows it, else empty."""

    field: str
    text: str


class RefusalView(NamedTuple):
    """The reason why there is no page; with a form, the reason why a comment was not sent."""

    heading: str
    detail: str
    faults: Sequence[Fault]
    form: FormView | None


def page(template: str, subject: PageSubject, view: NamedTuple, *, status: int = HTTPStatus.OK) -> Response[str]:
    """The page about `subject`, made from a template and `view`."""
    from shared.web.rendering import STYLE_HASH, render  # noqa: PLC0415  (Jinja2: few requests need it)

    return Response(
        status_code=status,
        content_type="text/html; charset=utf-8",
        body=render(template, subject=subject, view=view),
        headers={"Content-Security-Policy": _policy(STYLE_HASH, subject.url)},
    )


def refused(subject: PageSubject, problem: Problem, *, form: FormView | None = None) -> Response[str]:
    """The page with the sentences of `problem`; with the form, if a comment was refused."""
    view = RefusalView(
        heading=catalogue().text("refused.comment") if form else _heading(problem.code),
        detail=problem.detail,
        faults=[_fault(error) for error in problem.errors or ()],
        form=form,
    )
    return page("refused.html", subject, view, status=problem.status)


def _heading(code: str) -> str:
    say = catalogue().text
    known = {
        "busy": say("refused.busy"),
        "invalid-cursor": say("refused.cursor"),
        "invalid-request": say("refused.request"),
    }
    return known.get(code, say("refused.broken"))


def _fault(error: FieldError) -> Fault:
    say = catalogue().text
    field = error.pointer.removeprefix("/")
    label = {"author_name": say("form.name"), "body": say("form.comment")}.get(field)
    if label or not field:
        return Fault(field, say("refused.field", field=label, detail=error.detail) if label else error.detail)
    return Fault("", say("refused.field", field=field, detail=error.detail))


def _policy(style_hash: str, article_url: str | None) -> str:
    """A policy that allows only the style, and the form: to this API and, by redirection, back to the article.

    Chromium applies `form-action` to redirections as well (w3c/webappsec-csp, issue 8).
    """
    back = f" {_origin(article_url)}" if article_url else ""
    return (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; form-action 'self'{back}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def _origin(url: str) -> str:
    """The origin of an article's address, which was checked when the article was registered."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
