"""The tallies of days, of one article or of the whole site."""

from collections import Counter
from collections.abc import Sequence

from shared.storage import keys, table


def of_days(days: Sequence[str], *, article_id: str | None) -> dict[str, Counter[str]]:
    """The numbers of each of `days` (`2026-11-22`), by their names in the tally, in batched reads of 100 items."""
    if article_id is not None:
        items = {keys.article_day(article_id, on): on for on in days}
    else:
        items = {keys.site_day(on, shard): on for on in days for shard in range(keys.SITE_SHARDS)}
    sums = {on: Counter[str]() for on in days}
    for key, found in table.get(*items).items():
        sums[items[key]].update({name: int(n) for name, n in found.items() if name not in key._fields})
    return sums
