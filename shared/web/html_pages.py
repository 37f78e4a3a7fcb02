"""Pages for people whose browser runs no JavaScript: what they have in common, and the form to comment with.

Every text goes through `html.escape` where it meets markup. The pages load nothing, and their Content-Security-Policy
lets nothing be loaded or run: even markup that slipped through could not do anything.
"""

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlsplit

from aws_lambda_powertools.event_handler import Response

from shared.domain.articles.article import State
from shared.domain.refusals import FieldError
from shared.web.problems import Problem

STYLE = (
    ":root{color-scheme:light dark;--ink:#1b1b1b;--paper:#fff;--quiet:#5a5a5a;--line:#c9c9c9;--link:#0b57a4;"
    "--alert:#a4161a}"
    "@media(prefers-color-scheme:dark){:root{--ink:#ececec;--paper:#17181a;--quiet:#adadad;--line:#4b4d50;"
    "--link:#8cbcf2;--alert:#ff9c96}}"
    "*{box-sizing:border-box}"
    "body{margin:0;padding:1rem;background:var(--paper);color:var(--ink);font:1rem/1.5 system-ui,sans-serif}"
    "main{max-width:44rem;margin:0 auto;overflow-wrap:anywhere}"
    "h1{font-size:1.5rem;line-height:1.25}h2,h3{margin:0;font-size:1rem}section>h2{font-size:1.25rem}"
    "a{color:var(--link)}a:focus-visible,button:focus-visible,input:focus-visible,textarea:focus-visible"
    "{outline:3px solid var(--link);outline-offset:2px}"
    "ol.thread,ol.replies{list-style:none;margin:0;padding:0}"
    "ol.thread>li{border-top:1px solid var(--line);padding:1rem 0}"
    "ol.replies>li{border-left:3px solid var(--line);margin-top:1rem;padding-left:.75rem}"
    ".meta,.actions,.note{margin:0;color:var(--quiet);font-size:.875rem}"
    ".badge{border:1px solid;border-radius:1em;padding:0 .5em;font-size:.8125rem;font-weight:400}"
    ".gone{font-weight:400;font-style:italic;color:var(--quiet)}"
    "blockquote{margin:0;padding-left:1rem;border-left:3px solid var(--line)}pre{overflow-x:auto}"
    "nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1rem;list-style:none;padding:0}"
    "nav a,nav [aria-current],.actions a{display:inline-block;min-height:1.5rem}"
    ".said,.wrong{border:2px solid;padding:.75rem;margin:1rem 0}.wrong{color:var(--alert)}.wrong a{color:inherit}"
    ".missing{margin:0;color:var(--alert)}"
    "label{display:block;margin-top:1rem;font-weight:600}"
    "input,textarea{width:100%;padding:.5rem;border:1px solid var(--quiet);border-radius:3px;"
    "background:var(--paper);color:var(--ink);font:inherit}"
    "button{margin-top:1rem;min-height:2.75rem;padding:0 1.25rem;border:0;border-radius:3px;background:var(--link);"
    "color:var(--paper);font:inherit;font-weight:600}"
    ".unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}"
    ".website{display:none}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
KEPT_CHARACTERS = 50_000
"""So much of a refused text is put back into the form: five times what any comment may have."""
_HIDDEN_FIELDS = ("parent_id", "article_url", "article_title")


class PageSubject(NamedTuple):
    """The article that a page is about, as far as it is known."""

    id: str
    title: str | None = None
    url: str | None = None
    state: State = State.OPEN

    @property
    def heading(self) -> str:
        """What stands above its comments."""
        return f"Comments on {self.title}" if self.title else "Comments"


def page(
    subject: PageSubject, main: str, *, title: str | None = None, head: str = "", status: int = HTTPStatus.OK
) -> Response[str]:
    """A whole page about `subject`. `main` and `head` are markup, `title` is text."""
    text = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title or subject.heading)}</title>\n<style>{STYLE}</style>\n{head}</head>\n"
        f"<body>\n{main}\n</body>\n</html>\n"
    )
    headers: dict[str, str | list[str]] = {"Content-Security-Policy": _policy(subject.url)}
    return Response(status_code=status, content_type="text/html; charset=utf-8", body=text, headers=headers)


def way_back(subject: PageSubject) -> str:
    """The link to the article, if its address is known."""
    if subject.url is None:
        return ""
    title = escape(subject.title or "the article")
    return f'<p><a href="{escape(subject.url)}" itemprop="url">Back to “<bdi>{title}</bdi>”</a></p>\n'


