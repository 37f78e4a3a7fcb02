"""The line in each section of docs/problems.md that names the routes. The other lines are written by hand."""

import re
from collections.abc import Sequence
from pathlib import Path
from textwrap import fill

from local.openapi.refusals import answered_by
from local.openapi.routes import Described

FILE = Path("docs/problems.md")
_LINE = re.compile(r"^- \*\*Answered by:\*\*.*?(?=\n\n|\n- |\n?\Z)", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## `(?P<code>[a-z-]+)`\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_COLUMNS = 100
_INSEPARABLE = "\N{NO-BREAK SPACE}"


def text(root: Path, routes: Sequence[Described]) -> str:
    """The page with these lines made anew."""
    kept = (root / FILE).read_text(encoding="utf-8")
    return _SECTION.sub(lambda section: _LINE.sub(_line(section["code"], routes), section[0]), kept)


def _line(code: str, routes: Sequence[Described]) -> str:
    names = re.sub(r"`[^`]*`", lambda key: key[0].replace(" ", _INSEPARABLE), answered_by(code, routes))
    wrapped = fill(
        f"- **Answered by:** {names}",
        _COLUMNS,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapped.replace(_INSEPARABLE, " ")
