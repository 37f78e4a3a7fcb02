"""The people of the browser tests: a reader at the article page, a moderator at the desk."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Route, expect

from local.login.passwords import password

ARTICLE = "tide-bell-vote"
"""The article of local/site/index.html."""


@dataclass(frozen=True)
class RunningSite:
    """A running `postbag serve`: its address, and the moderator's password that it printed."""

    url: str
    password: str


class Reader:
    """Somebody who reads the article page in a browser of their own."""

    def __init__(self, page: Page, site: RunningSite, article: str) -> None:
        self.page = page
        self.site = site
        self.article = article
        self.widget = page.locator("postbag-comments")
        self.shares = page.locator("postbag-share")
        self.form = self.widget.locator("form").first
        # Without a window Chromium says so, and what says so is not counted.
        agent = page.evaluate("navigator.userAgent").replace("Headless", "")
        page.context.new_cdp_session(page).send("Emulation.setUserAgentOverride", {"userAgent": agent})
        if article != ARTICLE:
            page.route(re.compile(rf"{re.escape(site.url)}/(\?.*)?$"), self._under_another_id)

    def _under_another_id(self, route: Route) -> None:
        """The same page for an article of the test's own, so that tests do not read each other's comments."""
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(ARTICLE, self.article))

    def opens(self, rest: str = "") -> "Reader":
        """Open the article; `rest` follows in the address."""
        self.page.goto(f"{self.site.url}/{rest}")
        return self.sees_the_thread()

    def sees_the_thread(self) -> "Reader":
        expect(self.widget.get_by_role("heading", name=re.compile("comment", re.IGNORECASE)).first).to_be_visible()
        expect(self.widget.locator(".thread")).not_to_have_attribute("aria-busy", "true")
        return self

    def writes(self, text: str, name: str = "Ada", form: Locator | None = None) -> None:
        form = form or self.form
        form.get_by_label(re.compile("^Your (comment|reply)")).fill(text)
        form.get_by_label("Your name").fill(name)

    def posts(self, text: str, name: str = "Ada") -> Locator:
        self.writes(text, name)
        self.form.get_by_role("button", name="Post comment").click()
        comment = self.comment(text)
        expect(comment).to_be_visible()
        return comment

    def sends(self, *texts: str) -> None:
        """Post with this reader's pass, past the page: for a thread that is longer than anybody should have to type."""
        answers = self.page.evaluate(
            """async ([article, texts]) => {
                const kept = JSON.parse(localStorage.getItem("postbag.pass "));
                const headers = {Authorization: `Bearer ${kept.pass}`, "Content-Type": "application/json"};
                const answers = [];
                for (const text of texts) {
                    const body = JSON.stringify({author_name: "Ada", body: text});
                    const answer = await fetch(`/v1/articles/${article}/comments`, {method: "POST", headers, body});
                    answers.push((await answer.json()).comment.status);
                }
                return answers;
            }""",
            [self.article, texts],
        )
        assert answers == ["approved"] * len(texts)

    def comment(self, text: str) -> Locator:
        return self.widget.get_by_role("article").filter(has_text=text)

    def answers(self, comment: Locator, text: str) -> Locator:
        comment.get_by_role("button", name=re.compile("^Reply")).click()
        form = comment.locator("form")
        self.writes(text, form=form)
        form.get_by_role("button", name="Post reply").click()
        return self.comment(text).last

    def waits_for_count(self, comments: int) -> None:
        """Until the service has counted them: counts come from the stream, a moment after the comment."""
        self.page.wait_for_function(
            """async ([article, comments]) => {
                const answer = await fetch(`/v1/articles/${article}/comments?limit=1`, {cache: "no-store"});
                return (await answer.json()).article.comment_count === comments;
            }""",
            arg=[self.article, comments],
            polling=100,
        )

    def own(self) -> list[dict[str, Any]]:
        """What the service has of this reader's comments, whatever their status."""
        found: list[dict[str, Any]] = self.page.evaluate(
            """async (article) => {
                const kept = JSON.parse(localStorage.getItem("postbag.pass "));
                const headers = {Authorization: `Bearer ${kept.pass}`};
                return (await (await fetch(`/v1/articles/${article}/comments/mine`, {headers})).json()).comments;
            }""",
            self.article,
        )
        return found

    def edits(self, text: str, other: str) -> None:
        """Change a comment of one's own, past the page, which has no way to yet."""
        [comment] = [own for own in self.own() if text in own["body_html"]]
        status = self.page.evaluate(
            """async ([article, id, body]) => {
                const kept = JSON.parse(localStorage.getItem("postbag.pass "));
                const headers = {Authorization: `Bearer ${kept.pass}`, "Content-Type": "application/json"};
                const place = `/v1/articles/${article}/comments/${id}`;
                return (await fetch(place, {method: "PATCH", headers, body: JSON.stringify({body})})).status;
            }""",
            [self.article, comment["id"], other],
        )
        assert status == 200


class Moderator:
    """Somebody at the desk in a browser of their own."""

    def __init__(self, page: Page, site: RunningSite) -> None:
        self.page = page
        self.site = site
        self.notice = page.locator("#notice")

    def opens(self) -> "Moderator":
        self.page.goto(f"{self.site.url}/desk/")
        return self

    def signs_in(self, user: str = "moderator") -> "Moderator":
        self.opens()
        self.page.get_by_role("button", name="Sign in").click()
        self.gives_password(user)
        return self.sees_the_queue()

    def tokens(self) -> str | None:
        kept: str | None = self.page.evaluate("sessionStorage.getItem('postbag.desk.tokens')")
        return kept

    def comes_with(self, tokens: str) -> "Moderator":
        """Open the desk where one has signed in already."""
        self.page.goto(f"{self.site.url}/desk/config.json")
        self.page.evaluate("tokens => sessionStorage.setItem('postbag.desk.tokens', tokens)", tokens)
        return self.opens().sees_the_queue()

    def gives_password(self, user: str = "moderator") -> None:
        known = self.site.password if user == "moderator" else password(self.site.url, user)
        self.page.get_by_label("User name").fill(user)
        self.page.get_by_label("Password").fill(known)
        self.page.get_by_role("button", name="Sign in").click()

    def sees_the_queue(self) -> "Moderator":
        expect(self.page.get_by_role("button", name="Sign out")).to_be_visible()
        expect(self.page.locator(".cards")).not_to_have_attribute("aria-busy", "true")
        return self

    def card(self, text: str) -> Locator:
        return self.page.get_by_role("article").filter(has_text=text)

    def approves(self, text: str) -> None:
        card = self.card(text)
        card.get_by_role("button", name="Approve").click()
        expect(card).to_contain_text("Approved. Readers see it.")

    def looks_again(self) -> None:
        """As when the moderator comes back to this tab."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    @property
    def query(self) -> str:
        return urlsplit(self.page.url).query
