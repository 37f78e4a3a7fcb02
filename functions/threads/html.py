"""The thread as a page of HTML: for browsers without JavaScript, and for machines (schema.org microdata)."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from functions.threads.pages import Sort, Thread, page_before, replies_page, thread_page
from shared.domain.articles.article import PublicArticle
from shared.domain.comments.comment import TURNED_DOWN, Status
from shared.domain.comments.public_comment import PublicComment
from shared.domain.people.reader import Badge
from shared.storage.articles import public_threads
from shared.web import html_pages
from shared.web.catalogue import catalogue
from shared.web.html_pages import FormView, PageSubject
from shared.web.problems import Problem

_PAGE = 20


class PageRequest(NamedTuple):
    """The request for a page, with its time in ms since the epoch."""

    at: int
    sort: Sort
    cursor: str | None
    before: str | None
    replies_to: str | None
    under: str | None
    held: bool


class Turn(NamedTuple):
    """A link to another page: its text, its address, and its link relation if it has one."""

    name: str
    link: str
    relation: str = ""


class Order(NamedTuple):
    """An order of the thread: its name, its address, and True if this page has that order."""

    name: str
    link: str
    chosen: bool


class FurtherReplies(NamedTuple):
    """A link to the replies that the page does not show. Their number is below one where it is not known yet."""

    number: int
    link: str


class CommentView(NamedTuple):
    """A comment on a page, with the replies that are shown under it.

    `badge` is the text beside the author's name. `gone` is the text in place of a comment that readers no longer see.
    Both are empty for most comments.
    """

    comment: PublicComment
    badge: str
    gone: str
    replies: "list[CommentView]"
    further: FurtherReplies | None
    reply_link: str


class ThreadView(NamedTuple):
    """A page of the thread."""

    comment_count: int
    orders: Sequence[Order]
    comments: Sequence[CommentView]
    turns: Sequence[Turn]
    form: FormView
    held: bool


class RepliesView(NamedTuple):
    """A page of the replies to one comment. `name` is that comment's author, or empty if nobody can answer it."""

    answered: CommentView | None
    name: str
    comments: Sequence[CommentView]
    turns: Sequence[Turn]
    form: FormView
    held: bool


def thread_as_html(article_id: str, asked: PageRequest) -> Response[str]:
    """The requested page: of the thread, or of the replies to one comment."""
    if asked.replies_to:
        return _replies(article_id, asked.replies_to, asked)
    earlier = page_before(article_id, asked.sort, _PAGE, asked.before, at=asked.at) if asked.before else None
    cursor = None if asked.before else asked.cursor
    thread = earlier or thread_page(article_id, asked.sort, _PAGE, cursor, at=asked.at)
    view = ThreadView(
        comment_count=thread.article.comment_count,
        orders=_orders(asked.sort),
        comments=[_comment(comment) for comment in thread.comments],
        turns=_turns(thread, asked.sort, first=earlier is None and cursor is None),
        form=FormView(),
        held=asked.held,
    )
    return html_pages.page("thread.html", _subject(thread.article), view)


def refusal_as_html(problem: Problem, event: Mapping[str, Any]) -> Response[str]:
    """The page that says why the request was refused."""
    return html_pages.refused(PageSubject(id=(event.get("pathParameters") or {}).get("article_id", "")), problem)


def _replies(article_id: str, comment_id: str, asked: PageRequest) -> Response[str]:
    head = public_threads.head(article_id)
    found = replies_page(article_id, comment_id, _PAGE, asked.cursor)
    parent = public_threads.one(article_id, comment_id, under=asked.under)
    answered = PublicComment.of(parent) if parent else None
    name = answered.author.name if answered else ""
    say = catalogue().text
    turns = [Turn(say("pages.thread"), _link())]
    if found.next_cursor:
        turns.append(Turn(say("pages.next"), _reply_link(comment_id, asked.under, cursor=found.next_cursor), "next"))
    view = RepliesView(
        answered=_comment(answered) if answered else None,
        name=name,
        comments=[_comment(comment) for comment in found.comments],
        turns=turns,
        form=FormView(typed={"parent_id": comment_id}, to=name),
        held=asked.held,
    )
    subject = _subject(PublicArticle.of(head.article, comment_count=head.comment_count, at=asked.at))
    return html_pages.page("replies.html", subject, view)


def _subject(article: PublicArticle) -> PageSubject:
    return PageSubject(id=article.id, title=article.title, url=article.url, state=article.state)


def _orders(chosen: Sort) -> list[Order]:
    say = catalogue().text
    names = {Sort.NEWEST: say("order.newest"), Sort.OLDEST: say("order.oldest"), Sort.BEST: say("order.best")}
    return [Order(name, _link(sort=sort), sort is chosen) for sort, name in names.items()]


def _turns(thread: Thread, sort: Sort, *, first: bool) -> list[Turn]:
    """Links to the neighbouring pages of a thread.

    Pages in the order "best" link forwards only, since their order changes.
    """
    say = catalogue().text
    turns: list[Turn] = []
    if not first:
        turns.append(Turn(say("pages.first"), _link(sort=sort)))
        if thread.comments and sort is not Sort.BEST:
            turns.append(Turn(say("pages.previous"), _link(sort=sort, before=thread.comments[0].id), "prev"))
    if thread.next_cursor:
        turns.append(Turn(say("pages.next"), _link(sort=sort, cursor=thread.next_cursor), "next"))
    return turns


def _comment(comment: PublicComment) -> CommentView:
    return CommentView(
        comment=comment,
        badge=_badge(comment.author.badge),
        gone=_gone(comment.status),
        replies=[_comment(reply) for reply in comment.replies],
        further=_further(comment),
        reply_link=_reply_link(comment.id, comment.parent_id),
    )


def _badge(badge: Badge | None) -> str:
    say = catalogue().text
    return {Badge.VERIFIED: say("badge.verified"), Badge.STAFF: say("badge.staff")}.get(badge or Badge.GUEST, "")


def _gone(status: Status) -> str:
    say = catalogue().text
    if status is Status.APPROVED:
        return ""
    if status is Status.WITHDRAWN:
        return say("comment.withdrawn")
    return say("comment.removed") if status in TURNED_DOWN else say("comment.hidden")


def _further(comment: PublicComment) -> FurtherReplies | None:
    if comment.replies_cursor is None:
        return None
    shown = sum(reply.status is Status.APPROVED for reply in comment.replies)
    link = _reply_link(comment.id, comment.parent_id, cursor=comment.replies_cursor)
    return FurtherReplies(comment.reply_count - shown, link)


def _link(*, sort: Sort = Sort.NEWEST, cursor: str | None = None, before: str | None = None) -> str:
    """A relative link, which works wherever the API is served."""
    wanted = {"sort": sort.value if sort is not Sort.NEWEST else None, "cursor": cursor, "before": before}
    query = {name: value for name, value in wanted.items() if value}
    return "thread.html" + (f"?{urlencode(query)}" if query else "")


def _reply_link(comment_id: str, parent_id: str | None, *, cursor: str | None = None) -> str:
    wanted = {"replies_to": comment_id, "under": parent_id, "cursor": cursor}
    query = {name: value for name, value in wanted.items() if value}
    return f"thread.html?{urlencode(query)}"
