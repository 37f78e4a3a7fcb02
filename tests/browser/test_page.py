"""The article page and the widget in it: fit for everybody, light, and nobody else's business."""

import gzip
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.accessibility import fits_everybody
from tests.browser.people import ARTICLE, Reader, RunningSite
from tests.support.page_troubles import Troubles

WIDGET = Path(__file__).parents[2] / "widget"


def test_the_page_is_accessible_and_fits_its_window(reader: Reader) -> None:
    reader.posts("A comment to look at, with https://example.com/a-very-long-address/" + "x" * 120)
    reader.shares.get_by_role("button", name="More").click()
    reader.form.get_by_role("button", name="Post comment").click()
    fits_everybody(reader.page)


def test_the_article_reads_without_javascript_and_says_how_to_be_heard(
    new_page: Callable[..., Page], running_site: RunningSite
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{running_site.url}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Saltmarsh votes to keep its tide bell")
    expect(page.get_by_role("heading", name="Comments on Saltmarsh votes to keep its tide bell")).to_be_visible()
    expect(page.locator("postbag-share").get_by_role("link", name="e-mail")).to_be_visible()
    page.locator("postbag-comments").get_by_role("link").click()
    expect(page.get_by_role("textbox", name="Comment")).to_be_editable()


def test_reading_and_posting_set_no_cookie(reader: Reader) -> None:
    reader.posts("No crumbs.")
    assert reader.page.context.cookies() == []


def test_links_to_networks_carry_the_article_and_open_apart(reader: Reader) -> None:
    reader.shares.get_by_role("button", name="More").click()
    links = reader.shares.get_by_role("link")
    expect(links).to_have_count(11)
    for link in links.all():
        address = link.get_attribute("href") or ""
        assert re.search(r"127\.0\.0\.1%3A\d+%2F%3Fvia%3D\w\d\b", address), address
        if not address.startswith("mailto:"):
            assert address.startswith("https://")
            assert link.get_attribute("target") == "_blank"
            assert link.get_attribute("rel") == "noopener"
    whatsapp = reader.shares.get_by_role("link", name="Share on WhatsApp")
    expect(whatsapp).to_have_attribute(
        "href",
        "https://wa.me/?text=Saltmarsh%20votes%20to%20keep%20its%20tide%20bell%20"
        + reader.site.url.replace(":", "%3A").replace("/", "%2F")
        + "%2F%3Fvia%3Du5",
    )
    reader.shares.evaluate("(element) => element.setAttribute('article-url', '/bell?page=2&via=q2#top')")
    expect(whatsapp).to_have_attribute("href", re.compile("%2Fbell%3Fpage%3D2%26via%3Du5%23top$"))
    assert reader.shares.evaluate("(element) => element.article.url") == f"{reader.site.url}/bell?page=2#top"


def test_a_widget_that_is_taken_off_the_page_ends_what_it_was_doing(new_reader: Callable[..., Reader]) -> None:
    reader, held = new_reader(), list[Route]()
    page = reader.page
    page.route("**/comments?**", lambda route: held.append(route))  # noqa: PLW0108  (Playwright marks what it is given)
    with page.expect_request("**/comments?**"):
        page.goto(f"{reader.site.url}/")
    with page.expect_event("requestfailed", lambda request: "/comments?" in request.url):
        page.evaluate("document.querySelector('postbag-comments').remove()")


def test_several_threads_live_on_one_page_and_a_changed_attribute_reloads(reader: Reader) -> None:
    reader.posts("In the first thread.")
    reader.page.evaluate(
        """(id) => {
            const second = document.createElement("postbag-comments");
            second.setAttribute("article-id", id);
            document.querySelector("main").append(second);
        }""",
        f"{reader.article}-b",
    )
    second = reader.page.locator("postbag-comments").nth(1)
    expect(second.get_by_role("heading", name="No comments yet")).to_be_visible()
    expect(second.get_by_role("article")).to_have_count(0)
    second.evaluate("(element, id) => element.setAttribute('article-id', id)", reader.article)
    expect(second.get_by_role("article")).to_have_count(1)


def test_a_service_that_is_away_is_said_and_asked_again(new_reader: Callable[..., Reader]) -> None:
    reader = new_reader()
    reader.page.route("**/v1/**", lambda route: route.abort("connectionrefused"))
    reader.page.goto(f"{reader.site.url}/")
    expect(reader.widget.locator("> [role=status]")).to_have_text("The comment service cannot be reached.")
    reader.page.unroute("**/v1/**")
    reader.widget.get_by_role("button", name="Try again").click()
    expect(reader.widget.get_by_role("heading", name="No comments yet")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "body", "says"),
    [
        (200, "<title>Maintenance</title>", "The comment service gives an answer that cannot be read."),
        (502, "<title>Bad gateway</title>", "The comment service is too busy or has a problem."),
        (503, '{"detail": "Please wait a minute."}', "Please wait a minute."),
        (503, '{"title": "Busy"}', "Busy"),
    ],
)
def test_an_answer_that_is_none_says_what_has_happened(
    new_reader: Callable[..., Reader], troubles: Troubles, status: int, body: str, says: str
) -> None:
    reader = new_reader()
    reader.page.route("**/comments?**", lambda route: route.fulfill(status=status, body=body))
    reader.page.goto(f"{reader.site.url}/")
    expect(reader.widget.locator("> [role=status]")).to_have_text(says)
    assert [trouble for trouble in troubles.found if not trouble.startswith(f"{status} ")] == []
    troubles.found.clear()
    reader.page.unroute("**/comments?**")
    reader.widget.get_by_role("button", name="Try again").click()
    expect(reader.widget.get_by_role("heading", name="No comments yet")).to_be_visible()


