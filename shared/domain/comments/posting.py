"""Decide about a draft or an edit, by facts that were read: the comment it becomes, or a refusal."""

from collections.abc import Collection
from typing import NamedTuple

from shared.domain.articles.article import Article, register
from shared.domain.comments.access import CommentFacts, open_comment
from shared.domain.comments.comment import Comment, CommentChange, Status
from shared.domain.comments.draft import Draft, Revision
from shared.domain.comments.nesting import DEEPEST
from shared.domain.comments.own_comments import may_edit
from shared.domain.comments.sender import HourLimits, Sender, SentText
from shared.domain.comments.visibility import hidden, shown
from shared.domain.judging.judge import Judgement, Stopwatch, judge
from shared.domain.judging.policy import Policy
from shared.domain.judging.refusal_sentences import refusal
from shared.domain.judging.verdict import Circumstances, Decision, Finding, Outcome, Verdict, Writing
from shared.domain.people.ban import Ban
from shared.domain.people.keyed_hashes import comment_key
from shared.domain.people.reader import Reader, ReaderRecord
from shared.domain.refusals import CommentRefused, Fault, FieldError, IdempotencyConflict
from shared.domain.sharing.visit import Visit
from shared.domain.spam.model import Model, UnreadableModel
from shared.domain.times import day
from shared.domain.words.listed_words import repeated_text_key

_NO_PARENT = FieldError(pointer="/parent_id", code="no-such-comment", detail="No visible comment has this id.")
_HELD_BEFORE = Finding(rule="edited", outcome=Outcome.HOLD, evidence="it was held before its author changed it")


class Situation(NamedTuple):
    """The facts for judging a new or edited comment, from one read."""

    comment_id: str
    """The id of the comment: the future id of a new one, the present id of an edited one."""
    sender: Sender
    policy: Policy
    article: Article
    reader: ReaderRecord
    ban: Ban | None
    text: SentText
    by_reader: int = 0
    """Comments of the reader in this hour. For the form: comments by the form from the source address."""
    from_address: int = 0
    """Comments from the source address in this hour."""
    answered: Comment | None = None
    """The comment it answers, in any status."""
    stored: Comment | None = None
    """The comment stored under its key: the one to edit, or one sent before with the same Idempotency-Key."""
    spam_filter: Model | UnreadableModel | None = None
    """The spam filter; None if it was never trained."""

    @property
    def limits(self) -> HourLimits:
        """The limits for the sender."""
        by_reader = self.policy.forms_per_hour if self.sender.form else self.policy.comments_per_hour
        return HourLimits(by_reader, self.policy.comments_per_hour_from_address)

    def circumstances(self, writing: Writing, *, seconds: int | None = None) -> Circumstances:
        """The facts in the form that the rules take."""
        spam_filter = self.spam_filter if self.spam_filter and self.spam_filter.in_use else None
        return Circumstances(
            at=self.sender.at,
            state=self.article.state_at(self.sender.at),
            moderation=self.article.moderation,
            reader=self.reader,
            badge=self.sender.author.badge,
            ban=self.ban.for_reader if self.ban else None,
            by_reader=self.by_reader,
            from_address=self.from_address,
            same_text=self.text.times,
            form=self.sender.form,
            seconds=seconds,
            spam=spam_filter.score(writing.author_name, writing.body) if spam_filter else None,
        )


class Submission(NamedTuple):
    """The comment that a draft becomes, with everything stored in the same write."""

    comment: Comment
    registering: Article | None = None
    """The article, if this comment is the first that describes it."""
    visit: Visit | None = None
    """The fact that its author came by a shared link."""
    repeated: bool = False
    """True if the comment is stored already, and nothing is to be written."""
    faults: tuple[Fault, ...] = ()
    """The rules that broke while it was judged."""


class Revised(NamedTuple):
    """The outcome of an edit."""

    change: CommentChange
    faults: tuple[Fault, ...]
    """The rules that broke while it was judged."""


