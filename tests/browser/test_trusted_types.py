"""Comments become elements one by one. Neither page nor desk takes a text for HTML: the browser would refuse it."""

import random
from collections.abc import Callable

from playwright.sync_api import Page, expect

from shared.domain.comments.markdown import to_html
from tests.browser.people import Moderator, Reader, RunningSite
from tests.support.page_troubles import Troubles

ORDINARY = [
    "Plain.",
    "one\ntwo\n\nthree",
    "*em* **strong** ***both*** `a<b && c>d`",
    "> said\n> twice\n\nanswered",
    "- a\n- b\n  1. c\n  2. d\n\n     e",
    "```\n\n  <script>\n\tx\n```",
    "see https://e.example/a?b=1&c=%22#d. [x](https://e.example/?q=\"<>' 'title')",
    "<mailto:a@e.example> and [me](mailto:a@e.example?subject=a%20b&body=c)",
    "non\u00a0breaking, \u2067right to left\u2069, \U0001f469\u200d\U0001f692, שלום",
    "&lt;b&gt; &amp;amp; &nbsp; &#60; \"quoted\" 'single'",
]
HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[x](javascript:alert(1)) [y](JaVaScRiPt&colon;alert(1)) [z](data:text/html;base64,PHNjcmlwdD4=)",
    '[x](https://e.example/" onclick="alert(1))',
    "[x](<https://e.example/><script>alert(1)</script>)",
    "<a href='https://e.example' target=_blank style='position:fixed'>x</a>",
    "*<em>* **</strong>** `</code><svg/onload=alert(1)>`",
    "> <blockquote>\n\n- </ul><ul>\n\n```html\n</code></pre><iframe srcdoc=x>\n```",
    "<!-- x --> <![CDATA[x]]> <?x?> <p/ dir=auto> < p> <p",
]
LETTERS = "ab *_`[]()<>!\"'&;#:/\\\n-1.=hjt~|\u00a0é"

BY_THE_BROWSER = """async (texts) => {
    const { fill, h } = await import("/widget/dom.js");
    return texts.filter((html) => {
        const wanted = document.createElement("div");
        wanted.innerHTML = html;
        for (const link of wanted.querySelectorAll('a[href=""]')) { // an empty address is none
            link.removeAttribute("href");
            link.removeAttribute("rel");
        }
        return !fill(h("div"), html).isEqualNode(wanted);
    });
}"""
"""The texts that the widget's reader and the browser's own parser make different elements of."""

WATCH = """
    window.violations = [];
    addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
"""


def generated(number: int) -> list[str]:
    """Texts of Markdown's signs, the same every time."""
    chance = random.Random(20261130)  # noqa: S311
    return ["".join(chance.choices(LETTERS, k=chance.randrange(60))) for _ in range(number)]


def test_the_reader_makes_of_a_comment_what_the_browsers_parser_would(
    new_page: Callable[..., Page], running_site: RunningSite
) -> None:
    # The page's own policy refuses to parse, so this page has none.
    page = new_page(bypass_csp=True)
    page.goto(f"{running_site.url}/")
    shown = [to_html(text) for text in (*ORDINARY, *HOSTILE, *generated(4_000))]
    assert len({*shown}) > 3_000
    assert page.evaluate(BY_THE_BROWSER, shown) == []
    assert page.evaluate(BY_THE_BROWSER, ["<h1>x</h1>"]) == ["<h1>x</h1>"], "a difference is noticed"


def test_what_is_read_is_written_as_the_service_wrote_it(
    new_page: Callable[..., Page], running_site: RunningSite
) -> None:
    page = new_page()
    page.goto(f"{running_site.url}/")
    shown = [to_html(text) for text in (*ORDINARY, *HOSTILE)]
    written = page.evaluate(
        """async (texts) => {
            const { fill, h } = await import("/widget/dom.js");
            return texts.map((html) => fill(h("div"), html).innerHTML);
        }""",
        shown,
    )
    assert written == shown


def test_page_and_desk_work_without_a_text_that_is_taken_for_markup(
    reader: Reader, moderator: Moderator, new_reader: Callable[..., Reader]
) -> None:
    text = f"*Strong words* about {reader.article} <b>x</b>"
    for page in (reader.page, moderator.page):
        page.add_init_script(WATCH)
        page.reload()
    reader.sees_the_thread().writes(text)
    reader.form.get_by_role("button", name="Post comment").click()
    expect(reader.comment(reader.article).locator(".body em")).to_have_text("Strong words")
    moderator.sees_the_queue().looks_again()
    expect(moderator.card(reader.article).locator(".text .body em")).to_have_text("Strong words")
    moderator.approves(reader.article)
    other = new_reader()
    other.page.add_init_script(WATCH)
    expect(other.opens().comment(reader.article).locator(".body em")).to_have_text("Strong words")
    for page in (reader.page, moderator.page, other.page):
        assert page.evaluate("window.violations") == []


def test_page_and_desk_refuse_a_text_as_markup_and_a_policy_that_would_allow_it(
    new_page: Callable[..., Page], running_site: RunningSite, troubles: Troubles
) -> None:
    for path in ("/", "/desk/"):
        page = new_page()
        page.add_init_script(WATCH)
        page.goto(f"{running_site.url}{path}")
        refused = page.evaluate(
            """() => [
                () => { document.body.innerHTML = "<b>x</b>"; },
                () => document.body.insertAdjacentHTML("beforeend", "<b>x</b>"),
                () => new DOMParser().parseFromString("<b>x</b>", "text/html"),
                () => trustedTypes.createPolicy("default", { createHTML: (text) => text }),
            ].map((act) => { try { act(); } catch (error) { return error.name; } })"""
        )
        assert refused == ["TypeError"] * 4
        assert page.locator("body > b").count() == 0
        wanted = [*["require-trusted-types-for"] * 3, "trusted-types"]
        page.wait_for_function("wanted => violations.join() === wanted", arg=",".join(wanted))
        assert len(troubles.found) >= len(wanted), "and the browser has said so"
        troubles.found.clear()
