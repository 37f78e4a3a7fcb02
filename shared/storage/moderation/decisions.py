"""Moderators' decisions: the facts they need, and the write that carries one out."""

from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from shared.domain.articles.article import Article
from shared.domain.comments.comment import Comment
from shared.domain.comments.ruling import Action
from shared.domain.log.log_entry import LogEntry
from shared.domain.moderation.decisions import LogStamp, ProposedDecision, decided, pins, recorded
from shared.domain.refusals import CommentNotFound, StatusChanged
from shared.storage import keys, table
from shared.storage.comments.comment_item import difference, from_item
from shared.storage.log import log_entries


class DecisionFacts(NamedTuple):
    """What a decision is about, as it was read; None if there is no such comment."""

    comment: Comment | None
    article: Article
    undone: LogEntry | None = None
    """The line of the log about the decision in force, for who takes that back."""


def subjects(proposals: Sequence[ProposedDecision]) -> list[DecisionFacts]:
    """What each of `proposals` is about, in one batched read."""
    wanted = [
        (keys.comment(proposed.article_id, proposed.comment_id), keys.article(proposed.article_id))
        for proposed in proposals
    ]
    found = table.get(*chain.from_iterable(wanted), consistent=True)
    comments = {key: from_item(found[key]) for key, _ in wanted if key in found}
    undone = [_undone(proposed, comments.get(key)) for proposed, (key, _) in zip(proposals, wanted, strict=True)]
    entries = log_entries.entries(number for number in undone if number) if any(undone) else {}
    return [
        DecisionFacts(
            comment=comments.get(comment),
            article=Article.model_validate(found.get(article, {"id": proposed.article_id})),
            undone=entries.get(number) if number else None,
        )
        for proposed, (comment, article), number in zip(proposals, wanted, undone, strict=True)
    ]


def decide(proposed: ProposedDecision, subject: DecisionFacts, hand: LogStamp) -> DecisionFacts:
    """Carry out a decision on `subject` as it was read, and put it on record, in one transaction.

    Answers what is there from now on.

    Raises:
        CommentNotFound: there is no such comment, or its author has withdrawn it.
        StatusChanged: it does not have the status the moderator saw, or has been changed since it was read.
        CannotPin, AnotherModerator, CannotUndo: see `decisions.py`.
    """
    comment, article, undone = subject
    if comment is None or comment.id != proposed.comment_id:
        raise CommentNotFound("There is no such comment on this article.")
    after = decided(comment, proposed, hand, undone=undone)
    if after == comment:
        return subject
    entry = recorded(comment, after, proposed, hand)
    pinned = pins(article, comment, after)
    try:
        table.write(
            difference(comment, after).at(keys.comment(comment.article_id, comment.id)),
            log_entries.line(entry),
            *([_pin(article, pinned)] if pinned != article.pinned else []),
        )
    except (table.WriteRefused, table.Contended):
        raise StatusChanged("Somebody has changed it at the same moment. Look at the comment again.") from None
    return DecisionFacts(after, article.model_copy(update={"pinned": pinned}))


def _undone(proposed: ProposedDecision, comment: Comment | None) -> str | None:
    """The number of the decision that is to be undone."""
    taken_back = proposed.action is Action.UNDO and comment is not None and comment.decided
    return taken_back.number if taken_back else None


def _pin(article: Article, pinned: tuple[str, ...]) -> table.Operation:
    change = table.Change(only_if={"id": article.id, "pinned": article.pinned or None})
    if pinned:
        change.sets["pinned"] = pinned
    else:
        change.removes.add("pinned")
    return change.at(keys.article(article.id))
