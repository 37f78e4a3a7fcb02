"""Comments as their authors write and see them."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from shared.domain.articles import Article
from shared.domain.bans import Ban
from shared.domain.comments import Comment, Status
from shared.domain.judging import read_only, too_many
from shared.domain.policy import Policy
from shared.domain.readers import Reader, ReaderRecord
from shared.domain.refusals import BannedFromWriting, CommentNotFound, IdempotencyConflict, StatusChanged
from shared.domain.times import DAY, SECOND
from shared.domain.verdicts import Circumstances, Writing
from shared.domain.visits import Visit
from shared.storage import articles, bans, filters, indexes, keys, policies, sendings, table, traces, visits
from shared.storage.sendings import Sending
from shared.storage.table import Item

HISTORY_LIFETIME = 180 * DAY
"""How long an earlier text is kept for moderators, in ms."""
_GUARDED = ("status", "fingerprint", "edited_at", "appealed", "pinned", "awaiting", "logged")
"""What a change of a comment relies on: if one of these is another than was read, somebody else was faster."""


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

    def circumstances(self, draft: Writing, sending: Sending, *, seconds: int | None = None) -> Circumstances:
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
            spam=filters.score(self.spam_filter, draft),
        )


def situation(article_id: str, sending: Sending, *, parent_id: str | None = None, own: str | None = None) -> Situation:
    """All that decides about a comment that is sent, in one batched read: see `Situation`.

    `answered` is None if there is no such comment, or if readers cannot see it. `own` is the id of the comment itself.
    """
    article, reader = keys.article(article_id), keys.reader_tally(sending.author.id)
    counted = (sending.by_reader, sending.from_address, sending.same_text)
    others = [keys.comment(article_id, comment_id) for comment_id in (parent_id, own) if comment_id]
    barring = bans.keys_of(sending.author, sending.addresses)
    rules = (keys.policy_in_force(), keys.spam_filter())
    found = table.get(article, reader, *counted, *others, *barring, *rules, consistent=True)
    numbers = [int(found.get(key, {}).get("number", 0)) for key in counted]
    answered = _among(found, article_id, parent_id)
    return Situation(
        policy=policies.among(found),
        article=Article.model_validate(found.get(article, {"id": article_id})),
        reader=ReaderRecord.model_validate(found.get(reader, {})),
        answered=answered if answered and answered.id == parent_id and answered.visible else None,
        stored=_among(found, article_id, own),
        ban=bans.among(found, barring, at=sending.at),
        by_reader=numbers[0],
        from_address=numbers[1],
        same_text=numbers[2],
        spam_filter=found.get(keys.spam_filter()),
    )


def get(article_id: str, comment_id: str) -> Comment:
    """One comment, whatever its status.

    Raises:
        CommentNotFound: there is no such comment.
    """
    comment = _among(table.get(keys.comment(article_id, comment_id), consistent=True), article_id, comment_id)
    if comment is None or comment.id != comment_id:
        raise _missing()
    return comment


def open_to(article_id: str, comment_id: str, by: Reader, *, at: int, banned_too: bool = False) -> Comment:
    """One comment, for a reader who wants to do something with it at `at` (ms since the epoch).

    Raises:
        ReadOnly: nobody writes at the moment.
        BannedFromWriting: the reader is barred, unless it is something that those may do as well.
        CommentNotFound: there is no such comment.
    """
    key = keys.comment(article_id, comment_id)
    barring = [] if banned_too else bans.keys_of(by)
    found = table.get(key, keys.policy_in_force(), *barring, consistent=True)
    if policies.among(found).read_only:
        raise read_only()
    if ban := bans.among(found, barring, at=at):
        raise BannedFromWriting(ban.told_so.sentence)
    comment = _among(found, article_id, comment_id)
    if comment is None or comment.id != comment_id:
        raise _missing()
    return comment


def several(article_id: str, comment_ids: Collection[str]) -> list[Comment]:
    """Those of up to 100 comments that exist, whatever their status, in one batched read."""
    found = table.get(*(keys.comment(article_id, comment_id) for comment_id in comment_ids), consistent=True)
    return [comment for comment in map(from_item, found.values()) if comment.id in comment_ids]


def article(article_id: str) -> Article:
    """What is known of an article."""
    key = keys.article(article_id)
    return Article.model_validate(table.get(key).get(key, {"id": article_id}))


def newest_approved(article_id: str, *, limit: int) -> list[Comment]:
    """The newest comments on an article that readers see, replies among them, in one query."""
    page = table.query(
        "article_queue",
        "article_queue_pk = :approved",
        {":approved": indexes.article_queue(Status.APPROVED, article_id)},
        limit=limit,
        forward=False,
    )
    return [from_item(item) for item in page.items]


class Sent(NamedTuple):
    """How a comment came: from where, and into which situation."""

    sending: Sending
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
    article = [articles.registration(registering)] if registering else []
    came = [table.new(visits.item(visit))] if visit else []
    floods = sendings.floods(sent.sending, sent.situation.policy) if sent else []
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
    except table.Contended:
        raise Outdated from None
    return comment


def change(before: Comment, after: Comment, *, keeping_text_at: int | None = None, sent: Sent | None = None) -> None:
    """Store what its author made of a comment, and with `keeping_text_at` (ms since the epoch) what it said until then.

    With `sent` it has another text, which counts as sent today.

    Raises:
        StatusChanged: somebody else changed the comment since it was read, or sent the same text.
    """
    operations = [difference(before, after).at(keys.comment(before.article_id, before.id))]
    if keeping_text_at is not None:
        operations.append(table.new(_earlier_text(before, keeping_text_at)))
    if sent:
        operations.append(sendings.text(sent.sending, seen=sent.situation.same_text))
    try:
        table.write(*operations)
    except (table.WriteRefused, table.Contended):
        raise StatusChanged("Somebody else has changed this comment at the same moment. Try again.") from None


def difference(before: Comment, after: Comment) -> table.Change:
    """The change of the item that leads from `before` to `after`, if nobody was faster."""
    old, new = to_item(before), to_item(after)
    return table.Change(
        sets={name: value for name, value in new.items() if old.get(name) != value},
        removes=set(old.keys() - new.keys()),
        only_if={"id": before.id, **{name: old.get(name) for name in _GUARDED}},
    )


def of_reader(reader_id: str, article_id: str, *, limit: int) -> list[Comment]:
    """A reader's newest comments on an article, whatever their status."""
    page = table.query(
        "reader",
        "reader_id = :reader AND begins_with(reader_sk, :article)",
        {":reader": reader_id, ":article": f"{article_id}#"},
        limit=limit,
        forward=False,
    )
    return [from_item(item) for item in page.items]


