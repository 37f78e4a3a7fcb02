"""The spam filter, as comments are judged by it."""

from typing import Literal

from shared.domain.judging.verdict import SpamScore, Writing
from shared.domain.spam.model import Model
from shared.metrics import Metric
from shared.storage import keys, table
from shared.storage.table import Item
from shared.telemetry import fault


def score(item: Item | None, draft: Writing) -> SpamScore | None:
    """What the filter in an item makes of `draft`; None while it has not seen enough. Ask for `keys.spam_filter()`.

    A filter that cannot be read takes everything for spam: nothing is published because a check failed.
    """
    if item is None:
        return None
    try:
        model = Model.from_bytes(bytes(item["model"]))
    except ValueError as error:
        fault(Metric.UNREADABLE_FILTER, "the spam filter cannot be read", error=error)
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
    item = _item()
    return Model.from_bytes(bytes(item["model"])) if item else Model.empty()


def current() -> Model | Literal["unreadable"] | None:
    """The filter for the page of numbers: None if there is none. That it cannot be read is reported."""
    item = _item()
    if item is None:
        return None
    try:
        return Model.from_bytes(bytes(item["model"]))
    except ValueError as error:
        fault(Metric.UNREADABLE_FILTER, "the spam filter cannot be read", error=error)
        return "unreadable"


def version() -> int | None:
    """How many decisions the filter has seen, whether or not it can be read; None if there is none."""
    item = _item()
    return int(item["version"]) if item else None


def _item() -> Item | None:
    key = keys.spam_filter()
    return table.get(key, consistent=True).get(key)
