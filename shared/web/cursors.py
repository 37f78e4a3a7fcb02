"""Cursors: opaque, authenticated, and good for one list only."""

from shared.domain.refusals import InvalidCursor
from shared.settings import settings
from shared.storage.secrets import secret
from shared.web.seals import Broken, seal, unseal


def cursor(of: str, after: str | None) -> str:
    """A cursor into the list named `of` (article, order, filters), behind the entry `after` (None: at its start)."""
    return seal({"of": of, "after": after}, secret=_secret(), purpose="cursor")


def position(text: str | None, of: str) -> str | None:
    """The entry that the list named `of` goes on behind; None at its beginning.

    Raises:
        InvalidCursor: the cursor was not made here, or for another list.
    """
    if text is None:
        return None
    try:
        content = unseal(text, secret=_secret(), purpose="cursor")
    except Broken:
        raise InvalidCursor("This cursor was not made here. Start again without one.") from None
    if content["of"] != of:
        raise InvalidCursor("This cursor belongs to another list. Start again without one.")
    after: str | None = content["after"]
    return after


def _secret() -> str:
    return secret(settings.cursor_secret_arn)
