"""The spam filter, as comments are judged by it."""

from shared.domain.learning import Model
from shared.domain.verdicts import SpamScore, Writing
from shared.storage import keys, table
from shared.storage.table import Item
from shared.telemetry import logger


def score(item: Item | None, draft: Writing) -> SpamScore | None:
    """What the filter in an item makes of `draft`; None while it has not seen enough. Ask for `keys.spam_filter()`.

    A filter that cannot be read takes everything for spam: nothing is published because a check failed.
    """
    if item is None:
        return None
    try:
        model = Model.from_bytes(bytes(item["model"]))
    except ValueError as fault:
        logger.error("the spam filter cannot be read", fault=str(fault))
        return SpamScore(probability=1, reasons=("the filter cannot be read: run postbag train",))
    if not model.in_use:
        return None
    found = model.score(draft.author_name, draft.body)
    return SpamScore(probability=found.probability, reasons=found.reasons, version=found.version)


def learned() -> Model:
    """What the filter has learned until now; nothing, if there is none.

    Raises:
        ValueError: it cannot be read.
    """
    key = keys.spam_filter()
    item = table.get(key, consistent=True).get(key)
    return Model.from_bytes(bytes(item["model"])) if item else Model.empty()


def to_item(model: Model) -> Item:
    """The model as the table keeps it."""
    return {**keys.spam_filter()._asdict(), "model": model.to_bytes(), "version": model.version}
