"""Removals: reject all comments of a banned reader, address or mail domain, and put them back after a mistake.

A removal goes through the list of the comments from its beginning to its end, a few comments in each step. Then it
begins again, until it finds nothing more to do, because an index may show a comment a moment after it was written. If
a moderator has decided about a single comment since, the removal and its undoing leave that comment as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from shared.domain.comments.comment import TURNED_DOWN, Comment, Status
from shared.domain.comments.reasons import Reason
from shared.domain.comments.ruling import Action
from shared.domain.identifiers import created_at
from shared.domain.log.log_entry import LogEntry, LogStamp
from shared.domain.moderation.decisions import ProposedDecision, decided, recorded
from shared.domain.people.ban import BanKind
from shared.domain.refusals import Refusal
from shared.domain.times import Instant

STEP = 25
"""The most comments of one step. Each takes two operations of a transaction, which has at most 100 (AWS)."""


class RemovalState(StrEnum):
    """The state of a removal."""

    RUNNING = "running"
    DONE = "done"
    RESTORING = "restoring"
    RESTORED = "restored"


GOING_ON = frozenset({RemovalState.RUNNING, RemovalState.RESTORING})
_ENDS = {RemovalState.RUNNING: RemovalState.DONE, RemovalState.RESTORING: RemovalState.RESTORED}


class Removal(BaseModel):
    """The rejection of all comments of a banned reader, address or mail domain, or its undoing."""

    model_config = ConfigDict(frozen=True)

    kind: BanKind
    value: str
    number: str
    """The log entry of the ban that ordered it. Comments keep this number as the mark of the removal."""
    by: str
    at: Instant
    """Time of the order to remove or to put back. All its decisions count as made then, by the moderator `by`."""
    reason: Reason
    told: str | None = None
    state: RemovalState = RemovalState.RUNNING
    removed: int = 0
    """Number of comments rejected so far."""
    restored: int = 0
    """Number of comments put back so far."""
    after: str | None = None
    """The place in the list behind which it continues; None: at the beginning."""
    changed_in_round: int = 0
    """Number of comments changed since it last began at the top of the list."""
    step: int = 0
    """Number of times it was written. It is the condition of each write, so each step is taken once."""

    @property
    def ban(self) -> str:
        """The id of the ban."""
        return f"{self.kind}.{self.value}"

    @property
    def going_on(self) -> bool:
        """True if there are steps left to take."""
        return self.state in GOING_ON


class RemovalFacts(NamedTuple):
    """A removal and the next comments of its list, as they are stored now."""

    removal: Removal
    comments: Sequence[Comment]
    decisions: Mapping[str, LogEntry]
    """The log entries of the comments' decisions in force, by number. Only putting comments back needs them."""
    last: str | None
    """The place of the last of the comments in the list; None if the list ends there."""


class RemovalChange(NamedTuple):
    """A comment that a removal changes, and the log entry of the change."""

    before: Comment
    after: Comment
    entry: LogEntry


class SkippedComment(NamedTuple):
    """A comment that a removal leaves as it is, and the refusal that is the reason."""

    comment: Comment
    refusal: Refusal


class RemovalStep(NamedTuple):
    """The changes that the next step of a removal makes."""

    before: Removal
    after: Removal
    changes: Sequence[RemovalChange]
    skipped: Sequence[SkippedComment]


def take_step(facts: RemovalFacts, numbers: Iterable[str]) -> RemovalStep:
    """The next step of a removal: reject its next comments, or put them back.

    A comment that cannot be changed is skipped, so that it does not block all others. `numbers` are new numbers for
    log entries, one for each comment.
    """
    removal, changes, skipped = facts.removal, [], []
    concerned = [comment for comment in facts.comments if concerns(comment, removal)]
    for comment, number in zip(concerned, numbers, strict=False):
        decision = facts.decisions.get(comment.decided.number) if comment.decided else None
        try:
            after, entry = done(comment, removal, LogStamp(removal.by, removal.at, number), decision=decision)
        except Refusal as refusal:
            skipped.append(SkippedComment(comment, refusal))
        else:
            changes.append(RemovalChange(comment, after, entry))
    return RemovalStep(removal, advanced(removal, changed=len(changes), last=facts.last), changes, skipped)


