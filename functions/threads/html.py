"""The thread as a page of HTML: for browsers without JavaScript, and for machines (schema.org microdata)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any, NamedTuple
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from functions.threads.pages import Replies, Sort, Thread, page_before, replies_page, thread_page
from shared.domain.articles.article import PublicArticle
from shared.domain.comments.comment import Status
from shared.domain.comments.public_comment import PublicComment
from shared.domain.people.reader import Badge
from shared.domain.times import SECOND, rfc3339
from shared.storage.articles import public_threads
from shared.web import html_pages
from shared.web.html_pages import PageSubject
from shared.web.problems import Problem

_PAGE = 20
_GONE = {
    Status.WITHDRAWN: "Withdrawn by its author",
    Status.REJECTED: "Removed by a moderator",
    Status.SPAM: "Removed by a moderator",
    Status.REPORTED: "Hidden until a moderator has looked at it",
    Status.PENDING: "Hidden until a moderator has looked at it",
}
_HELD = '<p class="said" role="status" id="postbag-held">Thank you: your comment waits for a moderator.</p>\n'
_FEED = '<link rel="alternate" type="application/atom+xml" title="Newest comments" href="feed.atom">\n'
_ORDERS = {Sort.NEWEST: "Newest first", Sort.OLDEST: "Oldest first", Sort.BEST: "Best first"}


class PageRequest(NamedTuple):
    """What a page was asked for, and when (ms since the epoch)."""

    at: int
    sort: Sort
    cursor: str | None
    before: str | None
    replies_to: str | None
    under: str | None
    held: bool


class Turn(NamedTuple):
    """A link to another page of the list: what it is called, where it leads, and its link relation if it has one."""

    name: str
    to: str
    relation: str = ""


def thread_as_html(article_id: str, asked: PageRequest) -> Response[str]:
    """The page of the thread, or of the replies to one comment, that was asked for."""
    if asked.replies_to:
        return _replies(article_id, asked.replies_to, asked)
    earlier = page_before(article_id, asked.sort, _PAGE, asked.before, at=asked.at) if asked.before else None
    cursor = None if asked.before else asked.cursor
    thread = earlier or thread_page(article_id, asked.sort, _PAGE, cursor, at=asked.at)
    subject = _subject(thread.article)
    turning = _turning(thread, asked.sort, first=earlier is None and cursor is None)
    return _page(
        subject,
        f"{_counted(thread.article)}{_orders(asked.sort)}{_listed(thread)}{_turned(turning)}{html_pages.write(subject)}",
        turning=turning,
        held=asked.held,
    )


def refusal_as_html(problem: Problem, event: Mapping[str, Any]) -> Response[str]:
    """The page that says why there is no such page."""
    return html_pages.refused(PageSubject(id=(event.get("pathParameters") or {}).get("article_id", "")), problem)


def _replies(article_id: str, comment_id: str, asked: PageRequest) -> Response[str]:
    head = public_threads.head(article_id)
    subject = _subject(PublicArticle.of(head.article, comment_count=head.comment_count, at=asked.at))
    found: Replies = replies_page(article_id, comment_id, _PAGE, asked.cursor)
    parent = public_threads.one(article_id, comment_id, under=asked.under)
    answered = PublicComment.of(parent) if parent else None
    name = answered.author.name if answered else ""
    turning = [Turn("To all comments", _link())]
    if found.next_cursor:
        turning.append(Turn("Next page", _reply_link(comment_id, asked.under, cursor=found.next_cursor), "next"))
    return _page(
        subject,
        (_list("thread", [answered], level=2) if answered else "")
        + f'<section aria-labelledby="replies">\n<h2 id="replies">Replies{_to(name)}</h2>\n'
        + (_list("thread", found.comments, level=3) if found.comments else "<p>No replies here.</p>\n")
        + _turned(turning)
        + "</section>\n"
        + (html_pages.write(subject, parent_id=comment_id, to=name) if name else ""),
        title=f"Replies to {name}: {subject.heading}" if name else f"Replies: {subject.heading}",
        turning=turning,
        held=asked.held,
    )


def _page(
    subject: PageSubject, content: str, *, turning: Sequence[Turn], held: bool, title: str | None = None
) -> Response[str]:
    heading = (
        f'Comments on <bdi itemprop="headline">{escape(subject.title)}</bdi>' if subject.title else subject.heading
    )
    near = "".join(f'<link rel="{turn.relation}" href="{escape(turn.to)}">\n' for turn in turning if turn.relation)
    return html_pages.page(
        subject,
        '<main itemscope itemtype="https://schema.org/Article">\n'
        f"{html_pages.way_back(subject)}<h1>{heading}</h1>\n{_HELD if held else ''}{content}\n</main>",
        title=title,
        head=f"{_FEED}{near}",
    )


def _subject(article: PublicArticle) -> PageSubject:
    return PageSubject(id=article.id, title=article.title, url=article.url, state=article.state)


def _counted(article: PublicArticle) -> str:
    one = article.comment_count == 1
    return f'<p><span itemprop="commentCount">{article.comment_count:d}</span> comment{"" if one else "s"}</p>\n'


def _orders(chosen: Sort) -> str:
    links = (
        f'<li><span aria-current="page">{name}</span></li>'
        if order is chosen
        else f'<li><a href="{escape(_link(sort=order))}">{name}</a></li>'
        for order, name in _ORDERS.items()
    )
    return f'<nav aria-label="Order"><ul>{"".join(links)}</ul></nav>\n'


def _listed(thread: Thread) -> str:
    return _list("thread", thread.comments, level=2) if thread.comments else "<p>No comments on this page.</p>\n"


def _turning(thread: Thread, sort: Sort, *, first: bool) -> list[Turn]:
    """Where the pages beside a page of the thread are. Pages of the best go forwards only: their order changes."""
    turning: list[Turn] = []
    if not first:
        turning.append(Turn("First page", _link(sort=sort)))
        if thread.comments and sort is not Sort.BEST:
            turning.append(Turn("Previous page", _link(sort=sort, before=thread.comments[0].id), "prev"))
    if thread.next_cursor:
        turning.append(Turn("Next page", _link(sort=sort, cursor=thread.next_cursor), "next"))
    return turning


def _turned(turning: Sequence[Turn]) -> str:
    links = (
        f'<li><a rel="{turn.relation}" href="{escape(turn.to)}">{turn.name}</a></li>'
        if turn.relation
        else f'<li><a href="{escape(turn.to)}">{turn.name}</a></li>'
        for turn in turning
    )
    return f'<nav aria-label="Pages"><ul>{"".join(links)}</ul></nav>\n' if turning else ""


def _list(kind: str, comments: Sequence[PublicComment], *, level: int) -> str:
    items = "".join(f"<li>\n{_comment(comment, level=level)}</li>\n" for comment in comments)
    return f'<ol class="{kind}">\n{items}</ol>\n'


def _comment(comment: PublicComment, *, level: int) -> str:
    replies = _list("replies", comment.replies, level=level + 1) if comment.replies else ""
    return (
        f'<article id="comment-{comment.id}" itemprop="comment" itemscope itemtype="https://schema.org/Comment">\n'
        f"{_said(comment, level) if comment.status is Status.APPROVED else _tombstone(comment, level)}"
        f"{replies}{_further(comment)}</article>\n"
    )


def _said(comment: PublicComment, level: int) -> str:
    badge = comment.author.badge
    return (
        f'<h{level}><span itemprop="author" itemscope itemtype="https://schema.org/Person">'
        f'<bdi itemprop="name">{escape(comment.author.name)}</bdi></span>'
        + (f' <span class="badge">{escape(badge)}</span>' if badge and badge is not Badge.GUEST else "")
        + f'</h{level}>\n<p class="meta">{_circumstances(comment)}</p>\n'
        # Safe by construction, and sanitised before it was stored: shared/domain/comments/markdown.py.
        + f'<div itemprop="text">{comment.body_html}</div>\n'
        + f'<p class="actions"><a href="{escape(_reply_link(comment.id, comment.parent_id))}#write">'
        + f'Reply<span class="unseen"> to {escape(comment.author.name)}</span></a></p>\n'
    )


def _tombstone(comment: PublicComment, level: int) -> str:
    return (
        f'<h{level} class="gone">{_GONE[comment.status]}</h{level}>\n'
        f'<p class="meta">{_time(comment.created_at, "dateCreated")}</p>\n'
    )


def _circumstances(comment: PublicComment) -> str:
    said = [f'<a href="#comment-{comment.id}" itemprop="url">{_time(comment.created_at, "dateCreated")}</a>']
    if comment.answers and comment.answers.name:
        name = escape(comment.answers.name)
        said.append(f'in reply to <a href="#comment-{comment.answers.id}"><bdi>{name}</bdi></a>')
    if comment.edited_at is not None:
        said.append(f"edited {_time(comment.edited_at, 'dateModified')}")
    if comment.pinned:
        said.append("pinned")
    said.append(
        f'<span itemprop="upvoteCount">{comment.votes.up:d}</span> for, '
        f'<span itemprop="downvoteCount">{comment.votes.down:d}</span> against'
    )
    return " · ".join(said)


def _further(comment: PublicComment) -> str:
    if comment.replies_cursor is None:
        return ""
    rest = comment.reply_count - sum(reply.status is Status.APPROVED for reply in comment.replies)
    number = f"{rest} more " if comment.replies and rest > 0 else f"{rest} " if rest > 0 else "More "
    link = _reply_link(comment.id, comment.parent_id, cursor=comment.replies_cursor)
    return (
        f'<p class="actions"><a href="{escape(link)}#replies">{number}{"reply" if rest == 1 else "replies"}'
        f'<span class="unseen">{_to(comment.author.name)}</span></a></p>\n'
    )


def _to(name: str) -> str:
    return f" to <bdi>{escape(name)}</bdi>" if name else ""


def _time(at: int, what: str) -> str:
    moment = datetime.fromtimestamp(at // SECOND, UTC)
    return f'<time itemprop="{what}" datetime="{rfc3339(at)}">{moment.day} {moment:%B %Y, %H:%M} UTC</time>'


def _link(*, sort: Sort = Sort.NEWEST, cursor: str | None = None, before: str | None = None) -> str:
    """Relative, so that it holds wherever the API is served from."""
    wanted = {"sort": sort.value if sort is not Sort.NEWEST else None, "cursor": cursor, "before": before}
    query = {name: value for name, value in wanted.items() if value}
    return "thread.html" + (f"?{urlencode(query)}" if query else "")


def _reply_link(comment_id: str, parent_id: str | None, *, cursor: str | None = None) -> str:
    wanted = {"replies_to": comment_id, "under": parent_id, "cursor": cursor}
    query = {name: value for name, value in wanted.items() if value}
    return f"thread.html?{urlencode(query)}"
