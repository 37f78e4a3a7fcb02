"""A moderator's decision about a comment: the comment after it, and its log entry."""

from collections.abc import Iterable
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, StringConstraints

from shared.domain.articles.article import Article
from shared.domain.comments.comment import TURNED_DOWN, Comment, Status
from shared.domain.comments.nesting import MOST_PINNED
from shared.domain.comments.reasons import Reason
from shared.domain.comments.ruling import Action, Ruling, Statement
from shared.domain.comments.visibility import hidden, shown
from shared.domain.identifiers import ArticleId, CommentId
from shared.domain.log.log_entry import Earlier, LogEntry, LoggedAction, LogStamp
from shared.domain.refusals import (
    AnotherModerator,
    CannotPin,
    CannotUndo,
    CommentNotFound,
    CurrentComment,
    StatusChanged,
)

_RESULTS = {Action.REJECT: Status.REJECTED, Action.SPAM: Status.SPAM}


class ProposedDecision(BaseModel):
    """The decision that a moderator proposes for one comment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article_id: ArticleId
    comment_id: CommentId
    action: Action
    reason: Reason | None = None
    note: Annotated[str, StringConstraints(max_length=1_000, strip_whitespace=True)] | None = None
    if_status: Annotated[str, StringConstraints(max_length=20)] | None = None
    """The status that the moderator saw. If the comment has another status by now, the decision is refused."""
    if_version: Annotated[str, StringConstraints(max_length=20)] | None = None
    """The version that the moderator saw. If the comment has changed since, the decision is refused."""


class DecisionFacts(NamedTuple):
    """The comment and the article of a decision, as they were read."""

    comment: Comment | None
    """None if there is no such comment."""
    article: Article
    undone: LogEntry | None = None
    """The log entry of the decision in force, if the proposed decision undoes it."""
    changed: bool = False
    """True if an earlier decision of the same request has changed the comment."""


class DecisionOutcome(NamedTuple):
    """The comment and its article after a decision, and the log entry."""

    comment: Comment
    article: Article
    """The article with its new list of pinned comments."""
    entry: LogEntry | None
    """The decision's log entry; None if it changes nothing."""


def decide(facts: DecisionFacts, proposed: ProposedDecision, stamp: LogStamp) -> DecisionOutcome:
    """Carry out a decision: the comment, the list of pinned comments and the log entry that follow from it.

    Raises:
        CommentNotFound: there is no such comment, or its author has withdrawn it.
        StatusChanged: it has changed since the moderator saw it, or an earlier decision of the request changed it.
        CannotPin, AnotherModerator, CannotUndo: see `decided` and `pins`.
    """
    before = facts.comment
    if before is None or before.id != proposed.comment_id:
        raise CommentNotFound("There is no such comment on this article.")
    if facts.changed:
        raise StatusChanged(
            "An earlier decision of this request has changed the comment. Look at it again.", current=current(before)
        )
    after = decided(before, proposed, stamp, undone=facts.undone)
    if after == before:
        return DecisionOutcome(before, facts.article, None)
    article = facts.article.model_copy(update={"pinned": pins(facts.article, before, after)})
    return DecisionOutcome(after, article, recorded(before, after, proposed, stamp))


def in_turn(read: DecisionFacts, earlier: Iterable[DecisionOutcome]) -> DecisionFacts:
    """The facts of a decision after the `earlier` decisions of the same request, which came after the read."""
    facts = read
    for outcome in earlier:
        if outcome.article.id == read.article.id:
            facts = facts._replace(article=outcome.article)
        if outcome.entry and read.comment and outcome.comment.id == read.comment.id:
            facts = facts._replace(comment=outcome.comment, changed=True)
    return facts


def current(comment: Comment) -> CurrentComment:
    """The state of a comment, for a moderator whose decision came too late."""
    return CurrentComment(status=comment.status, version=comment.version)


