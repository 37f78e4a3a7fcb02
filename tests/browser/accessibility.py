"""What axe-core finds on a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def grave(page: Page) -> list[str]:
    """What axe-core calls serious or critical, in words."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['help']} ({node['html'][:200]})"
        for one in violations
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
