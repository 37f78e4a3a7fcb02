"""Read the facts for judging a new or edited comment, and store a new one."""

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


class Outdated(Exception):  # noqa: N818  (an adjective: the decision is outdated)
    """The facts changed before the decision was stored. Read them again, and decide again."""


def situation(
    article_id: str, comment_id: str, sender: Sender, text_key: str, *, parent_id: str | None = None
) -> Situation:
    """The facts for judging a new or edited comment, in one batched read.

    `comment_id` is the id of this comment, `parent_id` the id of the comment it answers.
    """
    article, reader = keys.article(article_id), keys.reader_tally(sender.author.id)
    counters = (*rate_limits.hour_keys(sender), keys.sent_text(day(sender.at), text_key))
    others = [keys.comment(article_id, one) for one in (parent_id, comment_id) if one]
    barring = bans_in_force.keys_of(sender.author, sender.addresses)
    rules = (keys.policy_in_force(), keys.spam_filter())
    items = table.get(article, reader, *counters, *others, *barring, *rules, consistent=True)
    by_reader, from_address, same_text = (int(items.get(key, {}).get("number", 0)) for key in counters)
    return Situation(
        comment_id=comment_id,
        sender=sender,
        policy=policy_in_force.among(items),
        article=Article.model_validate(items.get(article, {"id": article_id})),
        reader=ReaderRecord.model_validate(items.get(reader, {})),
        ban=bans_in_force.among(items, barring, at=sender.at),
        text=SentText(text_key, sender.at, same_text),
        by_reader=by_reader,
        from_address=from_address,
        answered=among(items, article_id, parent_id),
        stored=at_key_of(comment_id, items, article_id),
        spam_filter=spam_filter.among(items),
    )


def add(submission: Submission, situation: Situation) -> None:
    """Store a new comment with everything that belongs to it, in one write; nothing if it is stored already.

    Raises:
        Outdated: others have meanwhile sent the same comment or text, reached a limit, or registered the article.
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
    """The origin of a comment, by which bans of an address or a mail domain find the comment."""
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
    """The fact that a reader who came by a shared link commented."""
    key = keys.visitors_comment(visit.article_id, visit.day, visit.network, visit.visitor_key)
    return {**key._asdict(), **table.fields(visit), "expires_at": (visit.at + FACT_LIFETIME) // SECOND}
