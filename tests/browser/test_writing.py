"""Readers write: by keyboard, with mistakes, over bad lines, and with bad intentions."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Request, Route, expect

from tests.browser.people import Moderator, Reader

NASTY = (
    '<img src=x onerror="window.hacked = 1"><script>window.hacked = 1</script>'
    '<a href="javascript:window.hacked=1">x</a> [y](javascript:window.hacked=1)'
)


def is_post(request: Request) -> bool:
    return request.method == "POST" and request.url.endswith("/comments")


def test_a_comment_can_be_posted_by_keyboard_alone(reader: Reader) -> None:
    keyboard = reader.page.keyboard
    reader.shares.get_by_role("button", name="More").focus()
    while reader.page.evaluate("document.activeElement.shadowRoot?.activeElement?.name") != "body":
        keyboard.press("Tab")
    keyboard.type("Typed without a mouse.")
    keyboard.press("Tab")
    keyboard.type("Ada")
    keyboard.press("Tab")
    keyboard.press("Enter")
    comment = reader.comment("Typed without a mouse.")
    expect(comment).to_be_focused()
    expect(reader.widget.locator("> [role=status]")).to_have_text("Your comment waits for a moderator.")


@pytest.mark.parametrize(("text", "name", "label"), [("", "Ada", "Your comment"), ("Hear, hear.", "", "Your name")])
def test_an_empty_field_is_asked_for_by_the_browser_itself(reader: Reader, text: str, name: str, label: str) -> None:
    reader.writes(text, name)
    reader.form.get_by_role("button", name="Post comment").click()
    field = reader.form.get_by_label(label)
    expect(field).to_be_focused()
    assert field.evaluate("(field) => field.validity.valueMissing")


@pytest.mark.parametrize(
    ("text", "name", "label", "says"),
    [
        (" ", "Ada", "Your comment", "Write something first."),
        ("Hear, hear.", " ", "Your name", "Write a name; it may be a pseudonym."),
    ],
)
def test_what_the_service_finds_wrong_is_said_at_the_field_and_focused(
    reader: Reader, text: str, name: str, label: str, says: str
) -> None:
    reader.writes(text, name)
    reader.form.get_by_role("button", name="Post comment").click()
    field = reader.form.get_by_label(label)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description(says)


def test_a_refused_comment_says_why_at_the_field_and_keeps_the_text(reader: Reader) -> None:
    text = "Cheap viagra for everybody on the pier."
    reader.writes(text)
    reader.form.get_by_role("button", name="Post comment").click()
    field = reader.form.get_by_label("Your comment")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(field).to_have_value(text)
    expect(reader.form.locator(".body .error")).to_contain_text("viagra")
    reader.writes("Cheap tea for everybody on the pier.")
    reader.form.get_by_role("button", name="Post comment").click()
    expect(reader.comment("Cheap tea")).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "false")


def test_a_comment_written_offline_is_kept_over_a_reload_and_posted_later(reader: Reader) -> None:
    text = "Written in the tunnel."
    reader.page.context.set_offline(True)
    reader.writes(text)
    reader.form.get_by_role("button", name="Post comment").click()
    expect(reader.form.get_by_role("alert")).to_have_text("You are offline. Your text is kept here.")
    reader.page.context.set_offline(False)
    reader.opens()
    expect(reader.form.get_by_label("Your comment")).to_have_value(text)
    expect(reader.form.get_by_label("Your name")).to_have_value("Ada")
    reader.form.get_by_role("button", name="Post comment").click()
    expect(reader.comment(text)).to_be_visible()
    assert [one["body_html"] for one in reader.own()] == [f'<p dir="auto">{text}</p>']


def test_a_page_that_is_offline_from_the_first_touch_posts_when_it_is_asked_again(reader: Reader) -> None:
    text = "Begun in the tunnel."
    reader.page.context.set_offline(True)
    reader.writes(text)
    reader.form.get_by_role("button", name="Post comment").click()
    expect(reader.form.get_by_role("alert")).to_have_text("You are offline. Your text is kept here.")
    expect(reader.form.get_by_label("Your comment")).to_have_value(text)
    expect(reader.form.get_by_label("Your comment")).to_be_editable()
    reader.page.context.set_offline(False)
    reader.form.get_by_role("button", name="Try again").click()
    expect(reader.comment(text)).to_be_visible()
    expect(reader.form.get_by_role("alert")).to_be_empty()


def test_what_is_written_before_the_posting_code_has_come_is_posted(reader: Reader) -> None:
    held = list[Route]()
    reader.page.route("**/widget/posting.js", lambda route: held.append(route))  # noqa: PLW0108  (Playwright marks it)
    with reader.page.expect_request("**/widget/posting.js"):
        reader.form.get_by_label("Your comment").focus()
    reader.page.keyboard.type("Faster than the line.")
    reader.form.get_by_label("Your name").fill("Ada")
    reader.form.get_by_role("button", name="Post comment").click()
    expect(reader.form.get_by_role("status")).to_have_text("Sending…")
    [route] = held
    route.continue_()
    expect(reader.comment("Faster than the line.")).to_be_visible()


def test_a_comment_whose_answer_was_lost_is_posted_once(reader: Reader) -> None:
    text = "Was that sent?"
    keys: list[str] = []

    def lose_the_first_answer(route: Route, request: Request) -> None:
        if not is_post(request):
            return route.fallback()
        keys.append(request.headers["idempotency-key"])
        if len(keys) > 1:
            return route.fallback()
        assert route.fetch().status == 201
        return route.abort("connectionreset")

    reader.page.route("**/comments", lose_the_first_answer)
    reader.writes(text)
    reader.form.get_by_role("button", name="Post comment").click()
    expect(reader.form.get_by_role("alert")).to_contain_text("Your text is kept here.")
    reader.form.get_by_role("button", name="Try again").click()
    expect(reader.comment(text)).to_be_focused()
    expect(reader.comment(text)).to_have_count(1)
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert len(reader.own()) == 1


def test_a_changed_draft_is_not_mistaken_for_the_one_whose_answer_was_lost(reader: Reader) -> None:
    def lose_the_answer(route: Route, request: Request) -> None:
        if is_post(request):
            route.fetch()
            route.abort("connectionreset")
        else:
            route.fallback()

    reader.page.route("**/comments", lose_the_answer)
    reader.writes("The bell rings.")
    reader.form.get_by_role("button", name="Post comment").click()
    expect(reader.form.get_by_role("alert")).to_contain_text("Your text is kept here.")
    reader.page.unroute("**/comments", lose_the_answer)
    reader.writes("The bell rings, always.")
    reader.form.get_by_role("button", name="Try again").click()
    expect(reader.form.get_by_role("alert")).to_contain_text("An earlier version of this comment has already arrived.")
    expect(reader.comment("The bell rings.")).to_be_visible()
    expect(reader.form.get_by_label("Your comment")).to_have_value("The bell rings, always.")


@pytest.mark.parametrize("expires", ["2001-01-01T00:00:00.000Z", "2099-01-01T00:00:00.000Z"], ids=["expired", "forged"])
def test_a_pass_that_no_longer_holds_is_replaced_without_bothering_the_reader(reader: Reader, expires: str) -> None:
    kept = {"pass": "forged.pass", "reader_id": "nobody", "expires_at": expires}
    reader.page.evaluate("(kept) => localStorage.setItem('postbag.pass ', kept)", json.dumps(kept))
    reader.opens()
    expect(reader.posts("With a new pass.")).to_contain_text("Waiting for a moderator")
    assert len(reader.own()) == 1


def test_what_readers_write_is_text_on_the_page_and_on_the_desk(
    reader: Reader, moderator: Moderator, new_reader: Callable[..., Reader]
) -> None:
    marker = f"Nothing to see {reader.article}"
    reader.posts(f"{marker} {NASTY}", name='<b onclick="window.hacked=1">Eve</b>')
    moderator.looks_again()
    moderator.card(marker).get_by_text("As typed").click()
    moderator.approves(marker)
    other = new_reader().opens()
    comment = other.comment(marker)
    expect(comment).to_contain_text("<script>window.hacked = 1</script>")
    expect(comment.get_by_role("heading")).to_have_text('<b onclick="window.hacked=1">Eve</b>')
    for page in (reader.page, moderator.page, other.page):
        assert page.evaluate("window.hacked") is None
        assert page.locator("img[src=x], a[href^=javascript]").count() == 0


def test_a_rejected_comment_tells_its_author_why_and_nobody_else(
    reader: Reader, moderator: Moderator, new_reader: Callable[..., Reader]
) -> None:
    text = f"Buy my boat, {reader.article}"
    reader.posts(text)
    moderator.looks_again()
    card = moderator.card(text)
    card.get_by_role("button", name="Reject").click()
    card.get_by_label("Reason").select_option("advertising")
    card.get_by_label("Note to the author").fill("The small ads are on page 12.")
    card.get_by_role("button", name="Reject").click()
    expect(card).to_contain_text("Rejected (advertising). The author is told why.")
    reader.opens()
    expect(reader.comment(text)).to_contain_text(
        "Rejected by a moderator: advertising. “The small ads are on page 12.”"
    )
    expect(new_reader().opens().comment(text)).to_have_count(0)


def test_a_thread_longer_than_a_page_is_shown_whole_in_either_order(
    reader: Reader, moderator: Moderator, new_reader: Callable[..., Reader]
) -> None:
    first = f"Comment 1 of {reader.article}"
    reader.posts(first)
    moderator.looks_again()
    moderator.approves(first)
    reader.waits_for_count(1)
    reader.opens()
    reader.sends(*(f"Comment {number} of {reader.article}" for number in range(2, 23)))
    reader.posts(f"Comment 23 of {reader.article}")
    for text in ("First reply", "Second reply", "Third reply", "Fourth reply", "Fifth reply"):
        expect(reader.answers(reader.comment("Comment 23 of").first, text)).to_be_focused()
    reader.waits_for_count(28)
    reader = new_reader().opens()
    items = reader.widget.locator(".thread > li")
    expect(items).to_have_count(20)
    expect(items.first).to_contain_text("Comment 23 of")
    items.first.get_by_role("button", name="Show 2 more replies").click()
    expect(reader.comment("Fourth reply")).to_be_focused()
    expect(items.first.locator(".replies > li")).to_have_count(5)
    reader.widget.get_by_role("button", name="Load more comments").click()
    expect(items).to_have_count(23)
    expect(items.nth(20).get_by_role("article").first).to_be_focused()
    reader.widget.get_by_role("button", name="oldest").click()
    expect(items.first).to_contain_text("Comment 1 of")
    expect(items).to_have_count(20)
