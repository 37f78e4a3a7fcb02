"""The lessons that the spam filter learns from log entries."""

from shared.domain.comments.comment import Comment
from shared.domain.comments.reasons import Reason
from shared.domain.comments.ruling import Action, Ruling
from shared.domain.log.log_entry import LogEntry, LoggedAction
from shared.domain.spam.model import Label, Sample

DECIDING = frozenset({LoggedAction.APPROVE, LoggedAction.REJECT, LoggedAction.SPAM, LoggedAction.UNDO})
"""The actions that change the decision in force."""
_UNWANTED = frozenset({Reason.SPAM, Reason.ADVERTISING})


def label(ruling: Ruling | None) -> Label | None:
    """The label that a decision gives to a comment. None if it gives none: an insult is neither spam nor fine."""
    if ruling is None:
        return None
    if ruling.action is Action.APPROVE:
        return Label.FINE
    return Label.SPAM if ruling.action is Action.SPAM or ruling.reason in _UNWANTED else None


def sample(entry: LogEntry, comment: Comment | None) -> Sample | None:
    """The sample that a log entry teaches about its comment; None if it teaches nothing, or the text is gone.

    A decision that replaces or undoes another one also unlearns what the other one taught.
    """
    if entry.action not in DECIDING or comment is None or not comment.body:
        return None
    new, old = label(entry.in_force), label(entry.earlier.decided if entry.earlier else None)
    if new is old:
        return None
    return Sample(comment_id=comment.id, name=comment.name, body=comment.body, label=new, unlearns=old)
