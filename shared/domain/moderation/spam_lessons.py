"""What the spam filter learns from a line of the moderators' log."""

from shared.domain.comments.comment import Comment
from shared.domain.comments.reasons import Reason
from shared.domain.comments.ruling import Action, Ruling
from shared.domain.log.log_entry import LogEntry, LoggedAction
from shared.domain.spam.model import Label, Sample

DECIDING = frozenset({LoggedAction.APPROVE, LoggedAction.REJECT, LoggedAction.SPAM, LoggedAction.UNDO})
"""What puts another decision in force."""
_UNWANTED = frozenset({Reason.SPAM, Reason.ADVERTISING})


def label(ruling: Ruling | None) -> Label | None:
    """What a decision says of a comment: fine, spam, or nothing. An insult is neither."""
    if ruling is None:
        return None
    if ruling.action is Action.APPROVE:
        return Label.FINE
    return Label.SPAM if ruling.action is Action.SPAM or ruling.reason in _UNWANTED else None


def sample(entry: LogEntry, comment: Comment | None) -> Sample | None:
    """What an entry teaches about the comment it is about; None if it teaches nothing, or the text is gone.

    A decision in place of another, or its undoing, also unlearns what that one taught.
    """
    if entry.action not in DECIDING or comment is None or not comment.body:
        return None
    new, old = label(entry.in_force), label(entry.earlier.decided if entry.earlier else None)
    if new is old:
        return None
    return Sample(comment_id=comment.id, name=comment.name, body=comment.body, label=new, unlearns=old)
