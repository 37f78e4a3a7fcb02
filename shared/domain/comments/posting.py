"""A draft becomes a comment, and a comment is changed by its author: what is decided, from facts that were read."""

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
    """The facts that decide about a text that is sent, read together."""

    comment_id: str
    """The id of the comment: of a new one its id to be, of an edited one its id as it is."""
    sender: Sender
    policy: Policy
    article: Article
    reader: ReaderRecord
    ban: Ban | None
    text: SentText
    by_reader: int = 0
    """How many comments the reader has sent in this hour; by the form, how many were sent so from the address."""
    from_address: int = 0
    """How many comments were sent from the address in this hour."""
    answered: Comment | None = None
    """The comment that it answers, whatever its status."""
    stored: Comment | None = None
    """The comment that has its key in the table: sent before under the same Idempotency-Key, or the one to edit."""
    spam_filter: Model | UnreadableModel | None = None
    """What the filter that learns from the moderators has learned, if there is one."""

    @property
    def limits(self) -> HourLimits:
        """The limits that hold for the sender."""
        by_reader = self.policy.forms_per_hour if self.sender.form else self.policy.comments_per_hour
        return HourLimits(by_reader, self.policy.comments_per_hour_from_address)

    def circumstances(self, writing: Writing, *, seconds: int | None = None) -> Circumstances:
        """The facts, as the rules take them."""
        spam_filter = self.spam_filter if self.spam_filter and self.spam_filter.in_use else None
        return Circumstances(
            at=self.sender.at,
            state=self.article.state_at(self.sender.at),
            moderation=self.article.moderation,
            reader=self.reader,
            badge=self.sender.author.badge,
            ban=self.ban.told_so if self.ban else None,
            by_reader=self.by_reader,
            from_address=self.from_address,
            same_text=self.text.times,
            form=self.sender.form,
            seconds=seconds,
            spam=spam_filter.score(writing.author_name, writing.body) if spam_filter else None,
        )


class Submission(NamedTuple):
    """What a draft becomes, and what is stored in the same write."""

    comment: Comment
    registering: Article | None = None
    """The article, if this comment is the first that describes it."""
    visit: Visit | None = None
    """The fact that its author came by a shared link."""
    repeated: bool = False
    """Is it stored already, so that there is nothing to write?"""
    faults: tuple[Fault, ...] = ()
    """The rules that broke while it was judged."""


class Revised(NamedTuple):
    """What an edit makes of a comment."""

    change: CommentChange
    faults: tuple[Fault, ...]
    """The rules that broke while it was judged."""


def submit(
    draft: Draft, situation: Situation, *, own_hosts: Collection[str], day_key: bytes, stopwatch: Stopwatch
) -> Submission:
    """The comment that `draft` becomes, and what is stored with it. A draft that is sent again stays what it became.

    `own_hosts` are the newspaper's host names. `day_key` is the key of the day's hashes: it is needed only if the draft
    says that its author came by a shared link.

    Raises:
        Refusal: the rules refuse it, the comment it answers is gone, or another comment was sent under its key.
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
        Refusal: the rules refuse it, or it is not, or no more, a comment that this reader may edit.
    """
    stored = situation.stored
    found = stored if stored and stored.id == situation.comment_id else None
    before = open_comment(CommentFacts(found, situation.policy, situation.ban))
    sender = situation.sender
    may_edit(before, sender.author, at=sender.at)
    # An edit is no further comment, and a text that is left as it was is not sent again.
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


def compose(  # noqa: PLR0913  (facts in, decision out: these are the facts)
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
    """The comment that `draft` becomes: published or held, as `verdict` says, and held while it is `awaiting` judges.

    `on` is the article's id, `under` the comment it answers, `at` ms since the epoch.
    A verdict that refuses makes no comment: see `judging.refusal`.
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


def reworded(  # noqa: PLR0913  (facts in, decision out: these are the facts)
    comment: Comment,
    revision: Revision,
    *,
    verdict: Verdict,
    at: int,
    circumstances: Circumstances | None = None,
    awaiting: tuple[str, ...] = (),
) -> Comment:
    """`comment` with another text, judged again: a held comment stays held, a published one may be held."""
    if comment.status is Status.PENDING and comment.verdict.decision is not Decision.PUBLISH:
        verdict = verdict.model_copy(update={"decision": Decision.HOLD, "findings": (*verdict.findings, _HELD_BEFORE)})
    judged = {"verdict": verdict, "circumstances": circumstances, "awaiting": awaiting, "decided": None}
    revised = comment.model_copy(update={"body": revision.body, "edited_at": at, **judged})
    if verdict.decision is Decision.PUBLISH and comment.visible and not awaiting:
        return shown(revised)
    return hidden(revised, Status.PENDING)


def _judged(draft: Draft, circumstances: Circumstances, policy: Policy, stopwatch: Stopwatch) -> Judgement:
    """The verdict of the rules on `draft`, unless they refuse it.

    Raises:
        Refusal: they do.
    """
    judgement = judge(draft, circumstances, policy, stopwatch=stopwatch)
    if refused := refusal(judgement.verdict):
        refused.faults = judgement.faults
        raise refused
    return judgement


def _same(draft: Draft, stored: Comment) -> Comment:
    """The comment that was stored before, if `draft` says the same.

    Raises:
        IdempotencyConflict: it is another.
    """
    if stored.fingerprint != draft.fingerprint:
        raise IdempotencyConflict(
            "Another comment was sent with this Idempotency-Key before. Use a new key for a new comment."
        )
    return stored
