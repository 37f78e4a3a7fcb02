"""The resolver of this function, with the parameters and the sender that its routes share."""

from typing import Annotated

from aws_lambda_powertools.event_handler import Depends
from aws_lambda_powertools.event_handler.openapi.params import Path

from shared.domain.comments.sender import Sender
from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.people.keyed_hashes import address_key
from shared.domain.people.reader import Reader
from shared.storage.people import hash_keys
from shared.web.api import Api
from shared.web.callers import calling_reader

api = Api()

OfArticle = Annotated[ArticleId, Path()]
OfComment = Annotated[CommentId, Path()]
CallingReader = Annotated[Reader, Depends(calling_reader)]


def sender(author: Reader, *, form: bool = False) -> Sender:
    """The sender of the current request: its author, the hashes of the source address, and the time."""
    source = api.current_event.request_context.http.source_ip
    addresses = tuple(address_key(source, key=key) for key in hash_keys.of_months(at=api.now))
    return Sender(author=author, addresses=addresses, at=api.now, form=form)