def decided(
    comment: Comment, proposed: ProposedDecision, stamp: LogStamp, *, undone: LogEntry | None = None
) -> Comment:
    """`comment` after a decision. A decision that changes nothing, or is sent again, returns `comment` itself.

    An approval settles the reports and the appeal so far; a rejection adds a statement of reasons. `undone` is the log
    entry of the decision in force, which an undo needs.

    Raises:
        CommentNotFound: its author has withdrawn it, so there is nothing to show or to hide.
        StatusChanged: it has changed since the moderator saw it.
        CannotPin: the comment is not approved, or is a reply, so it cannot be pinned on top of a thread.
        AnotherModerator: a moderator who rejected the comment may neither decide its appeal nor change a colleague's
            decision on it (Regulation (EU) 2022/2065, 20).
        CannotUndo: there is no decision in force, or the comment has changed since.
    """
    if _made_before(comment, proposed, by=stamp.by):
        return comment
    _as_seen(comment, proposed)
    if proposed.action is Action.UNPIN:
        after = comment.model_copy(update={"pinned": False})
    elif comment.status is Status.WITHDRAWN:
        raise CommentNotFound("Its author has withdrawn this comment.")
    elif proposed.action is Action.PIN:
        after = _pinned(comment)
    elif comment.appeal and comment.decided and stamp.by in comment.decided.against:
        raise AnotherModerator(
            "You rejected this comment before its author appealed, so another moderator must decide now."
        )
    elif proposed.action is Action.UNDO:
        after = _as_before(comment, undone)
    elif proposed.action is Action.APPROVE:
        after = _approved(comment, stamp)
    else:
        after = _turned_down(comment, proposed, stamp)
    return after if after == comment else after.model_copy(update={"logged": stamp.number})


def recorded(before: Comment, after: Comment, proposed: ProposedDecision, stamp: LogStamp) -> LogEntry:
    """The log entry of a decision that changed `before` to `after`."""
    ruling = after.decided if after.decided and after.decided.number == stamp.number else None
    statement = after.statement if after.statement and after.statement.number == stamp.number else None
    answered = before.appeal if before.appealed and not after.appealed else None
    return stamp.entry(
        LoggedAction(proposed.action),
        article_id=before.article_id,
        comment_id=before.id,
        reader_id=before.reader_id,
        was=before.status,
        became=after.status,
        reason=ruling.reason if ruling else None,
        note=proposed.note or None,
        rule=statement.rule if statement else None,
        appeal=before.appealed and not after.appealed,
        waited=stamp.at - answered.at if answered else None,
        reports=max(0, before.reports - before.reports_settled),
        undoes=before.decided.number if proposed.action is Action.UNDO and before.decided else None,
        previous=before.logged,
        earlier=_earlier(before) if ruling or proposed.action is Action.UNDO else None,
        in_force=after.decided,
    )


def pins(article: Article, before: Comment, after: Comment) -> tuple[str, ...]:
    """The comments pinned on top of `article`'s thread after the change from `before` to `after`.

    Raises:
        CannotPin: MOST_PINNED comments are pinned already, or nobody has registered the article.
    """
    if before.pinned == after.pinned:
        return article.pinned
    if not article.registered:
        raise CannotPin("The article is not registered yet, so nothing can be pinned on top of its thread.")
    others = tuple(pinned for pinned in article.pinned if pinned != after.id)
    if not after.pinned:
        return others
    if len(others) >= MOST_PINNED:
        raise CannotPin(f"{MOST_PINNED} comments of this thread are pinned. Unpin one of them first.")
    return (*others, after.id)


def _earlier(comment: Comment) -> Earlier:
    return Earlier(
        status=comment.status,
        statement=comment.statement,
        appealed=comment.appealed,
        reports_settled=comment.reports_settled,
        decided=comment.decided,
    )


def _made_before(comment: Comment, proposed: ProposedDecision, *, by: str) -> bool:
    """True if `proposed` is the decision in force, sent again by the same moderator, and nothing has changed since."""
    ruling = comment.decided
    if ruling is None or (ruling.by, ruling.action, ruling.number) != (by, proposed.action, comment.logged):
        return False
    status = _RESULTS.get(ruling.action, Status.APPROVED)
    edited = comment.edited_at is not None and comment.edited_at > ruling.at
    waits = comment.appealed or comment.reports > comment.reports_settled
    unchanged = comment.status is status and not edited and not waits
    return unchanged and (status is Status.APPROVED or not _says_more(proposed, comment.statement))


