"""Moderators' decisions: the read of their facts, and the write that carries a decision out."""

from collections.abc import Sequence
from itertools import chain

from shared.domain.articles.article import Article
from shared.domain.comments.comment import Comment
from shared.domain.comments.ruling import Action
from shared.domain.moderation.decisions import DecisionFacts, DecisionOutcome, ProposedDecision, current
from shared.domain.refusals import CommentNotFound, StatusChanged
from shared.storage import keys, table
from shared.storage.comments.comment_item import difference, from_item
from shared.storage.log import log_entries


def facts(proposals: Sequence[ProposedDecision]) -> list[DecisionFacts]:
    """The facts of each of `proposals`, in one batched read, and a second one if there are decisions to undo."""
    wanted = [
        (keys.comment(proposed.article_id, proposed.comment_id), keys.article(proposed.article_id))
        for proposed in proposals
    ]
    items = table.get(*chain.from_iterable(wanted), consistent=True)
    comments = {key: from_item(items[key]) for key, _ in wanted if key in items}
    undone = [_undone(proposed, comments.get(key)) for proposed, (key, _) in zip(proposals, wanted, strict=True)]
    entries = log_entries.entries(number for number in undone if number) if any(undone) else {}
    return [
        DecisionFacts(
            comment=comments.get(comment),
            article=Article.model_validate(items.get(article, {"id": proposed.article_id})),
            undone=entries.get(number) if number else None,
        )
        for proposed, (comment, article), number in zip(proposals, wanted, undone, strict=True)
    ]


def write(before: DecisionFacts, outcome: DecisionOutcome) -> None:
    """Store a decision's outcome and its log entry in one transaction. Without an entry it writes nothing.

    Raises:
        StatusChanged: somebody else has changed the comment, or the pins of its article, since they were read.
        CommentNotFound: the comment has been deleted since.
    """
    comment, article, entry = outcome
    if entry is None or before.comment is None:
        return
    key = keys.comment(before.comment.article_id, before.comment.id)
    repinned = article.pinned != before.article.pinned
    try:
        table.write(
            difference(before.comment, comment).at(key),
            log_entries.line(entry),
            *([_pin(before.article, article.pinned)] if repinned else []),
        )
    except table.LostRace:
        now = table.get(key, consistent=True).get(key)
        if now is None:
            raise CommentNotFound("There is no such comment on this article any more.") from None
        raise StatusChanged(
            "Somebody has changed this comment at the same moment. Look at it again.", current=current(from_item(now))
        ) from None


def _undone(proposed: ProposedDecision, comment: Comment | None) -> str | None:
    """The number of the decision that `proposed` undoes; None if it undoes none."""
    taken_back = proposed.action is Action.UNDO and comment is not None and comment.decided
    return taken_back.number if taken_back else None


def _pin(article: Article, pinned: tuple[str, ...]) -> table.Operation:
    change = table.Change(only_if={"id": article.id, "pinned": article.pinned or None})
    if pinned:
        change.sets["pinned"] = pinned
    else:
        change.removes.add("pinned")
    return change.at(keys.article(article.id))
