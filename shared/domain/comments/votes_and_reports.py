"""What readers do with others' comments: vote and report."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

from shared.domain.comments.reasons import ReportReason
from shared.domain.identifiers import ArticleId, CommentId, ReaderId
from shared.domain.times import Instant


class Vote(BaseModel):
    """For (1), against (-1), or taken back (0)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: Annotated[StrictInt, Field(ge=-1, le=1)]


class Report(BaseModel):
    """What a reader tells the moderators about a comment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: ReportReason
    note: Annotated[str, StringConstraints(max_length=1_000, strip_whitespace=True)] | None = None


class CastVote(BaseModel):
    """A fact: how a reader votes on a comment, as of now."""

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
