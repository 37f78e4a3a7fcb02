"""What this API is, told by itself."""

from pathlib import Path

_FILE = Path(__file__).parents[2] / "docs" / "openapi.json"


def description() -> str:
    """The API's description (OpenAPI 3.1), made from the routes by `make openapi`. The zip has the file."""
    return _FILE.read_text(encoding="utf-8")
