"""`postbag train`: the spam filter learns the moderators' whole log anew.

What it needs to be allowed on the table: dynamodb:Query and BatchGetItem, without `--check` also UpdateItem.
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
"""Moderators may decide meanwhile, which teaches the filter that is replaced."""


def run(table: str, *, endpoint_url: str | None, check: bool, threshold: float) -> int:
    """Learn anew, put the result in the place of what is there, and say how good it is.

    With `check` nothing is changed; 1 if what is there is something else.

    Raises LocalError when it cannot be done.
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
    raise LocalError("moderators keep deciding at this moment, which teaches the filter as well; try again later")


def _known() -> tuple[Model | None, int | None]:
    """What the filter has learned until now, and its version; None for what cannot be read."""
    version = spam_filter.version()
    try:
        return spam_filter.learned(), version
    except ValueError as fault:
        print(f"What is there cannot be read: {fault}")
        return None, version


def _months() -> list[str]:
    """From the first month that has a chain to this one."""
    months = months_until(month_of(clock()), _MONTHS)
    known = log_chain.heads(months)
    return [one for one in months if one in known]


def _said(before: Model | None, after: Model, threshold: float, *, check: bool) -> int:
    held_back = after.held_back(threshold)
    fine, spam = after.seen[Label.FINE], after.seen[Label.SPAM]
    print(f"{after.version} decisions of the log: learned from {spam} spam and {fine} fine comments.")
    if not after.in_use:
        print(f"Not in use yet: it needs {ENOUGH} of either kind.")
    judged = f"precision {_percent(held_back.precision)}, recall {_percent(held_back.recall)}"
    print(f"On {sum(held_back)} decisions held back, at a threshold of {threshold}: {judged}.")
    if before == after:
        print("That is what is there already.")
        return 0
    print("What is there is something else: comments were withdrawn, or it was damaged." if check else "Put in place.")
    return 1 if check else 0


def _percent(share: float | None) -> str:
    return "unknown" if share is None else f"{share:.0%}"
