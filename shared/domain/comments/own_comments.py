"""An author's actions on a comment: edit (see `posting.py`), withdraw, appeal."""

from shared.domain.comments.access import CommentFacts, open_comment
from shared.domain.comments.comment import TURNED_DOWN, Appeal, Comment, CommentChange, Status
from shared.domain.comments.visibility import hidden
from shared.domain.people.reader import Reader
from shared.domain.refusals import AlreadyAppealed, CommentNotFound, EditWindowClosed, NotRejected, NotYours


def may_edit(comment: Comment, by: Reader, *, at: int) -> None:
    """Let the author edit the comment, if its time for editing is not over; `at` is in ms since the epoch.

    Raises:
        CommentNotFound: the comment is withdrawn.
        NotYours: somebody else wrote it.
        EditWindowClosed: the time is over, or readers reported the comment, or a moderator rejected it.
    """
    _author(comment, by)
    if at >= comment.editable_until:
        raise EditWindowClosed("A comment can be edited for 15 minutes. You can still withdraw it and write another.")
    if comment.status in {*TURNED_DOWN, Status.REPORTED}:
        raise EditWindowClosed("This comment is with the moderators and cannot be edited now.")


def withdraw(facts: CommentFacts, by: Reader, *, at: int) -> CommentChange:
    """The comment as its author withdraws it at `at` (ms since the epoch), without name and text.

    Raises:
        ReadOnly: the site is read-only.
        CommentNotFound: the comment does not exist, or is withdrawn already.
        NotYours: somebody else wrote it.
    """
    before = open_comment(facts)
    _author(before, by)
    # A pin stays until a moderator removes it: the article has the list of pins, and this decision does not write it.
    gone = {"name": "", "body": "", "appealed": False, "awaiting": (), "decided": None}
    after = hidden(before, Status.WITHDRAWN).model_copy(update=gone)
    return CommentChange(before, after, keep_text_at=at)


def appeal(facts: CommentFacts, text: str, by: Reader, *, at: int) -> CommentChange:
    """The comment with its author's appeal against the rejection; `at` is in ms since the epoch.

    Raises:
        ReadOnly: the site is read-only.
        CommentNotFound: the comment does not exist, or is withdrawn.
        NotYours: somebody else wrote it.
        NotRejected: the comment is not rejected.
        AlreadyAppealed: its author has appealed before.
    """
    before = open_comment(facts)
    _author(before, by)
    if before.appeal:
        raise AlreadyAppealed("You have appealed for this comment before. You can appeal once.")
    if before.status not in TURNED_DOWN:
        raise NotRejected("You can appeal only for a comment that a moderator has rejected.")
    return CommentChange(before, before.model_copy(update={"appeal": Appeal(text=text, at=at), "appealed": True}))


def _author(comment: Comment, by: Reader) -> None:
    if comment.reader_id != by.id:
        raise NotYours("Somebody else wrote this comment, or you wrote it under another reader pass.")
    if comment.status is Status.WITHDRAWN:
        raise CommentNotFound("This comment has been withdrawn.")
