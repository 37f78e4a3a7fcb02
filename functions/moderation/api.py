"""The API object of this function, and the parameters that its routes share."""

import secrets
from typing import Annotated

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Path

from shared.domain.identifiers import RANDOM_BYTES, ArticleId, CommentId, ulid
from shared.domain.log.log_entry import LogStamp
from shared.domain.people.moderator import Moderator
from shared.web.api import Api
from shared.web.callers import calling_admin, calling_moderator

api = Api()

CallingModerator = Annotated[Moderator, Depends(calling_moderator)]
CallingAdmin = Annotated[Moderator, Depends(calling_admin)]
OfArticle = Annotated[ArticleId, Path()]
OfComment = Annotated[CommentId, Path()]


def log_stamp(moderator: Moderator) -> LogStamp:
    """The log stamp for an action of `moderator` in the current request, with a new number."""
    return LogStamp(by=moderator.id, at=api.now, number=ulid(api.now, secrets.token_bytes(RANDOM_BYTES)))
