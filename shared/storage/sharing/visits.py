"""Visits by shared links."""

from shared.domain.sharing.share_click import FACT_LIFETIME
from shared.domain.sharing.visit import Visit
from shared.domain.times import SECOND
from shared.storage import keys, table


def add(visit: Visit | None) -> bool:
    """Store a visit; False for None, or if one of this reader, network, article and day is stored already."""
    if visit is None:
        return False
    key = keys.visit(visit.article_id, visit.day, visit.network, visit.visitor_key)
    return table.added({**key._asdict(), **table.fields(visit), "expires_at": (visit.at + FACT_LIFETIME) // SECOND})
