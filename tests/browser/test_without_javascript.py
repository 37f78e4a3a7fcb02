"""The thread as a page, in a browser that runs no JavaScript."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.accessibility import fits_everybody
from tests.browser.people import Moderator, Reader, RunningSite
from tests.support.page_troubles import Troubles

NewPage = Callable[..., Page]


def test_a_reader_without_javascript_comments_and_is_led_back_to_the_newspapers_page(
    new_page: NewPage, running_site: RunningSite, article: str, troubles: Troubles
) -> None:
    """The article is on another origin than the API, as it will be; the policy has to let the form lead there.

    (The laptop's pages lead everybody from `localhost` back to the address with the number.)
    """
    elsewhere = running_site.url.replace("127.0.0.1", "localhost")
    page = new_page(java_script_enabled=False)
    page.request.post(
        f"{running_site.url}/v1/articles/{article}/shares",
        data={"network": "copy", "article": {"url": f"{elsewhere}/?page=1", "title": "The night ferries"}},
    )
    page.goto(f"{running_site.url}/v1/articles/{article}/thread.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("Comments on The night ferries")
    expect(page.get_by_label("Leave this empty")).to_be_hidden()
    page.get_by_label("Name").fill("Ada")
    page.get_by_role("textbox", name="Comment").fill("Without a script.")
    page.get_by_role("button", name="Send to the moderators").click()
    expect(page).to_have_url(f"{running_site.url}/?page=1&postbag=held#postbag-held")
    assert troubles.found == [f"third party: {elsewhere}/?page=1&postbag=held"]
    troubles.found.clear()


def test_what_is_wrong_is_said_beside_the_text_that_was_typed(
    new_page: NewPage, running_site: RunningSite, article: str
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{running_site.url}/v1/articles/{article}/thread.html")
    page.get_by_label("Name").fill("Ada")
    page.get_by_role("textbox", name="Comment").fill("Cheap viagra")
    page.get_by_role("button", name="Send to the moderators").click()
    expect(page.get_by_role("alert")).to_contain_text("viagra")
    expect(page.get_by_role("textbox", name="Comment")).to_have_value("Cheap viagra")
    page.get_by_role("textbox", name="Comment").fill("Something else")
    page.get_by_role("button", name="Send to the moderators").click()
    expect(page.get_by_role("status")).to_have_text("Thank you: your comment waits for a moderator.")


def test_the_page_of_a_thread_is_accessible_and_fits_its_window(
    reader: Reader,
    moderator: Moderator,
    running_site: RunningSite,
    article: str,
    screenshot: Callable[[Page, str], None],
) -> None:
    long = "https://example.com/a-very-long-address/" + "x" * 120
    reader.posts(f"Without a script on {article}, with {long}")
    moderator.page.reload()
    moderator.approves(f"Without a script on {article}")
    reader.waits_for_count(1)
    reader.page.goto(f"{running_site.url}/v1/articles/{article}/thread.html?postbag=held")
    for view in ("thread", "replies"):
        fits_everybody(reader.page)
        screenshot(reader.page, f"without-javascript-{view}")
        if view == "thread":
            reader.page.get_by_role("link", name="Reply to Ada").click()
            expect(reader.page.get_by_role("heading", name="Reply to Ada")).to_be_visible()
    form = reader.page.locator("form")
    form.evaluate("form => { form.noValidate = true; }")
    form.get_by_role("button").click()
    expect(reader.page.get_by_role("alert")).to_be_visible()
    fits_everybody(reader.page)
    screenshot(reader.page, "without-javascript-refused")
