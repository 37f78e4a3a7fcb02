"""A draft becomes a comment, and a comment is changed by its author."""

from shared.domain.comments.comment import Comment, Status
from shared.domain.comments.draft import Draft, Revision
from shared.domain.comments.nesting import DEEPEST
from shared.domain.comments.visibility import hidden, shown
from shared.domain.identifiers import ulid
from shared.domain.judging.verdict import Circumstances, Decision, Finding, Outcome, Verdict
from shared.domain.people.reader import Reader

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
