"""All comments of somebody who was banned are turned down, and put back if that was a mistake.

A removal goes through the list of the comments from its beginning to its end, some of them at a time, and then looks
again until it finds nothing more to do: an index may show a comment a moment after it was written. What somebody has
decided about since, a moderator who saw the comment itself, is left as it is, both ways.
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


class RemovalState(StrEnum):
    """How far it is."""

    RUNNING = "running"
    DONE = "done"
    RESTORING = "restoring"
    RESTORED = "restored"


GOING_ON = frozenset({RemovalState.RUNNING, RemovalState.RESTORING})
_ENDS = {RemovalState.RUNNING: RemovalState.DONE, RemovalState.RESTORING: RemovalState.RESTORED}


class Removal(BaseModel):
    """That all comments of somebody who is, or was, banned are turned down, or put back."""

    model_config = ConfigDict(frozen=True)

    kind: BanKind
    value: str
    number: str
    """The log entry of the ban that it came with, by which comments remember it."""
    by: str
    at: Instant
    """When it was ordered to remove, or to put back. What is done counts as done then, by who ordered it."""
    reason: Reason
    told: str | None = None
    state: RemovalState = RemovalState.RUNNING
    removed: int = 0
    """How many comments were turned down."""
    restored: int = 0
    """How many of them were put back."""
    after: str | None = None
    """Where in the list it goes on."""
    changed_in_round: int = 0
    """How many comments were changed since the list was last begun at its top."""
    step: int = 0
    """How often it was written: each step is taken once."""

    @property
    def ban(self) -> str:
        """The id of the ban."""
        return f"{self.kind}.{self.value}"

    @property
    def going_on(self) -> bool:
        """Is there something left to do?"""
        return self.state in GOING_ON


class RemovalFacts(NamedTuple):
    """A removal, and the next comments of its list, as they are now."""

    removal: Removal
    comments: Sequence[Comment]
    decisions: Mapping[str, LogEntry]
    """The entries of the log about the decisions in force, by number, for a removal that puts back."""
    last: str | None
    """Where the last of the comments stands in the list; None if the list ends there."""


class RemovalChange(NamedTuple):
    """A comment that a removal changes, and the entry of the log about that."""

    before: Comment
    after: Comment
    entry: LogEntry


class SkippedComment(NamedTuple):
    """A comment that a removal leaves as it is, and why."""

    comment: Comment
    refusal: Refusal


class RemovalStep(NamedTuple):
    """What the next step of a removal does."""

    before: Removal
    after: Removal
    changes: Sequence[RemovalChange]
    skipped: Sequence[SkippedComment]


def take_step(facts: RemovalFacts, numbers: Iterable[str]) -> RemovalStep:
    """The next step of a removal: its next comments are turned down, or put back.

    A comment that cannot be put back is skipped: it must not stand in the way of all others. `numbers` are new numbers
    for the log, one for each comment.
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
    """The removal that follows from an order to remove; `lifted` says that there is no ban yet, or one that was lifted.

    It is `afresh`, unless `before` is of this ban, or still on its way: then it is that, from the top. So there is one
    for each ban, and putting back puts back all that it removed.
    """
    if before is None:
        return afresh
    if before.state is RemovalState.RESTORED or (lifted and not before.going_on):
        return afresh.model_copy(update={"step": before.step + 1})
    again = {name: getattr(afresh, name) for name in ("by", "at", "reason", "told")}
    return before.model_copy(update={**again, **_from_the_top(before, RemovalState.RUNNING)})


def undone(removal: Removal, stamp: LogStamp) -> Removal:
    """`removal`, with its comments to be put back."""
    who = {"by": stamp.by, "at": stamp.at}
    return removal.model_copy(update={**who, **_from_the_top(removal, RemovalState.RESTORING)})


def concerns(comment: Comment, removal: Removal) -> bool:
    """Is there something to do about `comment`?

    What an appeal brought back is not turned down again by who had turned it down before: see `decisions.py`.
    """
    if removal.state is RemovalState.RESTORING:
        mark = comment.decided.removal if comment.decided else None
        return mark == removal.number and comment.status in TURNED_DOWN
    touched_since = comment.logged is not None and created_at(comment.logged) > removal.at
    others_decide = comment.appeal and comment.decided and removal.by in comment.decided.against
    return comment.status not in {*TURNED_DOWN, Status.WITHDRAWN} and not touched_since and not others_decide


def done(comment: Comment, removal: Removal, stamp: LogStamp, *, decision: LogEntry | None) -> tuple[Comment, LogEntry]:
    """What becomes of a comment that a removal `concerns`, and the entry of the log about that.

    `decision` is the entry of the log about the decision in force: putting back restores the state that it found. A
    pending appeal counts as granted, so the author may appeal again if the comment is turned down anew.
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
    # A moderator who puts comments back takes back the removal, and decides about no appeal.
    before = comment.model_copy(update={"appealed": False, "appeal": None}) if undoing else comment
    after = decided(before, proposed, stamp, undone=decision)
    if undoing and not granted:
        after = after.model_copy(update={"appeal": comment.appeal})
    if not undoing and after.decided and after.statement:
        ruling = after.decided.model_copy(update={"removal": removal.number})
        statement = after.statement.model_copy(update={"rule": None})  # no rule called the moderator to this comment
        after = after.model_copy(update={"decided": ruling, "statement": statement})
    return after, recorded(comment, after, proposed, stamp).model_copy(update={"ban": removal.ban})


def advanced(removal: Removal, *, changed: int, last: str | None) -> Removal:
    """`removal` one step on: `changed` comments later, and `last` being the place of the last that was looked at.

    None for `last` means that the list is at its end; then it begins anew unless there was nothing to do in all of it.
    """
    count = "restored" if removal.state is RemovalState.RESTORING else "removed"
    in_round = removal.changed_in_round + changed
    moved = {count: getattr(removal, count) + changed, "changed_in_round": in_round, "after": last}
    if last is None:
        moved |= {"changed_in_round": 0} if in_round else {"state": _ENDS[removal.state]}
    return removal.model_copy(update={**moved, "step": removal.step + 1})


def _from_the_top(removal: Removal, state: RemovalState) -> dict[str, object]:
    return {"state": state, "after": None, "changed_in_round": 0, "step": removal.step + 1}