def write(
    subject: PageSubject,
    *,
    parent_id: str | None = None,
    to: str | None = None,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    """The section with the form, or the note that the thread is closed.

    `parent_id` is the comment it answers and `to` its author's name. `typed` are the fields as they came in, `errors`
    what is wrong with some of them.
    """
    heading = f"Reply to <bdi>{escape(to)}</bdi>" if to else "Write a reply" if parent_id else "Write a comment"
    opening = f'<section aria-labelledby="write">\n<h2 id="write">{heading}</h2>\n'
    if subject.state is State.CLOSED:
        return f"{opening}<p>Comments on this article are closed.</p>\n{_kept(typed or {})}</section>"
    typed = {"parent_id": parent_id or "", **(typed or {})}
    errors = errors or {}
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{escape(typed[name][:KEPT_CHARACTERS])}">\n'
        for name in _HIDDEN_FIELDS
        if typed.get(name)
    )
    name, body = (escape(typed.get(field, "")[:KEPT_CHARACTERS]) for field in ("author_name", "body"))
    return (
        f"{opening}"
        '<p class="note" id="waits">A comment sent from this page always waits for a moderator before others see it. '
        "Your name may be a pseudonym.</p>\n"
        '<form method="post" action="form" accept-charset="utf-8">\n'
        f"{hidden}"
        f'<label for="author_name">Name</label>\n{_error("author_name", errors)}'
        f'<input id="author_name" name="author_name" required maxlength="60" autocomplete="nickname" value="{name}"'
        f"{_described('author_name', errors)}>\n"
        f'<label for="body">Comment</label>\n{_error("body", errors)}'
        f'<textarea id="body" name="body" rows="8" required{_described("body", errors)}>\n{body}</textarea>\n'
        # The honeypot: no person meets it, whether they see or hear the page; robots that read only markup fill it in.
        '<div class="website"><label for="website">Leave this empty</label>'
        '<input id="website" name="website" tabindex="-1" autocomplete="off"></div>\n'
        '<button type="submit">Send to the moderators</button>\n</form>\n</section>'
    )


def refused(subject: PageSubject, problem: Problem, *, heading: str | None = None, more: str = "") -> Response[str]:
    """The page that says what `problem` says, under its title or `heading`, with the markup `more` below."""
    heading = heading or problem.title
    errors = "".join(f"<li>{_pointing(error)}</li>\n" for error in problem.errors or ())
    return page(
        subject,
        f'<main>\n<h1>{escape(subject.heading)}</h1>\n<div class="wrong" role="alert">\n'
        f"<h2>{escape(heading)}</h2>\n<p>{escape(problem.detail)}</p>\n"
        + (f"<ul>\n{errors}</ul>\n" if errors else "")
        + f"</div>\n{more}\n"
        f'<p><a href="thread.html">To the comments</a></p>\n{way_back(subject)}</main>',
        title=f"{heading}: {subject.heading}",
        status=problem.status,
    )


def _policy(article_url: str | None) -> str:
    """Nothing is loaded but the style; the form goes here, and from here, by redirection, back to the article.

    Chromium holds redirections against `form-action` as well (w3c/webappsec-csp, issue 8).
    """
    back = f" {_origin(article_url)}" if article_url else ""
    return (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'{back}; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


def _origin(url: str) -> str:
    """The origin of an article's address, which was checked when the article was registered."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")


def _pointing(error: FieldError) -> str:
    field = error.pointer.removeprefix("/")
    detail = escape(error.detail)
    if field in ("author_name", "body"):
        return f'<a href="#{field}">{"Name" if field == "author_name" else "Comment"}: {detail}</a>'
    return f"{escape(field)}: {detail}" if field else detail


def _kept(typed: Mapping[str, str]) -> str:
    """What was written where no form can take it any more, so that nobody's work is lost."""
    if not typed.get("body"):
        return ""
    body = escape(typed["body"][:KEPT_CHARACTERS])
    return f'<label for="body">Your text</label>\n<textarea id="body" rows="8" readonly>\n{body}</textarea>\n'


def _error(field: str, errors: Mapping[str, str]) -> str:
    return f'<p class="missing" id="{field}-error">{escape(errors[field])}</p>\n' if field in errors else ""


def _described(field: str, errors: Mapping[str, str]) -> str:
    if field in errors:
        return f' aria-invalid="true" aria-describedby="{field}-error"'
    return ' aria-describedby="waits"' if field == "body" else ""
