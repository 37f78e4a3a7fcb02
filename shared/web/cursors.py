"""Cursors: opaque, authenticated, and valid for one list only."""

from collections.abc import Iterable
from typing import NamedTuple

from shared.domain.refusals import InvalidCursor
from shared.secrets_manager import secret
from shared.settings import settings
from shared.web.signed_texts import Broken, sign, verified

LONGEST = 4_000
"""Characters of the longest cursor, which remembers some sixty shown comments."""


class Position(NamedTuple):
    """A place in a list: behind the entry `after` (None: at the beginning), without the entries in `but`."""

    after: str | None = None
    but: frozenset[str] = frozenset()


def cursor(of: str, *, after: str | None, but: Iterable[str] = ()) -> str:
    """A cursor into the list named `of` (article, order, filters), behind `after` and without `but`."""
    shown = sorted(but)
    content = {"of": of, "after": after, **({"but": shown} if shown else {})}
    return sign(content, secret=_secret(), purpose="cursor")


def position(text: str | None, of: str) -> Position:
    """The place in the list named `of` to which a cursor leads.

    Raises:
        InvalidCursor: the cursor was not made here, or belongs to another list.
    """
    if text is None:
        return Position()
    try:
        content = verified(text, secret=_secret(), purpose="cursor")
    except Broken:
        raise InvalidCursor("This cursor was not made here. Start again without one.") from None
    if content["of"] != of:
        raise InvalidCursor("This cursor belongs to another list. Start again without one.")
    return Position(content["after"], frozenset(content.get("but", ())))


def _secret() -> str:
    return secret(settings.cursor_secret_arn)
