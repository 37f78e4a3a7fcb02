"""Visits by shared links, and comments by such visitors."""

from shared.domain.sharing.share_click import FACT_LIFETIME
from shared.domain.sharing.visit import Visit
from shared.domain.times import SECOND
from shared.storage import keys, table


def add(visit: Visit) -> bool:
    """Store a visit; False if one of this reader, network, article and day is stored already."""
    return table.added(item(visit))


def item(visit: Visit) -> table.Item:
    """A visit, or a visitor's comment, as the table keeps it."""
    key = keys.visitors_comment if visit.commented else keys.visit
    place = key(visit.article_id, visit.day, visit.network, visit.visitor_key)
    return {**place._asdict(), **table.fields(visit), "expires_at": (visit.at + FACT_LIFETIME) // SECOND}
