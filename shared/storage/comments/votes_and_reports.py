"""Store votes and reports: facts, one of each per reader and comment."""

from shared.domain.comments.votes_and_reports import CastVote, FiledReport
from shared.storage import keys, table


def store_vote(cast: CastVote) -> None:
    """Store a reader's vote on a comment. The same vote again writes nothing."""
    key = keys.vote(cast.article_id, cast.comment_id, cast.reader_id)
    _put(table.replace({**key._asdict(), **table.fields(cast)}, unless={"value": cast.value}))


def store_report(filed: FiledReport) -> None:
    """Store a reader's report of a comment. A second report writes nothing."""
    key = keys.report(filed.article_id, filed.comment_id, filed.reader_id)
    _put(table.new({**key._asdict(), **table.fields(filed)}))


def _put(operation: table.Operation) -> None:
    try:
        table.write(operation)
    except table.WriteRefused:
        return
