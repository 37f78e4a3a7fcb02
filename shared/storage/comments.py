"""Comments as their authors write and see them."""

from collections.abc import Collection
from typing import NamedTuple

from shared.domain.articles import Article
from shared.domain.comments import Comment, Status
from shared.domain.judging import Circumstances
from shared.domain.readers import Badge, ReaderRecord
from shared.domain.refusals import CommentNotFound, IdempotencyConflict, StatusChanged
from shared.domain.times import DAY, SECOND
from shared.domain.visits import Visit
from shared.storage import keys, table, visits
from shared.storage.table import Item

HISTORY_LIFETIME = 180 * DAY
"""How long an earlier text is kept for moderators, in ms."""
_GUARDED = ("status", "fingerprint", "edited_at", "appealed", "pinned")
"""What a change of a comment relies on: if one of these is another than was read, somebody else was faster."""


class Situation(NamedTuple):
    """What a new comment meets."""

    article: Article
    reader: ReaderRecord
    answered: Comment | None
    badge: Badge

    @property
    def circumstances(self) -> Circumstances:
        """What the rules need of it."""
        return Circumstances(article=self.article, reader=self.reader, badge=self.badge)


def situation(article_id: str, reader_id: str, parent_id: str | None, *, badge: Badge = Badge.GUEST) -> Situation:
    """The article, the reader's record and the comment to be answered, in one batched read.

    `answered` is None if there is no such comment, or if readers cannot see it.
    """
    article, reader = keys.article(article_id), keys.reader_tally(reader_id)
    parent = [keys.comment(article_id, parent_id)] if parent_id else []
    found = table.get(article, reader, *parent, consistent=True)
    answered = next((from_item(found[key]) for key in parent if key in found), None)
    return Situation(
        article=Article.model_validate(found.get(article, {"id": article_id})),
        reader=ReaderRecord.model_validate(found.get(reader, {})),
        answered=answered if answered and answered.id == parent_id and answered.visible else None,
        badge=badge,
    )


def get(article_id: str, comment_id: str) -> Comment:
    """One comment, whatever its status.

    Raises:
        CommentNotFound: there is no such comment.
    """
    key = keys.comment(article_id, comment_id)
    found = table.get(key, consistent=True).get(key)
    comment = from_item(found) if found else None
    if comment is None or comment.id != comment_id:
        raise CommentNotFound("There is no such comment on this article.")
    return comment


def several(article_id: str, comment_ids: Collection[str]) -> list[Comment]:
    """Those of up to 100 comments that exist, whatever their status, in one batched read."""
    found = table.get(*(keys.comment(article_id, comment_id) for comment_id in comment_ids), consistent=True)
    return [comment for comment in map(from_item, found.values()) if comment.id in comment_ids]


def article(article_id: str) -> Article:
    """What is known of an article."""
    key = keys.article(article_id)
    return Article.model_validate(table.get(key).get(key, {"id": article_id}))


def newest_approved(article_id: str, *, limit: int) -> list[Comment]:
    """The newest comments on an article that readers see, replies among them, in one query."""
    page = table.query(
        "article_queue",
        "article_queue_pk = :approved",
        {":approved": keys.article_queue(Status.APPROVED, article_id)},
        limit=limit,
        forward=False,
    )
    return [from_item(item) for item in page.items]


def add(comment: Comment, *, registering: Article | None = None, visit: Visit | None = None) -> Comment:
    """Store a new comment and, with a thread's first one, register its article; answers the comment that is stored.

    `visit` is the fact that its author came by a shared link. One conditional put decides: if the same reader stored
    the same comment under the same Idempotency-Key before, that comment is the answer.

    Raises:
        IdempotencyConflict: another comment was stored under that key.
    """
    besides = [_article_item(registering)] if registering else []
    besides += [visits.item(visit)] if visit else []
    try:
        table.write(*map(table.new, [to_item(comment), *besides]))
    except table.WriteRefused as refused:
        in_the_way = refused.reasons[0].item
        if in_the_way:
            return _same(comment, from_item(in_the_way))
        if registering is None:
            raise
        return add(comment, visit=visit)  # another first comment has registered the article
    return comment


def change(before: Comment, after: Comment, *, keeping_text_at: int | None = None) -> None:
    """Store what its author made of a comment, and with `keeping_text_at` (ms since the epoch) what it said until then.

    Raises:
        StatusChanged: somebody else changed the comment since it was read.
    """
    operations = [difference(before, after).at(keys.comment(before.article_id, before.id))]
    if keeping_text_at is not None:
        operations.append(table.new(_earlier_text(before, keeping_text_at)))
    try:
        table.write(*operations)
    except table.WriteRefused:
        raise StatusChanged("Somebody else has changed this comment at the same moment. Try again.") from None


def difference(before: Comment, after: Comment) -> table.Change:
    """The change of the item that leads from `before` to `after`, if nobody was faster."""
    old, new = to_item(before), to_item(after)
    return table.Change(
        sets={name: value for name, value in new.items() if old.get(name) != value},
        removes=set(old.keys() - new.keys()),
        only_if={"id": before.id, **{name: old.get(name) for name in _GUARDED}},
    )


def of_reader(reader_id: str, article_id: str, *, limit: int) -> list[Comment]:
    """A reader's newest comments on an article, whatever their status."""
    page = table.query(
        "reader",
        "reader_id = :reader AND begins_with(reader_sk, :article)",
        {":reader": reader_id, ":article": f"{article_id}#"},
        limit=limit,
        forward=False,
    )
    return [from_item(item) for item in page.items]


def to_item(comment: Comment) -> Item:
    """A comment as the table keeps it, with the index keys that follow from it. What is empty is left out."""
    places = {name: place for name, place in keys.positions(comment).items() if place is not None}
    return {**keys.comment(comment.article_id, comment.id)._asdict(), **table.fields(comment), **places}


def from_item(item: Item) -> Comment:
    """The comment that an item is."""
    return Comment.model_validate({"name": "", "body": "", **item})


def _article_item(article: Article) -> Item:
    return {**keys.article(article.id)._asdict(), **table.fields(article)}


def _earlier_text(comment: Comment, at: int) -> Item:
    return {
        **keys.earlier_text(comment.article_id, comment.id, at)._asdict(),
        "name": comment.name,
        "body": comment.body,
        "status": comment.status,
        "expires_at": (at + HISTORY_LIFETIME) // SECOND,
    }


def _same(sent: Comment, kept: Comment) -> Comment:
    if kept.fingerprint != sent.fingerprint:
        raise IdempotencyConflict(
            "Another comment was sent with this Idempotency-Key before. Use a new key for a new comment."
        )
    return kept
