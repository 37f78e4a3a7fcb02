"""The resolver of this function, and what its routes share."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Path

from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.policy import Policy
from shared.domain.readers import Reader
from shared.web.api import Api
from shared.web.callers import calling_reader

api = Api()
policy = Policy()

OfArticle = Annotated[ArticleId, Path()]
OfComment = Annotated[CommentId, Path()]
CallingReader = Annotated[Reader, Depends(calling_reader)]
