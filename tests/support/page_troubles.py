"""What goes wrong on a page without anybody seeing it."""

from playwright.sync_api import ConsoleMessage, Page, Request


class Troubles:
    """What went wrong in the browser without anybody seeing it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.found: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"error: {error}"))
        page.on("request", self._request)
        page.on("response", lambda answer: answer.status >= 500 and self.found.append(f"{answer.status} {answer.url}"))

    def _console(self, message: ConsoleMessage) -> None:
        # Chromium reports every 4xx here. A refusal is an answer, and a page cannot keep it from being logged.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.found.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "about:", "blob:")):
            self.found.append(f"third party: {request.url}")
