"""The spam filter in the table."""

from collections.abc import Mapping

from shared.domain.spam.model import Model, UnreadableModel
from shared.metrics import Metric
from shared.storage import keys, table
from shared.storage.keys import Key
from shared.storage.table import Item
from shared.telemetry import fault


def among(found: Mapping[Key, Item]) -> Model | UnreadableModel | None:
    """The filter in the item of `keys.spam_filter()` among the `found` ones; None if there is none."""
    item = found.get(keys.spam_filter())
    if item is None:
        return None
    try:
        return Model.from_bytes(bytes(item["model"]))
    except ValueError as error:
        fault(Metric.UNREADABLE_FILTER, "the spam filter cannot be read", error=error)
        return UnreadableModel()


def learned() -> Model:
    """The filter as it is now; an empty one if there is none.

    Raises:
        ValueError: the filter cannot be read.
    """
    item = _item()
    return Model.from_bytes(bytes(item["model"])) if item else Model.empty()


def current() -> Model | UnreadableModel | None:
    """The filter as it is now; None if there is none. A filter that cannot be read is reported as a fault."""
    return among(table.get(keys.spam_filter(), consistent=True))


def version() -> int | None:
    """The number of decisions that the filter has seen, even if it cannot be read; None if there is none."""
    item = _item()
    return int(item["version"]) if item else None


def _item() -> Item | None:
    key = keys.spam_filter()
    return table.get(key, consistent=True).get(key)