def to_item(comment: Comment) -> Item:
    """A comment as the table keeps it, with the index keys that follow from it. What is empty is left out."""
    places = {name: place for name, place in indexes.positions(comment).items() if place is not None}
    fields = table.fields(comment)
    fields["verdict"]["findings"] = traces.written(comment.verdict.findings)
    if comment.awaiting:  # one text, because the outbox function's filter knows whether a text is there
        fields["awaiting"] = " ".join(comment.awaiting)
    if comment.circumstances:
        fields["circumstances"] = _facts(comment.circumstances)
    return {**keys.comment(comment.article_id, comment.id)._asdict(), **fields, **places}


def from_item(item: Item) -> Comment:
    """The comment that an item is."""
    verdict = item["verdict"]
    findings = traces.read(verdict["findings"])
    kept = {"verdict": {**verdict, "findings": findings}, "awaiting": item.get("awaiting", "").split()}
    return Comment.model_validate({"name": "", "body": "", **item, **kept})


def _noted(comment: Comment, sent: Sent) -> list[table.Operation]:
    """What is kept of where a comment came from, and how often its text was sent."""
    text = sendings.text(sent.sending, seen=sent.situation.same_text)
    return [sendings.origin(sent.sending, comment), text]


def _kept(refused: table.WriteRefused) -> Comment:
    """What was in the way of a comment."""
    return from_item(refused.reasons[0].item or {})


def _missing() -> CommentNotFound:
    return CommentNotFound("There is no such comment on this article.")


def _facts(circumstances: Circumstances) -> dict[str, Any]:
    """Circumstances that are not as they mostly are: four indexes hold every byte of a comment."""
    facts = circumstances.model_dump(exclude_defaults=True, exclude_none=True)
    if circumstances.spam:  # the table knows decimals, not floats
        facts["spam"]["probability"] = Decimal(f"{circumstances.spam.probability:.3f}")
    return facts


def _among(found: Mapping[keys.Key, Item], article_id: str, comment_id: str | None) -> Comment | None:
    item = found.get(keys.comment(article_id, comment_id)) if comment_id else None
    return from_item(item) if item else None


def _earlier_text(comment: Comment, at: int) -> Item:
    return {
        **keys.earlier_text(comment.article_id, comment.id, at)._asdict(),
        "name": comment.name,
        "body": comment.body,
        "status": comment.status,
        "expires_at": (at + HISTORY_LIFETIME) // SECOND,
    }


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
