"""A new comment: the facts it is judged by, and the write that stores it."""

from typing import NamedTuple

from shared.domain.articles.article import Article
from shared.domain.comments.comment import Comment
from shared.domain.judging.policy import Policy
from shared.domain.judging.refusal_sentences import too_many
from shared.domain.judging.verdict import Circumstances, Writing
from shared.domain.people.ban import Ban
from shared.domain.people.reader import ReaderRecord
from shared.domain.refusals import IdempotencyConflict
from shared.domain.sharing.visit import Visit
from shared.storage import keys, table
from shared.storage.articles import registration
from shared.storage.comments import origins, rate_limits
from shared.storage.comments.comment_item import among, from_item, to_item
from shared.storage.comments.rate_limits import Sender
from shared.storage.judging import policy_in_force, spam_filter
from shared.storage.people import bans_in_force
from shared.storage.sharing import visits
from shared.storage.table import Item


class Outdated(Exception):  # noqa: N818  (says what the verdict is)
    """Something that the verdict went by has changed before the comment was stored. Judge it again."""


class Situation(NamedTuple):
    """What a comment meets that is sent."""

    policy: Policy
    article: Article
    reader: ReaderRecord
    answered: Comment | None
    stored: Comment | None
    """What was stored before where this one will be."""
    ban: Ban | None
    by_reader: int
    from_address: int
    same_text: int
    spam_filter: Item | None
    """What the filter that learns has learned."""

    def circumstances(self, draft: Writing, sending: Sender, *, seconds: int | None = None) -> Circumstances:
        """What the rules need of it."""
        return Circumstances(
            at=sending.at,
            state=self.article.state_at(sending.at),
            moderation=self.article.moderation,
            reader=self.reader,
            badge=sending.author.badge,
            ban=self.ban.told_so if self.ban else None,
            by_reader=self.by_reader,
            from_address=self.from_address,
            same_text=self.same_text,
            form=sending.form,
            seconds=seconds,
            spam=spam_filter.score(self.spam_filter, draft),
        )


def situation(article_id: str, sending: Sender, *, parent_id: str | None = None, own: str | None = None) -> Situation:
    """All that decides about a comment that is sent, in one batched read: see `Situation`.

    `answered` is None if there is no such comment, or if readers cannot see it. `own` is the id of the comment itself.
    """
    article, reader = keys.article(article_id), keys.reader_tally(sending.author.id)
    counted = (sending.by_reader, sending.from_address, sending.same_text)
    others = [keys.comment(article_id, comment_id) for comment_id in (parent_id, own) if comment_id]
    barring = bans_in_force.keys_of(sending.author, sending.addresses)
    rules = (keys.policy_in_force(), keys.spam_filter())
    found = table.get(article, reader, *counted, *others, *barring, *rules, consistent=True)
    numbers = [int(found.get(key, {}).get("number", 0)) for key in counted]
    answered = among(found, article_id, parent_id)
    return Situation(
        policy=policy_in_force.among(found),
        article=Article.model_validate(found.get(article, {"id": article_id})),
        reader=ReaderRecord.model_validate(found.get(reader, {})),
        answered=answered if answered and answered.id == parent_id and answered.visible else None,
        stored=among(found, article_id, own),
        ban=bans_in_force.among(found, barring, at=sending.at),
        by_reader=numbers[0],
        from_address=numbers[1],
        same_text=numbers[2],
        spam_filter=found.get(keys.spam_filter()),
    )


class Sent(NamedTuple):
    """How a comment came: from where, and into which situation."""

    sending: Sender
    situation: Situation


def add(
    comment: Comment, *, registering: Article | None = None, visit: Visit | None = None, sent: Sent | None = None
) -> Comment:
    """Store a new comment and, with a thread's first one, register its article; answers the comment that is stored.

    `visit` is the fact that its author came by a shared link; `sent` is None for a comment that nobody sends now. One
    write decides: if the same reader stored the same comment under the same Idempotency-Key before, that comment is the
    answer; and nobody sends more in an hour, or publishes the same text more often, than the policy bears.

    Raises:
        IdempotencyConflict: another comment was stored under that key.
        TooManyComments: the reader, or the address, has sent enough for this hour.
        Outdated: see there.
    """
    article = [registration.registration(registering)] if registering else []
    came = [table.new(visits.item(visit))] if visit else []
    floods = rate_limits.floods(sent.sending, sent.situation.policy) if sent else []
    noted = _noted(comment, sent) if sent else []
    try:
        table.write(table.new(to_item(comment)), *floods, *article, *came, *noted)
    except table.WriteRefused as refused:
        there, *others = (reason.unmet for reason in refused.reasons)
        if there:
            return same(comment.fingerprint, _kept(refused))
        if sent and any(others[: len(floods)]):
            raise too_many("That is more than is taken in an hour.", at=sent.sending.at) from None
        if registering and others[len(floods)]:  # another first comment has registered the article
            return add(comment, visit=visit, sent=sent)
        raise Outdated from None
    return comment


def _noted(comment: Comment, sent: Sent) -> list[table.Operation]:
    """What is kept of where a comment came from, and how often its text was sent."""
    text = rate_limits.text(sent.sending, seen=sent.situation.same_text)
    return [origins.origin(sent.sending, comment), text]


def _kept(refused: table.WriteRefused) -> Comment:
    """What was in the way of a comment."""
    return from_item(refused.reasons[0].item or {})


def same(fingerprint: str, kept: Comment) -> Comment:
    """The comment that was stored before, if what is sent again under its key says the same.

    Raises:
        IdempotencyConflict: it is another.
    """
    if kept.fingerprint != fingerprint:
        raise IdempotencyConflict(
            "Another comment was sent with this Idempotency-Key before. Use a new key for a new comment."
        )
    return kept
