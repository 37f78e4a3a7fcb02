"""Renders templates. It imports Jinja2, which takes 40 ms, so import this module only where a page is made.

Every value is escaped where it meets markup, in a template or in a sentence of the catalogue. The only exception is a
comment's text. A value that a template made, such as a link, is markup already and stays as it is.
"""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from shared.domain.times import rfc3339
from shared.web.catalogue import Catalogue, catalogue


class _MarkupCatalogue(Catalogue):
    """The sentences as markup: they are escaped, and so is each value that is not markup yet."""

    def __init__(self, plain: Catalogue) -> None:
        super().__init__({key: str(escape(sentence)) for key, sentence in plain.sentences.items()})

    def text(self, key: str, /, **values: object) -> Markup:
        escaped = {name: escape(value) for name, value in values.items()}
        return Markup(super().text(key, **escaped))  # noqa: S704  (all of it was escaped just now)


def _environment() -> Environment:
    sentences = _MarkupCatalogue(catalogue())
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(
        language=sentences.language, say=sentences.text, counted=sentences.counted, moment=sentences.moment
    )
    environment.filters["rfc3339"] = rfc3339
    return environment


_TEMPLATES = _environment()
"""The process's only environment, which keeps the compiled templates."""


def render(template: str, **values: object) -> str:
    """The text of a template with `values`. A value that it uses and does not get is an error."""
    return _TEMPLATES.get_template(template).render(values)


STYLE_HASH = base64.b64encode(hashlib.sha256(render("page.css").encode()).digest()).decode()
"""The SHA-256 of the pages' style, as a Content-Security-Policy writes it."""
