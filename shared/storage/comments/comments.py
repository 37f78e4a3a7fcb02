"""Read and change comments."""

from collections.abc import Collection

from shared.domain.articles.article import Article
from shared.domain.comments.access import CommentFacts, no_such_comment
from shared.domain.comments.comment import Comment, CommentChange, Status
from shared.domain.people.reader import Reader
from shared.domain.refusals import CurrentComment, StatusChanged
from shared.storage import indexes, keys, table
from shared.storage.comments import earlier_texts, rate_limits
from shared.storage.comments.comment_item import among, difference, from_item
from shared.storage.judging import policy_in_force
from shared.storage.people import bans_in_force


def get(article_id: str, comment_id: str) -> Comment:
    """A comment, in any status.

    Raises:
        CommentNotFound: the comment does not exist.
    """
    comment = among(table.get(keys.comment(article_id, comment_id), consistent=True), article_id, comment_id)
    if comment is None:
        raise no_such_comment()
    return comment


def facts(article_id: str, comment_id: str, *, at: int, barring: Reader | None = None) -> CommentFacts:
    """The facts that decide if a reader may act on a comment at `at` (ms since the epoch), in one batched read.

    `barring` is the reader whose bans are read. Without it no ban is read: a banned reader may withdraw and appeal.
    """
    bans = bans_in_force.keys_of(barring) if barring else []
    items = table.get(keys.comment(article_id, comment_id), keys.policy_in_force(), *bans, consistent=True)
    return CommentFacts(
        comment=among(items, article_id, comment_id),
        policy=policy_in_force.among(items),
        ban=bans_in_force.among(items, bans, at=at),
    )


def several(article_id: str, comment_ids: Collection[str]) -> list[Comment]:
    """The comments with these ids, at most 100, in any status, in one batched read. Missing ones are left out."""
    items = table.get(*(keys.comment(article_id, comment_id) for comment_id in comment_ids), consistent=True)
    return [comment for comment in map(from_item, items.values()) if comment.id in comment_ids]


def article(article_id: str) -> Article:
    """An article; with its id only, if nobody has registered it."""
    key = keys.article(article_id)
    return Article.model_validate(table.get(key).get(key, {"id": article_id}))


def newest_approved(article_id: str, *, limit: int) -> list[Comment]:
    """The newest approved comments and replies on an article, in one query."""
    page = table.query(
        "article_queue",
        "article_queue_pk = :approved",
        {":approved": indexes.article_queue(Status.APPROVED, article_id)},
        limit=limit,
        forward=False,
    )
    return [from_item(item) for item in page.items]


def change(made: CommentChange) -> None:
    """Store a change of a comment, with its earlier text and the count of its new text, if the change has them.

    A change that leaves the comment as it is writes nothing.

    Raises:
        StatusChanged: somebody else changed the comment since it was read, or sent the same text.
    """
    before = made.before
    if made.after == before:
        return
    operations = [difference(before, made.after).at(keys.comment(before.article_id, before.id))]
    if made.keep_text_at is not None:
        operations.append(earlier_texts.keep(before, made.keep_text_at))
    if made.text:
        operations.append(rate_limits.one_more_of_text(made.text))
    try:
        table.write(*operations)
    except table.LostRace:
        now = CurrentComment(status=get(before.article_id, before.id).status)
        raise StatusChanged(
            "Somebody else has changed this comment at the same moment. Try again.", current=now
        ) from None


def of_reader(reader_id: str, article_id: str, *, limit: int) -> list[Comment]:
    """A reader's newest comments on an article, in any status."""
    page = table.query(
        "reader",
        "reader_id = :reader AND begins_with(reader_sk, :article)",
        {":reader": reader_id, ":article": f"{article_id}#"},
        limit=limit,
        forward=False,
    )
    return [from_item(item) for item in page.items]