def ordered(before: Removal | None, afresh: Removal, *, lifted: bool) -> Removal:
    """The removal that follows from an order to remove. `lifted` is True if there is no ban yet or it was lifted.

    It is `afresh`, unless `before` belongs to this ban or has steps left: then `before` begins again at the top of its
    list. So each ban has one removal, and undoing that puts back all comments that were removed.
    """
    if before is None:
        return afresh
    if before.state is RemovalState.RESTORED or (lifted and not before.going_on):
        return afresh.model_copy(update={"step": before.step + 1})
    again = {name: getattr(afresh, name) for name in ("by", "at", "reason", "told")}
    return before.model_copy(update={**again, **_from_the_top(before, RemovalState.RUNNING)})


def undone(removal: Removal, stamp: LogStamp) -> Removal:
    """`removal`, changed to put its comments back."""
    who = {"by": stamp.by, "at": stamp.at}
    return removal.model_copy(update={**who, **_from_the_top(removal, RemovalState.RESTORING)})


def concerns(comment: Comment, removal: Removal) -> bool:
    """True if the removal must change `comment`.

    If an appeal brought a comment back, the moderator who had rejected it may not reject it again: see `decisions.py`.
    """
    if removal.state is RemovalState.RESTORING:
        mark = comment.decided.removal if comment.decided else None
        return mark == removal.number and comment.status in TURNED_DOWN
    touched_since = comment.logged is not None and created_at(comment.logged) > removal.at
    others_decide = comment.appeal and comment.decided and removal.by in comment.decided.against
    return comment.status not in {*TURNED_DOWN, Status.WITHDRAWN} and not touched_since and not others_decide


def done(comment: Comment, removal: Removal, stamp: LogStamp, *, decision: LogEntry | None) -> tuple[Comment, LogEntry]:
    """A comment that a removal `concerns`, after the change, and the log entry of the change.

    `decision` is the log entry of the comment's decision in force. Putting back restores the state before that
    decision. A pending appeal then counts as granted, so the author may appeal again after another rejection.
    """
    undoing = removal.state is RemovalState.RESTORING
    proposed = ProposedDecision(
        article_id=comment.article_id,
        comment_id=comment.id,
        action=Action.UNDO if undoing else Action.REJECT,
        reason=None if undoing else removal.reason,
        note=None if undoing else removal.told,
    )
    granted = undoing and comment.appeal and comment.decided and comment.appeal.at >= comment.decided.at
    # A moderator who puts comments back undoes the removal, and does not decide about an appeal.
    before = comment.model_copy(update={"appealed": False, "appeal": None}) if undoing else comment
    after = decided(before, proposed, stamp, undone=decision)
    if undoing and not granted:
        after = after.model_copy(update={"appeal": comment.appeal})
    if not undoing and after.decided and after.statement:
        ruling = after.decided.model_copy(update={"removal": removal.number})
        statement = after.statement.model_copy(update={"rule": None})  # no rule called for a moderator here
        after = after.model_copy(update={"decided": ruling, "statement": statement})
    return after, recorded(comment, after, proposed, stamp).model_copy(update={"ban": removal.ban})


def advanced(removal: Removal, *, changed: int, last: str | None) -> Removal:
    """`removal` after a step that changed `changed` comments and ended at the place `last` of the list.

    `last` is None at the end of the list. Then the removal begins again, unless this round changed no comment.
    """
    count = "restored" if removal.state is RemovalState.RESTORING else "removed"
    in_round = removal.changed_in_round + changed
    moved = {count: getattr(removal, count) + changed, "changed_in_round": in_round, "after": last}
    if last is None:
        moved |= {"changed_in_round": 0} if in_round else {"state": _ENDS[removal.state]}
    return removal.model_copy(update={**moved, "step": removal.step + 1})


def _from_the_top(removal: Removal, state: RemovalState) -> dict[str, object]:
    return {"state": state, "after": None, "changed_in_round": 0, "step": removal.step + 1}
