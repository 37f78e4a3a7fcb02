"""The spam filter learns from each decision when its log entry is linked, or again from the whole log.

It learns in the transaction that links the entry. So each decision teaches once, in the chain's order, however often
the stream brings it. The write's condition is the model's `version`: it must be unchanged since the read.
"""

from collections.abc import Iterable, Iterator, Sequence

from shared.domain.comments.comment import Comment
from shared.domain.log.log_entry import LogEntry
from shared.domain.moderation.spam_lessons import DECIDING, sample
from shared.domain.spam.model import Model, Sample, learned
from shared.metrics import Metric
from shared.storage import keys, table
from shared.storage.comments import comment_item
from shared.storage.judging import spam_filter
from shared.storage.log import log_entries
from shared.storage.table import Change, Operation
from shared.telemetry import fault

_AT_ONCE = 100
"""The most comments of one batched read (AWS: BatchGetItem)."""


def lesson(entries: Sequence[LogEntry]) -> list[Operation]:
    """The operation that teaches some log entries to the filter; no operation if they teach nothing.

    An unreadable filter is left as it is, so that linking the log does not wait for `postbag train`.
    """
    samples = list(_samples(entries))
    if not samples:
        return []
    try:
        model = spam_filter.learned()
    except ValueError as error:
        fault(Metric.UNREADABLE_FILTER, "the spam filter cannot be read", error=error)
        return []
    return [_put(learned(model, samples), before=model)]


def relearned(months: Iterable[str]) -> Model:
    """The model that learns from all linked entries of some months, in the chain's order.

    It reads the texts as they are now: a comment that was withdrawn since teaches nothing.
    """
    model = Model.empty()
    for month in months:
        linked = (item for item in log_entries.whole(month) if "seq" in item)
        entries = [LogEntry.model_validate(item) for item in sorted(linked, key=lambda item: int(item["seq"]))]
        deciding = [entry for entry in entries if entry.action in DECIDING]
        for start in range(0, len(deciding), _AT_ONCE):
            model = learned(model, _samples(deciding[start : start + _AT_ONCE]))
    return model


def replace(model: Model, *, version: int | None) -> None:
    """Put `model` in the place of the stored model, which must have this version (None: no model is stored).

    Raises:
        WriteRefused: the stored model has learned something meanwhile.
    """
    table.write(_change(model, version))


def _samples(entries: Sequence[LogEntry]) -> Iterator[Sample]:
    deciding = [entry for entry in entries if entry.action in DECIDING and entry.article_id and entry.comment_id]
    comments = _comments(deciding)
    for entry in deciding:
        lesson = sample(entry, comments.get(str(entry.comment_id)))
        if lesson:
            yield lesson


def _comments(entries: Sequence[LogEntry]) -> dict[str, Comment]:
    wanted = [keys.comment(str(entry.article_id), str(entry.comment_id)) for entry in entries]
    comments = map(comment_item.from_item, table.get(*wanted, consistent=True).values()) if wanted else ()
    return {comment.id: comment for comment in comments}


def _put(model: Model, *, before: Model) -> Operation:
    return _change(model, before.version or None)


def _change(model: Model, version: int | None) -> Operation:
    sets = {"model": model.to_bytes(), "version": model.version}
    return Change(sets=sets, only_if={"version": version}).at(keys.spam_filter())