def test_a_service_that_takes_too_long_is_said_to_do_so(new_reader: Callable[..., Reader]) -> None:
    reader, held = new_reader(), list[Route]()
    reader.page.route("**/comments?**", lambda route: held.append(route))  # noqa: PLW0108  (as above)
    reader.page.add_init_script("const limit = AbortSignal.timeout; AbortSignal.timeout = () => limit(100);")
    reader.page.goto(f"{reader.site.url}/")
    expect(reader.widget.locator("> [role=status]")).to_have_text("The comment service does not answer.")


def test_a_browser_that_cannot_join_signals_shows_the_thread(new_reader: Callable[..., Reader]) -> None:
    reader = new_reader()
    reader.page.add_init_script("delete AbortSignal.any")
    reader.opens()
    expect(reader.widget.get_by_role("heading", name="No comments yet")).to_be_visible()
    reader.posts("From a browser of 2023.")


def test_what_is_loaded_before_reading_weighs_less_than_half_of_the_lightest_comparable_one(
    new_reader: Callable[..., Reader],
) -> None:
    # Isso, for comments alone: 22,250 bytes, minified, gzip. Ours, with shares: without comments and indentation.
    reader, loaded = new_reader(), set[str]()
    reader.page.on("request", lambda request: loaded.add(request.url.rpartition("/widget/")[2]))
    reader.opens()
    served = {file.name: file.read_text() for file in WIDGET.glob("*.js")}
    assert served.keys() - loaded == {"posting.js", "pass.js", "proof.js"}
    lean = {
        name: re.sub(r"/\*\*.*?\*/|(?<!\S)// [^\n]*|^\s+", "", source, flags=re.DOTALL | re.MULTILINE)
        for name, source in served.items()
    }
    assert _gzipped(lean[name] for name in lean.keys() & loaded) < 22_250 / 2
    assert _gzipped(served[name] for name in served.keys() & loaded) < 12_500, "as served, comments and all"
    assert _gzipped(lean.values()) < 22_250 * 2 / 3, "with what is loaded when somebody writes"


def _gzipped(sources: Iterable[str]) -> int:
    """The bytes of these files, each compressed as it would be sent."""
    return sum(len(gzip.compress(source.encode(), 9)) for source in sources)


def test_what_posts_a_comment_is_loaded_at_the_first_touch_of_a_field(reader: Reader) -> None:
    with reader.page.expect_response("**/widget/posting.js") as answer:
        reader.form.get_by_label("Your name").focus()
    assert answer.value.ok


def test_the_proof_of_work_is_loaded_when_somebody_posts(reader: Reader) -> None:
    with reader.page.expect_response("**/widget/proof.js") as answer:
        reader.posts("The first of mine.")
    assert answer.value.ok


def test_the_page_prints_the_article_without_forms(new_reader: Callable[..., Reader]) -> None:
    reader = new_reader(ARTICLE).opens()
    reader.page.emulate_media(media="print")
    expect(reader.page.get_by_role("heading", level=1)).to_be_visible()
    expect(reader.form).to_be_hidden()
    expect(reader.shares).to_be_hidden()
