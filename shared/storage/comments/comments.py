"""Comments as their authors write and see them."""

from collections.abc import Collection

from shared.domain.articles.article import Article
from shared.domain.comments.comment import Comment, Status
from shared.domain.judging.refusal_sentences import read_only
from shared.domain.people.reader import Reader
from shared.domain.refusals import BannedFromWriting, CommentNotFound, CurrentComment, StatusChanged
from shared.storage import indexes, keys, table
from shared.storage.comments import rate_limits
from shared.storage.comments.comment_item import among, difference, earlier_text, from_item
from shared.storage.comments.posting import Sent
from shared.storage.judging import policy_in_force
from shared.storage.people import bans_in_force


def get(article_id: str, comment_id: str) -> Comment:
    """One comment, whatever its status.

    Raises:
        CommentNotFound: there is no such comment.
    """
    comment = among(table.get(keys.comment(article_id, comment_id), consistent=True), article_id, comment_id)
    if comment is None or comment.id != comment_id:
        raise _missing()
    return comment


def open_to(article_id: str, comment_id: str, by: Reader, *, at: int, banned_too: bool = False) -> Comment:
    """One comment, for a reader who wants to do something with it at `at` (ms since the epoch).

    Raises:
        ReadOnly: nobody writes at the moment.
        BannedFromWriting: the reader is barred, unless it is something that those may do as well.
        CommentNotFound: there is no such comment.
    """
    key = keys.comment(article_id, comment_id)
    barring = [] if banned_too else bans_in_force.keys_of(by)
    found = table.get(key, keys.policy_in_force(), *barring, consistent=True)
    if policy_in_force.among(found).read_only:
        raise read_only()
    if ban := bans_in_force.among(found, barring, at=at):
        raise BannedFromWriting(ban.told_so.sentence)
    comment = among(found, article_id, comment_id)
    if comment is None or comment.id != comment_id:
        raise _missing()
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
        {":approved": indexes.article_queue(Status.APPROVED, article_id)},
        limit=limit,
        forward=False,
    )
    return [from_item(item) for item in page.items]


def change(before: Comment, after: Comment, *, keeping_text_at: int | None = None, sent: Sent | None = None) -> None:
    """Store what its author made of a comment, and with `keeping_text_at` (ms since the epoch) what it said until then.

    With `sent` it has another text, which counts as sent today.

    Raises:
        StatusChanged: somebody else changed the comment since it was read, or sent the same text.
    """
    operations = [difference(before, after).at(keys.comment(before.article_id, before.id))]
    if keeping_text_at is not None:
        operations.append(table.new(earlier_text(before, keeping_text_at)))
    if sent:
        operations.append(rate_limits.text(sent.sending, seen=sent.situation.same_text))
    try:
        table.write(*operations)
    except table.LostRace:
        now = CurrentComment(status=get(before.article_id, before.id).status)
        raise StatusChanged(
            "Somebody else has changed this comment at the same moment. Try again.", current=now
        ) from None


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


def _missing() -> CommentNotFound:
    return CommentNotFound("There is no such comment on this article.")
