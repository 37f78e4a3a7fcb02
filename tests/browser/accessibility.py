"""Whether a page is fit for everybody: what axe-core finds on it, and whether it fits its window."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")


def grave(page: Page) -> list[str]:
    """What axe-core calls serious or critical, in words."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']} ({node['html'][:200]})"
        for one in violations
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


def fits_everybody(page: Page) -> None:
    """On a phone and on a desk, in light and dark colours, nothing is grave and nothing wider than the window."""
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            assert grave(page) == [], (width, scheme)
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.emulate_media(color_scheme="null")
    if before:
        page.set_viewport_size(before)
