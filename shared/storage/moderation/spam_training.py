"""The spam filter learns: from each decision as its line of the log is linked, or from the whole log anew.

It learns in the transaction that links, so each decision teaches once, in the chain's order, however often the stream
brings it. The model's `version` is the condition: nobody else has taught it since it was read.
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
"""AWS: BatchGetItem, at most 100 items."""


def lesson(entries: Sequence[LogEntry]) -> list[Operation]:
    """The operation that teaches the filter what some entries of the log say, if they say anything.

    A filter that cannot be read is left as it is: linking the log does not wait for `postbag train`.
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
    """What the filter would have learned from all linked entries of some months, in the chain's order.

    The texts are the comments' as they are now: what was withdrawn since teaches nothing any more.
    """
    model = Model.empty()
    for month in months:
        lines = (item for item in log_entries.whole(month) if "seq" in item)
        entries = [LogEntry.model_validate(item) for item in sorted(lines, key=lambda item: int(item["seq"]))]
        deciding = [entry for entry in entries if entry.action in DECIDING]
        for start in range(0, len(deciding), _AT_ONCE):
            model = learned(model, _samples(deciding[start : start + _AT_ONCE]))
    return model


def replace(model: Model, *, version: int | None) -> None:
    """Put `model` in the place of the one of a version (None: of none).

    Raises:
        WriteRefused: it has learned something meanwhile.
    """
    table.write(_change(model, version))


def _samples(entries: Sequence[LogEntry]) -> Iterator[Sample]:
    deciding = [entry for entry in entries if entry.action in DECIDING and entry.article_id and entry.comment_id]
    found = _comments(deciding)
    for entry in deciding:
        one = sample(entry, found.get(str(entry.comment_id)))
        if one:
            yield one


def _comments(entries: Sequence[LogEntry]) -> dict[str, Comment]:
    wanted = [keys.comment(str(entry.article_id), str(entry.comment_id)) for entry in entries]
    found = map(comment_item.from_item, table.get(*wanted, consistent=True).values()) if wanted else ()
    return {comment.id: comment for comment in found}


def _put(model: Model, *, before: Model) -> Operation:
    return _change(model, before.version or None)


def _change(model: Model, version: int | None) -> Operation:
    sets = {"model": model.to_bytes(), "version": model.version}
    return Change(sets=sets, only_if={"version": version}).at(keys.spam_filter())
