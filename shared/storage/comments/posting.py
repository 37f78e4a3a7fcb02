"""A text that is sent: the facts it is judged by, and the write that stores a new comment."""

from shared.domain.articles.article import Article
from shared.domain.comments.comment import Comment
from shared.domain.comments.posting import Situation, Submission
from shared.domain.comments.sender import Sender, SentText
from shared.domain.people.keyed_hashes import ORIGIN_LIFETIME
from shared.domain.people.reader import ReaderRecord
from shared.domain.sharing.share_click import FACT_LIFETIME
from shared.domain.sharing.visit import Visit
from shared.domain.times import SECOND, day
from shared.storage import indexes, keys, table
from shared.storage.articles import registration
from shared.storage.comments import rate_limits
from shared.storage.comments.comment_item import among, at_key_of, to_item
from shared.storage.judging import policy_in_force, spam_filter
from shared.storage.people import bans_in_force


class Outdated(Exception):  # noqa: N818  (says what the decision is)
    """Something that the decision went by has changed before it was stored. Read the facts again and decide anew."""


def situation(
    article_id: str, comment_id: str, sender: Sender, text_key: str, *, parent_id: str | None = None
) -> Situation:
    """All that decides about a text that is sent, in one batched read.

    `comment_id` is the id of the comment itself, new or to be edited; `parent_id` that of the comment it answers.
    """
    article, reader = keys.article(article_id), keys.reader_tally(sender.author.id)
    counters = (*rate_limits.hour_keys(sender), keys.sent_text(day(sender.at), text_key))
    others = [keys.comment(article_id, one) for one in (parent_id, comment_id) if one]
    barring = bans_in_force.keys_of(sender.author, sender.addresses)
    rules = (keys.policy_in_force(), keys.spam_filter())
    found = table.get(article, reader, *counters, *others, *barring, *rules, consistent=True)
    by_reader, from_address, same_text = (int(found.get(key, {}).get("number", 0)) for key in counters)
    return Situation(
        comment_id=comment_id,
        sender=sender,
        policy=policy_in_force.among(found),
        article=Article.model_validate(found.get(article, {"id": article_id})),
        reader=ReaderRecord.model_validate(found.get(reader, {})),
        ban=bans_in_force.among(found, barring, at=sender.at),
        text=SentText(text_key, sender.at, same_text),
        by_reader=by_reader,
        from_address=from_address,
        answered=among(found, article_id, parent_id),
        stored=at_key_of(comment_id, found, article_id),
        spam_filter=spam_filter.among(found),
    )


def add(submission: Submission, situation: Situation) -> None:
    """Store a new comment with all that belongs to it, in one write; nothing if it is stored already.

    Raises:
        Outdated: others have sent the same comment or text, used up a limit, or registered the article meanwhile.
    """
    if submission.repeated:
        return
    comment, registering, visit = submission.comment, submission.registering, submission.visit
    operations = [
        table.new(to_item(comment)),
        *rate_limits.one_more_this_hour(situation.sender, situation.limits),
        rate_limits.one_more_of_text(situation.text),
        table.put(_origin(comment, situation.sender)),
    ]
    if registering:
        operations.append(registration.registration(registering))
    if visit:
        operations.append(table.new(_visitors_comment(visit)))
    try:
        table.write(*operations)
    except table.WriteRefused:
        raise Outdated from None


def _origin(comment: Comment, sender: Sender) -> table.Item:
    """Where a comment came from: by this, bans of an address or a mail domain find it."""
    return {
        **keys.origin(comment.article_id, comment.id)._asdict(),
        **indexes.origin_places(sender.addresses[0], sender.author.mail_domain, comment.id),
        "article_id": comment.article_id,
        "comment_id": comment.id,
        "reader_id": comment.reader_id,
        "address": sender.addresses[0],
        "mail_domain": sender.author.mail_domain,
        "expires_at": (sender.at + ORIGIN_LIFETIME) // SECOND,
    }


def _visitors_comment(visit: Visit) -> table.Item:
    """The fact that somebody who came by a shared link commented."""
    key = keys.visitors_comment(visit.article_id, visit.day, visit.network, visit.visitor_key)
    return {**key._asdict(), **table.fields(visit), "expires_at": (visit.at + FACT_LIFETIME) // SECOND}
