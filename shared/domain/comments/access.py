"""May a reader do something with this comment at all? The checks that votes, reports and changes have in common."""

from typing import NamedTuple

from shared.domain.comments.comment import Comment
from shared.domain.judging.policy import Policy
from shared.domain.judging.refusal_sentences import require_writable
from shared.domain.people.ban import Ban
from shared.domain.refusals import BannedFromWriting, CommentNotFound


class CommentFacts(NamedTuple):
    """What decides whether a reader may do something with a comment."""

    comment: Comment | None
    """The comment of this id, if it is on this article."""
    policy: Policy
    ban: Ban | None = None
    """The ban that keeps the reader from it, if one is in force."""


def open_comment(facts: CommentFacts) -> Comment:
    """The comment, if the site takes writing, nothing bars the reader, and the comment exists.

    Raises:
        ReadOnly: no reader writes at the moment.
        BannedFromWriting: a ban bars the reader.
        CommentNotFound: there is no such comment.
    """
    require_writable(facts.policy)
    if facts.ban:
        raise BannedFromWriting(facts.ban.told_so.sentence)
    if facts.comment is None:
        raise no_such_comment()
    return facts.comment


def no_such_comment() -> CommentNotFound:
    """The refusal for a comment that does not exist, or that readers do not see."""
    return CommentNotFound("There is no such comment on this article.")
