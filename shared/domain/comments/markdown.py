"""Render a comment's text as safe HTML: a small Markdown subset (CommonMark 0.31).

Two libraries keep the HTML safe, and either alone would do. markdown-it-py renders only the rules enabled here, and no
raw HTML. Then nh3 (Mozilla's ammonia) removes all elements and schemes that are not listed here. Other markup passes
only if both fail.
"""

from functools import cache
from typing import TYPE_CHECKING

import nh3

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_RULES = ["autolink", "backticks", "blockquote", "emphasis", "escape", "fence", "linkify", "link", "list", "newline"]
_ELEMENTS = {"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"}
_DIRECTED = ("blockquote", "li", "p")
_SCHEMES = {"http", "https", "mailto"}
_REL = "nofollow ugc noopener"
_NESTING = 10


def to_html(body: str) -> str:
    """Render a text as HTML: paragraphs, line breaks, emphasis, strong, code, quotes, lists, links; nothing else.

    Each block finds its own direction (`dir="auto"`), so right-to-left text cannot disturb its neighbours. Images
    become their description. Headings and tables stay text, as they were typed.
    """
    return nh3.clean(
        _markdown().render(body),
        tags=_ELEMENTS,
        attributes={"*": set(), "a": {"href"}},  # without the first, nh3 lets `title` and `lang` through
        url_schemes=_SCHEMES,
        link_rel=_REL,
        set_tag_attribute_values={element: {"dir": "auto"} for element in _DIRECTED},
    ).strip()


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt  # noqa: PLC0415  (it takes 35 ms, which only functions that render should spend)

    markdown = MarkdownIt("zero", {"breaks": True, "linkify": True, "maxNesting": _NESTING}).enable(_RULES)
    assert markdown.linkify is not None  # noqa: S101  (linkify-it-py is installed: pyproject.toml says so)
    markdown.validateLink = _is_address  # type: ignore[method-assign]  # markdown-it's hook is an attribute
    markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    return markdown


def _is_address(url: str) -> bool:
    """Does the link lead to a web page or a mailbox? An address without a scheme would lead into this site."""
    return url.lower().startswith(tuple(f"{scheme}:" for scheme in _SCHEMES))
