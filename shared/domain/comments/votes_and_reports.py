"""Readers vote on others' comments, and report them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from shared.domain.comments.access import CommentFacts, no_such_comment, open_comment
from shared.domain.comments.comment import Comment
from shared.domain.comments.reasons import ReportReason
from shared.domain.identifiers import ArticleId, CommentId, ReaderId
from shared.domain.people.reader import Reader
from shared.domain.refusals import NotOnOwnComment
from shared.domain.times import Instant


class Vote(BaseModel):
    """A vote for a comment (1), against it (-1), or taken back (0)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Annotated[StrictInt, Field(ge=-1, le=1)]


class Report(BaseModel):
    """A report of a comment, as a reader sends it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: ReportReason
    note: Annotated[str, StringConstraints(max_length=1_000, strip_whitespace=True)] | None = None


class CastVote(BaseModel):
    """A fact: a reader's present vote on a comment."""

    model_config = ConfigDict(frozen=True)

    article_id: ArticleId
    comment_id: CommentId
    reader_id: ReaderId
    value: int
    at: Instant


class FiledReport(BaseModel):
    """A fact: a reader reported a comment."""

    model_config = ConfigDict(frozen=True)

    article_id: ArticleId
    comment_id: CommentId
    reader_id: ReaderId
    reason: ReportReason
    note: str | None = None
    at: Instant


def cast_vote(vote: Vote, facts: CommentFacts, by: Reader, *, at: int) -> CastVote:
    """The vote of a reader on the comment, cast at `at` (ms since the epoch).

    Raises:
        Refusal: the comment is not visible, the reader wrote it or is banned, or the site is read-only.
    """
    comment = _of_another(facts, by)
    return CastVote(article_id=comment.article_id, comment_id=comment.id, reader_id=by.id, value=vote.value, at=at)


def file_report(report: Report, facts: CommentFacts, by: Reader, *, at: int) -> FiledReport:
    """The report of a reader about the comment, filed at `at` (ms since the epoch).

    Raises:
        Refusal: as in `cast_vote`.
    """
    comment = _of_another(facts, by)
    return FiledReport(
        article_id=comment.article_id,
        comment_id=comment.id,
        reader_id=by.id,
        reason=report.reason,
        note=report.note,
        at=at,
    )


def _of_another(facts: CommentFacts, by: Reader) -> Comment:
    """The comment, if it is visible and another reader wrote it. Its author never changes, so no race is possible."""
    comment = open_comment(facts)
    if not comment.visible:
        raise no_such_comment()
    if comment.reader_id == by.id:
        raise NotOnOwnComment("This is your own comment. Only others can vote on it or report it.")
    return comment
