"""A comment as its author sends it, new or revised."""

import hashlib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from shared.domain.articles.article import ArticleAbout
from shared.domain.identifiers import CommentId
from shared.domain.sharing.networks import ViaCode
from shared.domain.text import clean_body, clean_line
from shared.domain.words.listed_words import repeated_text_key

Name = Annotated[str, StringConstraints(max_length=60)]
Body = Annotated[str, StringConstraints(max_length=10_000)]


class Draft(BaseModel):
    """A comment as a reader sends it. Its lengths are limited before anything is normalised."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    author_name: Name
    body: Body
    parent_id: CommentId | None = None
    article: ArticleAbout | None = None
    via: ViaCode | None = None
    """The code of the shared link that opened the page."""
    seconds: Annotated[int, Field(ge=0, le=2**31)] | None = None
    """Seconds since the page was opened."""
    website: Annotated[str, StringConstraints(max_length=2_000)] = ""
    """The honeypot: people do not see this field, but robots fill it in."""

    @field_validator("author_name")
    @classmethod
    def _one_clean_line(cls, name: str) -> str:
        return _something(clean_line(name), "Write a name; it may be a pseudonym.")

    @field_validator("body")
    @classmethod
    def _clean_text(cls, body: str) -> str:
        return _something(clean_body(body), "Write something first.")

    @property
    def fingerprint(self) -> str:
        """16 hex digits of name, text and parent: equal for a repeated request, different for another comment."""
        content = "\0".join((self.author_name, self.body, self.parent_id or ""))
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    @property
    def text_key(self) -> str:
        """32 hex digits that identify the text when texts are counted: see `repeated_text_key`."""
        return repeated_text_key(self.body)


class Revision(BaseModel):
    """The new text of a comment, as its author sends it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    body: Body

    @field_validator("body")
    @classmethod
    def _clean_text(cls, body: str) -> str:
        return _something(clean_body(body), "Write something first, or withdraw the comment.")

    @property
    def text_key(self) -> str:
        """32 hex digits that identify the text when texts are counted: see `repeated_text_key`."""
        return repeated_text_key(self.body)


def _something(text: str, otherwise: str) -> str:
    if not text:
        raise ValueError(otherwise)
    return text
