"""One `postbag serve` and one Chromium for all browser tests; for every person in them a browser context."""

import fcntl
import os
import re
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

from local.login.token import fetch_token
from tests.browser.chromium import NOWHERE, find_or_install
from tests.browser.people import Moderator, Reader, RunningSite
from tests.support.page_troubles import Troubles

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screenshots"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")
PASSWORD = re.compile(r"\bmoderator\b\W+(?:password\W+)?(\S+)")


@pytest.fixture(scope="session")
def running_site() -> Iterator[RunningSite]:
    """The running gateway, on a port that it chose."""
    command = [sys.executable, "-m", "local", "serve", "--port", "0", "--empty"]
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        lines: Queue[str | None] = Queue()
        reading = threading.Thread(target=_read, args=(process, lines), daemon=True)
        reading.start()
        try:
            started = _started(lines)
            _no_hurry(started)
            yield started
        finally:
            process.terminate()
            process.wait(timeout=20)
            reading.join(timeout=20)


def _no_hurry(site: RunningSite) -> None:
    """Who types as fast as a browser test is a robot, which the rules notice; here they may be."""
    headers = {"authorization": f"Bearer {fetch_token(site.url, 'admin')}"}
    policy = {"policy": {"fastest_seconds": 0}}
    httpx.put(f"{site.url}/v1/moderation/policy", json=policy, headers=headers, timeout=60).raise_for_status()


def _read(process: "subprocess.Popen[str]", lines: "Queue[str | None]") -> None:
    """Keep reading: a server whose output nobody takes stops."""
    assert process.stdout
    for line in process.stdout:
        lines.put(line)
    lines.put(None)


def _started(lines: "Queue[str | None]") -> RunningSite:
    said = ""
    while True:
        line = lines.get(timeout=60)
        if line is None:
            pytest.fail(f"`postbag serve` ended instead of serving:\n{said}")
        said += line
        address, password = ADDRESS.search(said), PASSWORD.search(said)
        if address and password:
            return RunningSite(address[0], password[1])


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium, found on the machine or installed: by one worker, while the others wait."""
    with (tmp_path_factory.getbasetemp().parent / "chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = find_or_install()
    if path is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NOWHERE)
        pytest.skip(NOWHERE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def troubles(running_site: RunningSite) -> Iterator[Troubles]:
    """Fails a test in which a page logged an error, broke its Content-Security-Policy, or asked a third party."""
    troubles = Troubles(running_site.url)
    yield troubles
    assert troubles.found == []


@pytest.fixture
def new_page(browser: Browser, troubles: Troubles) -> Iterator[Callable[..., Page]]:
    """Makes a page in a context of its own; other origins are not reached, and answer with an empty page."""
    contexts: list[BrowserContext] = []

    def elsewhere(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<title>Elsewhere</title>")

    def make(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.route(lambda url: not url.startswith(troubles.url), elsewhere)
        page = context.new_page()
        troubles.watch(page)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def article() -> str:
    """The id of an article of the test's own."""
    return f"article-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def new_reader(new_page: Callable[..., Page], running_site: RunningSite, article: str) -> Callable[..., Reader]:
    """Makes a reader with a browser of their own, at the test's article."""

    def make(article: str = article, **options: Any) -> Reader:
        return Reader(new_page(**options), running_site, article)

    return make


@pytest.fixture
def reader(new_reader: Callable[..., Reader]) -> Reader:
    """A reader who has opened the article."""
    return new_reader().opens()


@pytest.fixture
def new_moderator(new_page: Callable[..., Page], running_site: RunningSite) -> Callable[..., Moderator]:
    """Makes a moderator with a browser of their own."""

    def make(**options: Any) -> Moderator:
        return Moderator(new_page(**options), running_site)

    return make


@pytest.fixture(scope="session")
def tokens(browser: Browser, running_site: RunningSite) -> str:
    """What the desk keeps of somebody who has signed in, which takes them a second each time."""
    with browser.new_context() as context:
        kept = Moderator(context.new_page(), running_site).signs_in().tokens()
    assert kept
    return kept


@pytest.fixture
def moderator(new_moderator: Callable[..., Moderator], tokens: str) -> Moderator:
    """A moderator who has signed in."""
    return new_moderator().comes_with(tokens)


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """Takes a picture of a page at both widths and in both colour schemes, into build/screenshots/."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        before = page.viewport_size
        for width, height in ((360, 780), (1280, 900)):
            page.set_viewport_size({"width": width, "height": height})
            for scheme in ("dark", "light"):
                page.emulate_media(color_scheme=scheme)
                page.screenshot(
                    path=SCREENSHOTS / f"{name}-{width}-{scheme}.png", full_page=True, animations="disabled"
                )
        if before:
            page.set_viewport_size(before)

    return take