def submit(
    draft: Draft, situation: Situation, *, own_hosts: Collection[str], day_key: bytes, stopwatch: Stopwatch
) -> Submission:
    """The comment that `draft` becomes, with everything stored in the same write.

    A draft that is sent again gives the stored comment. `own_hosts` are the newspaper's host names. `day_key` is the
    key of the day's hashes; it may be empty for a draft without `via`.

    Raises:
        Refusal: the rules refuse the draft, the comment it answers is gone, or its key was used for another comment.
    """
    if situation.stored:
        return Submission(_same(draft, situation.stored), repeated=True)
    answered = situation.answered
    if draft.parent_id and not (answered and answered.visible):
        raise CommentRefused(
            "The comment you answer is not there any more. Copy your text and comment anew.", [_NO_PARENT]
        )
    sender, article = situation.sender, situation.article
    circumstances = situation.circumstances(draft, seconds=draft.seconds)
    verdict, faults = _judged(draft, circumstances, situation.policy, stopwatch)
    comment = compose(
        draft,
        comment_id=situation.comment_id,
        by=sender.author,
        on=article.id,
        under=answered,
        verdict=verdict,
        at=sender.at,
        circumstances=circumstances,
        awaiting=situation.policy.judges.names,
    )
    registering = visit = None
    if draft.article and not article.registered:
        days = situation.policy.close_after_days
        registering = register(article.id, draft.article, own_hosts=own_hosts, at=sender.at, close_after_days=days)
    if draft.via:
        visit = Visit(
            article_id=article.id,
            network=draft.via.network,
            day=day(sender.at),
            visitor_key=comment_key(comment.id, day_key=day_key),
            at=sender.at,
            commented=True,
        )
    return Submission(comment, registering, visit, faults=faults)


def revise(revision: Revision, situation: Situation, *, stopwatch: Stopwatch) -> Revised:
    """The stored comment with the text of `revision`, judged again.

    Raises:
        Refusal: the rules refuse the text, or this reader may not edit the comment.
    """
    stored = situation.stored
    comment = stored if stored and stored.id == situation.comment_id else None
    before = open_comment(CommentFacts(comment, situation.policy, situation.ban))
    sender = situation.sender
    may_edit(before, sender.author, at=sender.at)
    # An edit does not count as another comment, and an unchanged text does not count as sent again.
    resent = repeated_text_key(before.body) == situation.text.key
    text = situation.text._replace(times=0) if resent else situation.text
    situation = situation._replace(by_reader=0, from_address=0, text=text)
    draft = Draft(author_name=before.name, body=revision.body)
    circumstances = situation.circumstances(draft)
    verdict, faults = _judged(draft, circumstances, situation.policy, stopwatch)
    after = reworded(
        before,
        revision,
        verdict=verdict,
        at=sender.at,
        circumstances=circumstances,
        awaiting=situation.policy.judges.names,
    )
    change = CommentChange(before, after, keep_text_at=sender.at, text=None if resent else text)
    return Revised(change, faults)


def compose(  # noqa: PLR0913  (each argument is a fact of the decision)
    draft: Draft,
    *,
    comment_id: str,
    by: Reader,
    on: str,
    under: Comment | None,
    verdict: Verdict,
    at: int,
    circumstances: Circumstances | None = None,
    awaiting: tuple[str, ...] = (),
) -> Comment:
    """The comment that `draft` becomes: approved or held by `verdict`, and held while it is `awaiting` slow judges.

    `on` is the article's id, `under` the comment it answers, `at` the time in ms since the epoch. The verdict must not
    be a refusal: see `refusal_sentences.py`.
    """
    above = (*under.ancestors, under.id)[: DEEPEST + 1] if under else ()
    comment = Comment(
        id=comment_id,
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


def reworded(  # noqa: PLR0913  (each argument is a fact of the decision)
    comment: Comment,
    revision: Revision,
    *,
    verdict: Verdict,
    at: int,
    circumstances: Circumstances | None = None,
    awaiting: tuple[str, ...] = (),
) -> Comment:
    """`comment` with another text, judged again: a held comment stays held, an approved one may be held."""
    if comment.status is Status.PENDING and comment.verdict.decision is not Decision.PUBLISH:
        verdict = verdict.model_copy(update={"decision": Decision.HOLD, "findings": (*verdict.findings, _HELD_BEFORE)})
    judged = {"verdict": verdict, "circumstances": circumstances, "awaiting": awaiting, "decided": None}
    revised = comment.model_copy(update={"body": revision.body, "edited_at": at, **judged})
    if verdict.decision is Decision.PUBLISH and comment.visible and not awaiting:
        return shown(revised)
    return hidden(revised, Status.PENDING)


def _judged(draft: Draft, circumstances: Circumstances, policy: Policy, stopwatch: Stopwatch) -> Judgement:
    """The judgement of the rules on `draft`.

    Raises:
        Refusal: the rules refuse the draft. Rules that broke are its `faults`.
    """
    judgement = judge(draft, circumstances, policy, stopwatch=stopwatch)
    if refused := refusal(judgement.verdict):
        refused.faults = judgement.faults
        raise refused
    return judgement


def _same(draft: Draft, stored: Comment) -> Comment:
    """The stored comment, if `draft` repeats it.

    Raises:
        IdempotencyConflict: the draft is another comment.
    """
    if stored.fingerprint != draft.fingerprint:
        raise IdempotencyConflict(
            "Another comment was sent with this Idempotency-Key before. Use a new key for a new comment."
        )
    return stored
