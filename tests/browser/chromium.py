"""Where Chromium is on this machine; installs it if it is nowhere."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
MAC_PLACES = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge"),
)
ASK_PLAYWRIGHT = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
"""In a process of its own, since Playwright does not start twice in one."""

INSTALL_LIMIT = 600
"""Seconds that one way of installing may take."""

NOWHERE = (
    "No Chromium here and none could be installed, so the browser tests are skipped. "
    "Install Chromium or Chrome, or name one: CHROMIUM=/path/to/chromium make test"
)


@cache
def find_or_install() -> Path | None:
    """The path of a Chromium that runs, installed now if need be; None if none can be had."""
    if found := find():
        return found
    for install in (_by_playwright, _by_apt, _by_brew):
        if install() and (found := find()):
            return found
    return None


def find() -> Path | None:
    """The first Chromium of this machine that runs: the one CHROMIUM names, one on PATH, or Playwright's own."""
    return next((place for place in _places() if _runs(place)), None)


def _places() -> Iterator[Path]:
    if named := os.environ.get("CHROMIUM"):
        yield Path(named)
    for name in NAMES:
        if on_path := shutil.which(name):
            yield Path(on_path)
    yield from MAC_PLACES
    if own := _output([sys.executable, "-c", ASK_PLAYWRIGHT], limit=30):
        yield Path(own.strip())


def _runs(place: Path) -> bool:
    """Does it start? Ubuntu's chromium-browser, say, is a notice about snap; and libraries may be missing."""
    return place.exists() and _succeeds([str(place), "--version"], limit=30)


def _by_playwright() -> bool:
    return _install("Playwright", [sys.executable, "-m", "playwright", "install", "chromium"])


def _by_apt() -> bool:
    if not shutil.which("apt-get"):
        return False
    as_root: list[str] = []
    if os.geteuid() != 0:
        as_root = ["sudo", "-n"]
        if not (shutil.which("sudo") and _succeeds([*as_root, "true"], limit=10)):
            return False
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    return _succeeds([*apt, "update"], limit=INSTALL_LIMIT) and _install(
        "apt-get", [*apt, "install", "--yes", "--no-install-recommends", "chromium"]
    )


def _by_brew() -> bool:
    return bool(shutil.which("brew")) and _install("Homebrew", ["brew", "install", "--cask", "chromium"])


def _install(who: str, command: list[str]) -> bool:
    print(f"No Chromium found; asking {who} for one …", flush=True)  # noqa: T201
    return _succeeds(command, limit=INSTALL_LIMIT)


def _succeeds(command: list[str], *, limit: int) -> bool:
    return _output(command, limit=limit) is not None


def _output(command: list[str], *, limit: int) -> str | None:
    """What `command` prints, or None if it fails or takes longer than `limit` seconds."""
    try:
        done = subprocess.run(  # noqa: S603
            command, timeout=limit, check=False, capture_output=True, stdin=subprocess.DEVNULL, text=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
