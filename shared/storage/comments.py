"""Comments as their authors write and see them."""

from typing import NamedTuple

from shared.domain.articles import Article
from shared.domain.comments import Comment
from shared.domain.judging import Circumstances
from shared.domain.readers import ReaderRecord
from shared.domain.refusals import IdempotencyConflict
from shared.storage import keys, table
from shared.storage.table import Item


class Situation(NamedTuple):
    """What a new comment meets."""

    article: Article
    reader: ReaderRecord
    answered: Comment | None

    @property
    def circumstances(self) -> Circumstances:
        """What the rules need of it."""
        return Circumstances(article=self.article, reader=self.reader)


def situation(article_id: str, reader_id: str, parent_id: str | None) -> Situation:
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
    )


def add(comment: Comment, *, registering: Article | None = None) -> Comment:
    """Store a new comment and, with a thread's first one, register its article; answers the comment that is stored.

    One conditional put decides: if the same reader stored the same comment under the same Idempotency-Key before, that
    comment is the answer.

    Raises:
        IdempotencyConflict: another comment was stored under that key.
    """
    put = table.new(to_item(comment))
    try:
        table.write(put, *([table.new(_article_item(registering))] if registering else []))
    except table.WriteRefused as refused:
        in_the_way = refused.reasons[0].item
        if in_the_way:
            return _same(comment, from_item(in_the_way))
        if registering is None:
            raise
        return add(comment)  # another first comment has registered the article
    return comment


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
    """A comment as the table keeps it, with the index keys that its status gives it."""
    return {
        **keys.comment(comment.article_id, comment.id)._asdict(),
        **table.fields(comment),
        **keys.reader_position(comment.article_id, comment.id),
        **keys.queue_position(comment.status, comment.article_id, comment.id),
        **(keys.thread_position(comment.article_id, comment.parent_id, comment.id) if comment.visible else {}),
    }


def from_item(item: Item) -> Comment:
    """The comment that an item is."""
    return Comment.model_validate(item)


def _article_item(article: Article) -> Item:
    return {**keys.article(article.id)._asdict(), **table.fields(article)}


def _same(sent: Comment, kept: Comment) -> Comment:
    if kept.fingerprint != sent.fingerprint:
        raise IdempotencyConflict(
            "Another comment was sent with this Idempotency-Key before. Use a new key for a new comment."
        )
    return kept
