"""Cursors: opaque, authenticated, and good for one list only."""

from collections.abc import Iterable
from typing import NamedTuple

from shared.domain.refusals import InvalidCursor
from shared.secrets_manager import secret
from shared.settings import settings
from shared.web.signed_texts import Broken, sign, verified

LONGEST = 4_000
"""Characters of the longest cursor: one that remembers some sixty comments that were shown."""


class Position(NamedTuple):
    """Where a list goes on: behind the entry `after` (None: at its beginning), without the entries `but`."""

    after: str | None = None
    but: frozenset[str] = frozenset()


def cursor(of: str, *, after: str | None, but: Iterable[str] = ()) -> str:
    """A cursor into the list named `of` (article, order, filters), behind `after` and without `but`."""
    shown = sorted(but)
    content = {"of": of, "after": after, **({"but": shown} if shown else {})}
    return sign(content, secret=_secret(), purpose="cursor")


def position(text: str | None, of: str) -> Position:
    """Where the list named `of` goes on.

    Raises:
        InvalidCursor: the cursor was not made here, or for another list.
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
