"""`postbag train` trains the spam filter anew from the moderators' whole log.

It needs these rights on the table: dynamodb:Query and BatchGetItem, without `--check` also UpdateItem.
"""

from local.errors import LocalError
from local.operate.command import clock, said_in_a_line, work_on
from shared.domain.spam.model import ENOUGH, Label, Model
from shared.domain.times import month as month_of
from shared.domain.times import months_until
from shared.storage.judging import spam_filter
from shared.storage.log import log_chain
from shared.storage.moderation import spam_training
from shared.storage.table import WriteRefused

_MONTHS = 240
_TRIES = 5
"""Tries to replace the model: moderators may decide meanwhile, which changes the stored one."""


def run(table: str, *, endpoint_url: str | None, check: bool, threshold: float) -> int:
    """Train the filter anew, replace the stored model, and print how good the new one is.

    With `check` nothing is changed; return 1 if the stored model differs.

    Raises LocalError if the training fails.
    """
    work_on(table, endpoint_url)
    with said_in_a_line(table, "trained"):
        for _ in range(_TRIES):
            before, version = _known()
            after = spam_training.relearned(_months())
            if before == after or check:
                return _said(before, after, threshold, check=check)
            try:
                spam_training.replace(after, version=version)
            except WriteRefused:
                continue
            return _said(before, after, threshold, check=check)
    raise LocalError("moderators keep deciding at this moment, and the filter learns from it; try again later")


def _known() -> tuple[Model | None, int | None]:
    """The stored model and its version; None for a model that cannot be read."""
    version = spam_filter.version()
    try:
        return spam_filter.learned(), version
    except ValueError as fault:
        print(f"The stored model cannot be read: {fault}")
        return None, version


def _months() -> list[str]:
    """The months from the first with a chain to this one."""
    months = months_until(month_of(clock()), _MONTHS)
    known = log_chain.heads(months)
    return [one for one in months if one in known]


def _said(before: Model | None, after: Model, threshold: float, *, check: bool) -> int:
    held_back = after.held_back(threshold)
    fine, spam = after.seen[Label.FINE], after.seen[Label.SPAM]
    print(f"{after.version} decisions of the log: learned from {spam} spam and {fine} fine comments.")
    if not after.in_use:
        print(f"Not in use yet: it needs {ENOUGH} of each kind.")
    judged = f"precision {_percent(held_back.precision)}, recall {_percent(held_back.recall)}"
    print(f"On {sum(held_back)} held-back decisions, at a threshold of {threshold}: {judged}.")
    if before == after:
        print("The stored model is the same.")
        return 0
    print("The stored model differs: comments were withdrawn, or it was damaged." if check else "The model is stored.")
    return 1 if check else 0


def _percent(share: float | None) -> str:
    return "unknown" if share is None else f"{share:.0%}"
