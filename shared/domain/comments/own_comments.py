"""What authors may do with their own comments: edit (see `posting.py`), withdraw, appeal."""

from shared.domain.comments.access import CommentFacts, open_comment
from shared.domain.comments.comment import TURNED_DOWN, Appeal, Comment, CommentChange, Status
from shared.domain.comments.visibility import hidden
from shared.domain.people.reader import Reader
from shared.domain.refusals import AlreadyAppealed, CommentNotFound, EditWindowClosed, NotRejected, NotYours


def may_edit(comment: Comment, by: Reader, *, at: int) -> None:
    """Let the author through, for as long as the window for it is open; `at` is in ms since the epoch.

    Raises:
        CommentNotFound: it is withdrawn.
        NotYours: somebody else wrote it.
        EditWindowClosed: the window is closed, or a moderator has rejected it.
    """
    _author(comment, by)
    if at >= comment.editable_until:
        raise EditWindowClosed("A comment can be edited for 15 minutes. You can still withdraw it and write another.")
    if comment.status in {*TURNED_DOWN, Status.REPORTED}:
        raise EditWindowClosed("This comment is with the moderators and cannot be edited now.")


def withdraw(facts: CommentFacts, by: Reader, *, at: int) -> CommentChange:
    """The comment taken back by its author at `at` (ms since the epoch): its name and text are gone.

    Raises:
        ReadOnly: no reader writes at the moment.
        CommentNotFound: there is no such comment, or it is withdrawn already.
        NotYours: somebody else wrote it.
    """
    before = open_comment(facts)
    _author(before, by)
    # Its pin stays until a moderator takes it off: the list of pins is the article's, which this does not write.
    gone = {"name": "", "body": "", "appealed": False, "awaiting": (), "decided": None}
    after = hidden(before, Status.WITHDRAWN).model_copy(update=gone)
    return CommentChange(before, after, keep_text_at=at)


def appeal(facts: CommentFacts, text: str, by: Reader, *, at: int) -> CommentChange:
    """The comment with its author's objection to the rejection; `at` is in ms since the epoch.

    Raises:
        ReadOnly: no reader writes at the moment.
        CommentNotFound: there is no such comment, or it is withdrawn.
        NotYours: somebody else wrote it.
        NotRejected: there is nothing to appeal against.
        AlreadyAppealed: it was appealed before.
    """
    before = open_comment(facts)
    _author(before, by)
    if before.appeal:
        raise AlreadyAppealed("You have asked for another look at this comment before. That can be done once.")
    if before.status not in TURNED_DOWN:
        raise NotRejected("Only a comment that a moderator has turned down can be appealed.")
    return CommentChange(before, before.model_copy(update={"appeal": Appeal(text=text, at=at), "appealed": True}))


def _author(comment: Comment, by: Reader) -> None:
    if comment.reader_id != by.id:
        raise NotYours("Somebody else wrote this comment, or you wrote it under another reader pass.")
    if comment.status is Status.WITHDRAWN:
        raise CommentNotFound("This comment has been withdrawn.")