def _as_seen(comment: Comment, proposed: ProposedDecision) -> None:
    if proposed.if_status is not None and proposed.if_status != comment.status:
        raise StatusChanged(
            f"Somebody has decided meanwhile: the comment is {comment.status} now.", current=current(comment)
        )
    if proposed.if_version is not None and proposed.if_version != comment.version:
        raise StatusChanged(
            "The comment has changed since you looked at it, for example its text or a decision. Look again.",
            current=current(comment),
        )


def _pinned(comment: Comment) -> Comment:
    if not comment.visible or comment.parent_id:
        raise CannotPin("Only an approved comment that is not a reply can be pinned.")
    return comment.model_copy(update={"pinned": True})


def _approved(comment: Comment, stamp: LogStamp) -> Comment:
    in_force = comment.decided is not None and comment.decided.action is Action.APPROVE
    if comment.visible and in_force and comment.reports == comment.reports_settled:
        return comment
    return _settled(shown(comment), Action.APPROVE, None, stamp).model_copy(update={"reports_settled": comment.reports})


def _turned_down(comment: Comment, proposed: ProposedDecision, stamp: LogStamp) -> Comment:
    status, earlier = _RESULTS[proposed.action], comment.statement
    if comment.status is status and not comment.appealed and not _says_more(proposed, earlier):
        return comment
    upheld = earlier.reason if earlier and comment.appealed else Reason.OTHER
    reason = proposed.reason or (Reason.SPAM if proposed.action is Action.SPAM else upheld)
    telling = comment.verdict.telling
    statement = Statement(
        number=stamp.number,
        reason=reason,
        note=proposed.note or None,
        rule=telling.rule if telling else None,
        decided_at=stamp.at,
    )
    return _settled(hidden(comment, status), proposed.action, reason, stamp).model_copy(update={"statement": statement})


def _says_more(proposed: ProposedDecision, earlier: Statement | None) -> bool:
    """True if a decision gives another reason or note than the author has read. Without reason and note it is False."""
    reason, note = (earlier.reason, earlier.note) if earlier else (None, None)
    return (proposed.reason or reason) != reason or (proposed.note or note) != note


def _settled(comment: Comment, action: Action, reason: Reason | None, stamp: LogStamp) -> Comment:
    """`comment` with a new decision in force. Its appeal is settled, and no slow judge is awaited any more."""
    first = comment.first_decided_at if comment.first_decided_at is not None else stamp.at
    against = comment.decided.against if comment.decided else ()
    if comment.appeal is None:
        against = () if action is Action.APPROVE else tuple(dict.fromkeys((*against, stamp.by)))
    decision = Ruling(number=stamp.number, action=action, reason=reason, by=stamp.by, at=stamp.at, against=against)
    return comment.model_copy(
        update={"appealed": False, "awaiting": (), "first_decided_at": first, "decided": decision}
    )


def _as_before(comment: Comment, undone: LogEntry | None) -> Comment:
    """`comment` as it was before the decision in force. Its pin stays, because only PIN and UNPIN decide about that."""
    in_force = comment.decided is not None and undone is not None and comment.decided.number == undone.id
    if not in_force or undone is None or undone.earlier is None or undone.comment_id != comment.id:
        raise CannotUndo("No decision about this comment is in force, so there is nothing to undo.")
    if comment.status != undone.became or comment.appealed:
        raise CannotUndo("This comment has changed since the decision, so it cannot be undone. Make a new decision.")
    earlier = undone.earlier
    status = Status(earlier.status)
    back = shown(comment) if status is Status.APPROVED else hidden(comment, status)
    return back.model_copy(
        update={
            "statement": earlier.statement if status in TURNED_DOWN else None,
            "appealed": earlier.appealed,
            "reports_settled": earlier.reports_settled,
            "decided": earlier.decided,
        }
    )
