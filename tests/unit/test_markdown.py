"""A comment is safe HTML, whatever its author types."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.comments.markdown import to_html

ALLOWED = re.compile(
    r"""</?(?:strong|em|code|pre|ul|ol)>|<br>|</?p>|<(?:p|li|blockquote) dir="auto">|</(?:li|blockquote|a)>"""
    r"""|<a href="(?:https?:|mailto:)[^"<>]*" rel="nofollow ugc noopener">"""
)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("one\ntwo\n\nthree", '<p dir="auto">one<br>\ntwo</p>\n<p dir="auto">three</p>'),
        ("*em* **strong** `a<b`", '<p dir="auto"><em>em</em> <strong>strong</strong> <code>a&lt;b</code></p>'),
        ("> said", '<blockquote dir="auto">\n<p dir="auto">said</p>\n</blockquote>'),
        ("- a\n- b", '<ul>\n<li dir="auto">a</li>\n<li dir="auto">b</li>\n</ul>'),
        (
            "[x](https://e.example/?a=1&b)",
            '<p dir="auto"><a href="https://e.example/?a=1&amp;b" rel="nofollow ugc noopener">x</a></p>',
        ),
        (
            "see https://e.example/a.",
            '<p dir="auto">see <a href="https://e.example/a" rel="nofollow ugc noopener">https://e.example/a</a>.</p>',
        ),
    ],
)
def test_a_small_markdown_subset_is_rendered(typed: str, shown: str) -> None:
    assert to_html(typed) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        "![x](https://e.example/pixel.gif)",
        '[x](https://e.example/" onclick="alert(1))',
        "[x](<https://e.example/><script>alert(1)</script>)",
        "# heading",
        "| a | b |\n|---|---|",
        "<a href='https://e.example' target=_blank style='position:fixed'>x</a>",
        "[x](https://e.example/ 'Look here')",
        "[x](/admin) [y](//e.example) [z](a.html) [](#top) <ftp://e.example> ftp://e.example",
        "&lt;script&gt;",
        "`<script>`",
        "```html\n<script>\n```",
    ],
)
def test_nothing_but_the_subset_comes_out(typed: str) -> None:
    assert not re.search(r"[<>]", ALLOWED.sub("", to_html(typed))), to_html(typed)


@given(st.text(alphabet=st.sampled_from("ab *_`[]()<>!\"'&;#:/\\\n-1.=hjt~|")))
def test_no_text_makes_other_markup(typed: str) -> None:
    assert not re.search(r"[<>]", ALLOWED.sub("", to_html(typed))), to_html(typed)


@pytest.mark.parametrize(
    "pattern", ["&", '"', "> a\n\n- b\n\n", "- a\n", "*a* ", "`a` ", "\n\na", "[a](//b)", "http://a.b ", "> > > a\n\n"]
)
def test_no_text_swells_to_more_than_an_item_can_hold(pattern: str) -> None:
    """An item has the comment twice, as text and as HTML; DynamoDB's limit is 400 KB."""
    text = (pattern * 5_000)[:5_000]
    assert len(to_html(text).encode()) < 150_000


@pytest.mark.parametrize("pattern", ["[", "[a](", "*", "_a", "`", "<", "> ", "- ", "![[", "a](b", "1. ", "https://"])
def test_repeated_openings_do_not_nest_without_end(pattern: str) -> None:
    assert to_html(pattern * (5_000 // len(pattern)))
