"""Facts to measure with: comments, votes and share clicks as readers make them."""

from collections.abc import Sequence

from shared.domain.comments.comment import Comment
from shared.domain.comments.draft import Draft
from shared.domain.comments.posting import compose
from shared.domain.comments.votes_and_reports import CastVote
from shared.domain.identifiers import ulid
from shared.domain.judging.verdict import Decision, Verdict
from shared.domain.people.reader import Reader
from shared.domain.sharing.networks import Network
from shared.domain.sharing.share_click import ShareClick
from shared.domain.times import day
from shared.storage import indexes
from shared.storage.comments import comment_item
from shared.storage.table import Item

AT = 1_795_341_600_000
"""2026-11-22 10:00 UTC, in ms since the epoch."""
TYPICAL = "A sentence that somebody might write under an article about ferries. " * 5
"""The text of a comment, some 350 characters."""


def comment(article: str, number: int, under: Comment | None = None) -> Comment:
    """A published comment, the `number`th of its article, of typical length."""
    return compose(
        Draft(author_name="Ann", body=f"{number} {TYPICAL}"),
        by=Reader(id="0123456789abcdef"),
        on=article,
        under=under,
        verdict=Verdict(decision=Decision.PUBLISH, findings=(), policy_hash="p"),
        at=AT + number,
        comment_id=ulid(AT + number, number.to_bytes(10)),
    )


def with_replies(top: Comment, replies: Sequence[Comment]) -> list[Item]:
    """The items of a top-level comment and up to three replies, after counting."""
    ids = tuple(reply.id for reply in replies)
    counted = {"first_replies": ids, "replies": len(ids), "published_replies": len(ids)}
    parent = top.model_copy(update=counted)
    places = [indexes.preview_position(parent, reply.id) for reply in replies]
    return [
        comment_item.to_item(parent),
        *(comment_item.to_item(reply) | place for reply, place in zip(replies, places, strict=True)),
    ]


def click(article: str, number: int) -> ShareClick:
    """A share click, the `number`th of its article. Each click has its own reader; they use all networks."""
    network = list(Network)[number % len(Network)]
    return ShareClick(article_id=article, network=network, day=day(AT), reader_key=f"{number:032x}", at=AT)


def vote(on: Comment, number: int) -> CastVote:
    """A vote, the `number`th on its comment. Four of five votes are for it."""
    value = -1 if number % 5 == 0 else 1
    return CastVote(article_id=on.article_id, comment_id=on.id, reader_id=f"{number:016x}", value=value, at=AT)
