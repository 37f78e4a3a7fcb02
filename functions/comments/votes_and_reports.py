"""Readers vote on others' comments, and report them."""

from http import HTTPStatus

from functions.comments.api import CallingReader, OfArticle, OfComment, api
from shared.domain.comments.votes_and_reports import Report, Vote, cast_vote, file_report
from shared.storage.comments import comments, votes_and_reports
from shared.web.possible_answers import possible_answers

_REFUSED = ("banned", "comment-not-found", "own-comment", "read-only")


@api.put("/v1/articles/<article_id>/comments/<comment_id>/vote", responses=possible_answers(*_REFUSED))
def vote(article_id: OfArticle, comment_id: OfComment, vote: Vote, reader: CallingReader) -> Vote:
    """Vote for or against a comment, or take the vote back. A reader has one vote on each comment."""
    facts = comments.facts(article_id, comment_id, at=api.now, barring=reader)
    cast = cast_vote(vote, facts, reader, at=api.now)
    votes_and_reports.store_vote(cast)
    return vote


@api.post(
    "/v1/articles/<article_id>/comments/<comment_id>/reports",
    status_code=HTTPStatus.ACCEPTED,
    responses=possible_answers(*_REFUSED),
)
def report(article_id: OfArticle, comment_id: OfComment, report: Report, reader: CallingReader) -> dict[str, str]:
    """Report a comment to the moderators. A second report by the same reader changes nothing."""
    facts = comments.facts(article_id, comment_id, at=api.now, barring=reader)
    filed = file_report(report, facts, reader, at=api.now)
    votes_and_reports.store_report(filed)
    return {}
