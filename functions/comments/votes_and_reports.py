"""Readers and others' comments: vote and report."""

from http import HTTPStatus

from functions.comments.api import CallingReader, OfArticle, OfComment, api
from shared.domain.comments.comment import Comment
from shared.domain.comments.votes_and_reports import CastVote, FiledReport, Report, Vote
from shared.domain.people.reader import Reader
from shared.domain.refusals import CommentNotFound, NotOnOwnComment
from shared.storage.comments import comments, votes_and_reports
from shared.web.possible_answers import possible_answers

_REFUSED = ("banned", "comment-not-found", "own-comment", "read-only")


@api.put("/v1/articles/<article_id>/comments/<comment_id>/vote", responses=possible_answers(*_REFUSED))
def vote(article_id: OfArticle, comment_id: OfComment, cast: Vote, reader: CallingReader) -> Vote:
    """Vote for or against a comment, or take the vote back. One vote per reader."""
    comment = _of_another(article_id, comment_id, reader)
    votes_and_reports.vote(
        CastVote(article_id=article_id, comment_id=comment.id, reader_id=reader.id, value=cast.value, at=api.now)
    )
    return cast


@api.post(
    "/v1/articles/<article_id>/comments/<comment_id>/reports",
    status_code=HTTPStatus.ACCEPTED,
    responses=possible_answers(*_REFUSED),
)
def report(article_id: OfArticle, comment_id: OfComment, filed: Report, reader: CallingReader) -> dict[str, str]:
    """Tell the moderators about a comment. A reader's second report of it changes nothing."""
    comment = _of_another(article_id, comment_id, reader)
    votes_and_reports.report(
        FiledReport(
            article_id=article_id,
            comment_id=comment.id,
            reader_id=reader.id,
            reason=filed.reason,
            note=filed.note,
            at=api.now,
        )
    )
    return {}


def _of_another(article_id: str, comment_id: str, reader: Reader) -> Comment:
    """A comment that readers see and somebody else wrote. Who wrote it never changes, so reading first is no race."""
    comment = comments.open_to(article_id, comment_id, reader, at=api.now)
    if not comment.visible:
        raise CommentNotFound("There is no such comment on this article.")
    if comment.reader_id == reader.id:
        raise NotOnOwnComment("This is your own comment. Others vote on it and report it.")
    return comment
