"""May a reader act on this comment at all? Votes, reports and an author's changes share these checks."""

from typing import NamedTuple

from shared.domain.comments.comment import Comment
from shared.domain.judging.policy import Policy
from shared.domain.judging.refusal_sentences import banned, require_writable
from shared.domain.people.ban import Ban
from shared.domain.refusals import BannedFromWriting, CommentNotFound


class CommentFacts(NamedTuple):
    """The facts that decide if a reader may act on a comment."""

    comment: Comment | None
    """The comment with this id; None if the article has none."""
    policy: Policy
    ban: Ban | None = None
    """The ban that bars the reader, if one is in force."""


def open_comment(facts: CommentFacts) -> Comment:
    """The comment, if the site is writable, no ban bars the reader, and the comment exists.

    Raises:
        ReadOnly: the site is read-only.
        BannedFromWriting: a ban bars the reader.
        CommentNotFound: the comment does not exist.
    """
    require_writable(facts.policy)
    if facts.ban:
        raise BannedFromWriting(banned(facts.ban.for_reader))
    if facts.comment is None:
        raise no_such_comment()
    return facts.comment


def no_such_comment() -> CommentNotFound:
    """The refusal if a comment does not exist, or readers do not see it."""
    return CommentNotFound("There is no such comment on this article.")
