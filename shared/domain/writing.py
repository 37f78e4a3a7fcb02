"""A draft becomes a comment, and a comment is changed by its author."""

from shared.domain.comments import TURNED_DOWN, Appeal, Comment, Draft, Revision, Status, hidden
from shared.domain.identifiers import ulid
from shared.domain.markup import to_html
from shared.domain.readers import Reader
from shared.domain.refusals import (
    AlreadyAppealed,
    CommentNotFound,
    EditWindowClosed,
    NotRejected,
    NotYours,
)
from shared.domain.verdicts import Circumstances, Decision, Finding, Outcome, Verdict

DEEPEST = 3
"""Replies nest this deep below a top-level comment (depth 0); deeper ones hang under their ancestor of this depth."""

_HELD_BEFORE = Finding(rule="edited", outcome=Outcome.HOLD, evidence="it was held before its author changed it")


def compose(  # noqa: PLR0913  (facts in, decision out: these are the facts)
    draft: Draft,
    *,
    by: Reader,
    on: str,
    under: Comment | None,
    verdict: Verdict,
    at: int,
    randomness: bytes,
    circumstances: Circumstances | None = None,
    awaiting: tuple[str, ...] = (),
) -> Comment:
    """The comment that `draft` becomes: published or held, as `verdict` says, and held while it is `awaiting` judges.

    `on` is the article's id, `under` the comment it answers, `at` ms since the epoch, `randomness` 10 bytes.
    A verdict that refuses makes no comment: see `judging.refusal`.
    """
    above = (*under.ancestors, under.id)[: DEEPEST + 1] if under else ()
    comment = Comment(
        id=ulid(at, randomness),
        article_id=on,
        parent_id=above[-1] if above else None,
        answers=under.id if under else None,
        ancestors=above,
        reader_id=by.id,
        name=draft.author_name,
        badge=by.badge,
        body=draft.body,
        status=Status.PENDING,
        created_at=at,
        fingerprint=draft.fingerprint,
        verdict=verdict,
        circumstances=circumstances,
        awaiting=awaiting,
    )
    return shown(comment) if verdict.decision is Decision.PUBLISH and not awaiting else comment


def shown(comment: Comment) -> Comment:
    """`comment` approved: readers see its name and text."""
    return comment.model_copy(
        update={
            "status": Status.APPROVED,
            "published": True,
            "author_name": comment.name,
            "body_html": to_html(comment.body),
            "statement": None,
        }
    )


def may_edit(comment: Comment, by: Reader, *, at: int) -> None:
    """Let the author through, for as long as the window for it is open; `at` is in ms since the epoch.

    Raises:
        CommentNotFound: it is withdrawn.
        NotYours: somebody else wrote it.
        EditWindowClosed: the window is closed, or a moderator has rejected it.
    """
    _author(comment, by)
    if at >= comment.editable_until:
        raise EditWindowClosed("A comment can be edited for 15 minutes. You can still withdraw it and write another.")
    if comment.status in {*TURNED_DOWN, Status.REPORTED}:
        raise EditWindowClosed("This comment is with the moderators and cannot be edited now.")


def revise(  # noqa: PLR0913  (facts in, decision out: these are the facts)
    comment: Comment,
    revision: Revision,
    *,
    verdict: Verdict,
    at: int,
    circumstances: Circumstances | None = None,
    awaiting: tuple[str, ...] = (),
) -> Comment:
    """`comment` with another text, judged again: what was held stays held, what is published may be held."""
    if comment.status is Status.PENDING and comment.verdict.decision is not Decision.PUBLISH:
        verdict = verdict.model_copy(update={"decision": Decision.HOLD, "findings": (*verdict.findings, _HELD_BEFORE)})
    judged = {"verdict": verdict, "circumstances": circumstances, "awaiting": awaiting, "decided": None}
    revised = comment.model_copy(update={"body": revision.body, "edited_at": at, **judged})
    if verdict.decision is Decision.PUBLISH and comment.visible and not awaiting:
        return shown(revised)
    return hidden(revised, Status.PENDING)


def withdraw(comment: Comment, by: Reader) -> Comment:
    """`comment` taken back by its author: its name and text are gone.

    Raises:
        CommentNotFound: it is withdrawn already.
        NotYours: somebody else wrote it.
    """
    _author(comment, by)
    # Its pin stays until a moderator takes it off: the list of pins is the article's, which this does not write.
    gone = {"name": "", "body": "", "appealed": False, "awaiting": (), "decided": None}
    return hidden(comment, Status.WITHDRAWN).model_copy(update=gone)


def appeal(comment: Comment, text: str, by: Reader, *, at: int) -> Comment:
    """`comment` with its author's objection to the rejection; `at` is in ms since the epoch.

    Raises:
        NotYours: somebody else wrote it.
        NotRejected: there is nothing to appeal against.
        AlreadyAppealed: it was appealed before.
    """
    _author(comment, by)
    if comment.appeal:
        raise AlreadyAppealed("You have asked for another look at this comment before. That can be done once.")
    if comment.status not in TURNED_DOWN:
        raise NotRejected("Only a comment that a moderator has turned down can be appealed.")
    return comment.model_copy(update={"appeal": Appeal(text=text, at=at), "appealed": True})


def _author(comment: Comment, by: Reader) -> None:
    if comment.reader_id != by.id:
        raise NotYours("Somebody else wrote this comment, or you wrote it under another reader pass.")
    if comment.status is Status.WITHDRAWN:
        raise CommentNotFound("This comment has been withdrawn.")
