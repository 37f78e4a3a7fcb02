"""The spam filter, as comments are judged by it."""

from collections.abc import Mapping

from shared.domain.learning import Model
from shared.storage import keys, table
from shared.storage.keys import Key
from shared.storage.table import Item
from shared.telemetry import logger


def among(found: Mapping[Key, Item]) -> Model | None:
    """The model in an item that was read with others, if it is in use: ask for `keys.spam_filter()`.

    One that cannot be read is as one that has seen nothing: the filter is a help to the other rules, which go on, and
    the log says that `postbag train` is needed.
    """
    item = found.get(keys.spam_filter())
    if item is None:
        return None
    try:
        model = Model.from_bytes(bytes(item["model"]))
    except ValueError as fault:
        logger.error("the spam filter cannot be read", fault=str(fault))
        return None
    return model if model.in_use else None


def to_item(model: Model) -> Item:
    """The model as the table keeps it."""
    return {**keys.spam_filter()._asdict(), "model": model.to_bytes(), "version": model.version}


def learned() -> Model:
    """What the filter has learned until now; one that has seen nothing, if there is none.

    Raises:
        ValueError: it cannot be read.
    """
    key = keys.spam_filter()
    item = table.get(key, consistent=True).get(key)
    return Model.from_bytes(bytes(item["model"])) if item else Model.empty()
