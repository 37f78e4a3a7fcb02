"""The main job: from the article page to the moderators' desk and back, in a browser, against the running gateway."""

from collections.abc import Callable

from playwright.sync_api import Page, Response, expect

from tests.browser.people import ARTICLE, Moderator, Reader

FIRST = "I can hear the bell from the station when the wind is in the north-east. Please keep it."
REPLY = "And it is the only clock in town that was never wrong."


def is_click(answer: Response) -> bool:
    return answer.url.endswith("/shares") and answer.request.method == "POST"


def test_a_comment_goes_from_the_page_to_the_desk_and_back(
    new_reader: Callable[..., Reader], new_moderator: Callable[..., Moderator], screenshot: Callable[[Page, str], None]
) -> None:
    ada = new_reader(ARTICLE).opens()
    screenshot(ada.page, "page-empty")

    # The first comment of a new reader waits, and only its author sees it, also after a reload.
    comment = ada.posts(FIRST)
    expect(comment).to_contain_text("Waiting for a moderator")
    expect(comment).to_be_focused()
    screenshot(ada.page, "page-waiting")
    ada.opens()
    expect(ada.comment(FIRST)).to_contain_text("Waiting for a moderator")
    expect(new_reader(ARTICLE).opens().comment(FIRST)).to_have_count(0)

    # A moderator signs in, sees it with the verdict, and approves it.
    moderator = new_moderator().signs_in()
    card = moderator.card(FIRST)
    expect(card.get_by_role("region", name="Verdict of the rules")).to_contain_text("hold for a moderator")
    expect(card.locator(".spoke")).to_contain_text("new-reader")
    screenshot(moderator.page, "desk-pending")
    moderator.approves(FIRST)
    moderator.page.get_by_role("button", name="Approved").click()
    expect(moderator.card(FIRST)).to_be_visible()
    screenshot(moderator.page, "desk-approved")

    # The page shows it, and the reader's next comment, a reply, is published at once.
    ada.waits_for_count(1)
    ada.opens()
    expect(ada.comment(FIRST)).not_to_contain_text("Waiting")
    reply = ada.answers(ada.comment(FIRST), REPLY)
    expect(reply).to_be_focused()
    expect(reply).not_to_contain_text("Waiting")
    expect(ada.widget.get_by_role("heading", name="2 comments")).to_be_visible()

    # Another reader shares, twice each; the page shows one of each.
    bob = new_reader(ARTICLE, permissions=["clipboard-read", "clipboard-write"]).opens()
    expect(bob.comment(FIRST).first).to_be_visible()
    expect(bob.comment(REPLY).last).to_be_visible()
    facebook = bob.shares.get_by_role("link", name="Share on Facebook")
    copy = bob.shares.get_by_role("button", name="Copy link").or_(bob.shares.get_by_role("button", name="Link copied"))
    for _ in range(2):
        with bob.page.context.expect_page() as popup, bob.page.expect_response(is_click) as answer:
            facebook.click()
        assert answer.value.status == 202
        popup.value.close()
        with bob.page.expect_response(is_click) as answer:
            copy.click()
        assert answer.value.status == 202
        expect(bob.shares.get_by_role("status")).to_have_text("Link copied")
    assert bob.page.evaluate("navigator.clipboard.readText()") == f"{bob.site.url}/?via=q2"
    expect(facebook.locator(".number")).to_have_text("1 so far")
    expect(copy.locator(".number")).to_have_text("1 so far")
    expect(bob.shares.get_by_text("Shared 2×")).to_be_visible()
    expect(bob.shares.get_by_role("status")).to_be_empty()
    screenshot(bob.page, "page")
