"""The API's own description."""

from pathlib import Path

_FILE = Path(__file__).parents[2] / "docs" / "openapi.json"


def description() -> str:
    """The API's description (OpenAPI 3.1). `make openapi` makes the file from the routes, and the zip contains it."""
    return _FILE.read_text(encoding="utf-8")
