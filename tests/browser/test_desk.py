"""The moderators' desk: who may come in, what they see, how they decide."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.accessibility import fits_everybody
from tests.browser.people import Moderator, Reader


def test_a_moderator_comes_in_by_openid_connect_and_the_code_does_not_stay_in_the_address(
    new_moderator: Callable[..., Moderator],
) -> None:
    moderator = new_moderator().signs_in()
    assert moderator.query == ""
    expect(moderator.page.get_by_role("button", name="Pending")).to_have_attribute("aria-current", "page")
    moderator.page.reload()
    moderator.sees_the_queue()


def test_a_sign_in_that_was_not_started_here_is_ignored(new_moderator: Callable[..., Moderator]) -> None:
    moderator = new_moderator()
    moderator.page.goto(f"{moderator.site.url}/desk/?code=stolen&state=forged")
    expect(moderator.page.get_by_text("This sign-in was not started here")).to_be_visible()
    assert moderator.query == ""
    expect(moderator.page.get_by_role("button", name="Sign in")).to_be_visible()


def test_signing_out_forgets_the_tokens(moderator: Moderator) -> None:
    moderator.page.get_by_role("button", name="Sign out").click()
    expect(moderator.page.get_by_role("button", name="Sign in")).to_be_visible()
    assert moderator.tokens() is None


def test_the_queue_is_worked_by_keyboard(reader: Reader, moderator: Moderator) -> None:
    good, bad = f"Good one, {reader.article}", f"Bad one, {reader.article}"
    reader.posts(good)
    reader.posts(bad)
    moderator.looks_again()
    expect(moderator.card(bad)).to_be_visible()
    keyboard = moderator.page.keyboard

    def go_to(text: str) -> None:
        for _ in range(moderator.page.get_by_role("article").count()):
            if "selected" in (moderator.card(text).get_attribute("class") or ""):
                return
            keyboard.press("j")

    for _ in range(moderator.page.get_by_role("article").count()):
        keyboard.press("k")
    go_to(good)
    expect(moderator.card(good)).to_be_focused()
    keyboard.press("a")
    expect(moderator.card(good)).to_contain_text("Approved")
    go_to(bad)
    keyboard.press("r")
    expect(moderator.card(bad).get_by_label("Reason")).to_be_focused()
    keyboard.press("Escape")
    expect(moderator.card(bad)).to_be_focused()
    keyboard.press("r")
    keyboard.type("spam")
    keyboard.press("Tab")
    keyboard.type("Twice is enough.")
    keyboard.press("Enter")
    expect(moderator.card(bad)).to_contain_text("Rejected (spam). The author is told why.")
    keyboard.press("?")
    expect(moderator.page.get_by_role("dialog", name="Keys")).to_be_visible()
    keyboard.press("Escape")
    keyboard.press("4")
    expect(moderator.card(good)).to_be_visible()
    expect(moderator.card(bad)).to_have_count(0)


def test_spam_is_one_key_and_can_be_undone_and_its_queue_shows_it(reader: Reader, moderator: Moderator) -> None:
    text = f"Cheap watches, {reader.article}"
    reader.posts(text)
    moderator.looks_again()
    card, keyboard = moderator.card(text), moderator.page.keyboard
    card.click()
    keyboard.press("s")
    expect(card).to_contain_text("Spam. The author is told so.")
    card.click()
    keyboard.press("u")
    expect(card).to_contain_text("Undone. It is as it was.")
    expect(card.get_by_role("button", name="Approve")).to_be_visible()
    keyboard.press("s")
    expect(card).to_contain_text("Spam. The author is told so.")
    moderator.page.get_by_role("button", name="Spam 1").click()
    expect(card).to_contain_text("Turned down: spam, by laptop-moderator.")
    [own] = reader.own()
    assert (own["status"], own["statement"]["reason"]) == ("spam", "spam")
    reader.page.reload()
    expect(reader.comment(text)).to_contain_text("Rejected by a moderator: spam.")


def test_what_its_author_edits_while_a_moderator_looks_is_not_decided_unseen(
    reader: Reader, moderator: Moderator
) -> None:
    text = f"An honest remark, {reader.article}"
    reader.posts(text)
    moderator.looks_again()
    expect(moderator.card(text)).to_be_visible()
    reader.edits(text, f"Something else entirely, {reader.article}")
    moderator.card(text).get_by_role("button", name="Approve").click()
    expect(moderator.card(text)).to_contain_text("The comment has changed since you looked")


def test_a_comment_that_somebody_else_decided_meanwhile_says_so(
    reader: Reader, new_moderator: Callable[..., Moderator]
) -> None:
    text, other = f"Who is first, {reader.article}", f"Who sees it, {reader.article}"
    reader.posts(text)
    reader.posts(other)
    first, second = new_moderator().signs_in(), new_moderator().signs_in("admin")
    first.approves(text)
    second.card(text).get_by_role("button", name="Approve").click()
    expect(second.card(text)).to_contain_text("Somebody else decided this meanwhile.")
    expect(second.card(text).get_by_role("button", name="Approve")).to_have_count(0)
    first.approves(other)
    second.looks_again()
    expect(second.card(other)).to_contain_text("Somebody else has decided this meanwhile.")


def test_a_new_comment_arrives_without_a_reload(moderator: Moderator, reader: Reader) -> None:
    text = f"Fresh in, {reader.article}"
    reader.posts(text)
    expect(moderator.card(text)).to_have_count(0)
    moderator.looks_again()
    expect(moderator.card(text)).to_be_visible()


def test_an_ended_session_asks_to_sign_in_again_and_comes_back_to_the_place(
    reader: Reader, moderator: Moderator
) -> None:
    text = f"Hold that thought, {reader.article}"
    reader.posts(text)
    moderator.looks_again()
    moderator.card(text).click()
    moderator.page.route(
        "**/v1/moderation/**", lambda route: route.fulfill(status=401, json={"message": "Unauthorized"})
    )
    moderator.page.keyboard.press("a")
    expect(moderator.notice).to_contain_text("Your session has ended.")
    expect(moderator.card(text)).to_contain_text("Not decided: your session has ended.")
    moderator.page.unroute("**/v1/moderation/**")
    moderator.notice.get_by_role("button", name="Sign in again").click()
    moderator.gives_password()
    moderator.sees_the_queue()
    expect(moderator.card(text)).to_be_focused()
    moderator.approves(text)


def test_a_lost_connection_is_said_and_mended(reader: Reader, moderator: Moderator) -> None:
    text = f"Mind the gap, {reader.article}"
    reader.posts(text)
    moderator.looks_again()
    expect(moderator.card(text)).to_be_visible()
    moderator.page.context.set_offline(True)
    moderator.card(text).get_by_role("button", name="Approve").click()
    expect(moderator.card(text)).to_contain_text("Not decided. The service could not be reached.")
    moderator.page.context.set_offline(False)
    moderator.notice.get_by_role("button", name="Try now").click()
    expect(moderator.notice).to_be_empty()
    moderator.page.context.set_offline(True)
    moderator.page.get_by_role("button", name="Approved").click()
    moderator.page.get_by_role("button", name="Pending").click()
    expect(moderator.notice).to_contain_text("The service could not be reached.")
    expect(moderator.card(text)).to_have_count(0)
    moderator.page.context.set_offline(False)
    moderator.looks_again()
    expect(moderator.notice).to_be_empty()
    moderator.approves(text)


def test_the_desk_is_accessible_and_fits_its_window(reader: Reader, new_moderator: Callable[..., Moderator]) -> None:
    text = f"A word that is long, {reader.article} " + "o" * 300
    reader.posts(text)
    moderator = new_moderator().opens()
    fits_everybody(moderator.page)
    moderator.signs_in()
    moderator.card(reader.article).get_by_role("button", name="Reject").click()
    fits_everybody(moderator.page)
