"""What a comment that is only tried would meet: read, and nothing written."""

from typing import NamedTuple

from shared.domain.articles.article import Article, Moderation, State
from shared.domain.judging.policy import Policy
from shared.domain.judging.verdict import Circumstances, Writing
from shared.domain.people.ban import BanKind
from shared.domain.people.reader import ReaderRecord
from shared.storage import keys, table
from shared.storage.judging import policy_in_force, spam_filter
from shared.storage.people import bans_in_force

KNOWN = ReaderRecord(approved=10, comments=10)
"""Whose comment is tried if no reader is named: somebody whom the moderators know."""


class TrialFacts(NamedTuple):
    """The rules in force, and the circumstances of a comment that is only tried."""

    policy: Policy
    circumstances: Circumstances


def facts(draft: Writing, *, on: str | None, by: str | None, at: int) -> TrialFacts:
    """What a comment on an article by a reader would meet at `at` (ms since the epoch), in one batched read.

    Without an article its thread is open and moderated afterwards; without a reader it is by one of the `KNOWN`.
    """
    article_key = keys.article(on) if on else None
    record = keys.reader_tally(by) if by else None
    barring = [keys.ban(BanKind.READER, by)] if by else []
    wanted = (keys.policy_in_force(), keys.spam_filter(), article_key, record, *barring)
    found = table.get(*(key for key in wanted if key), consistent=True)
    article = Article.model_validate({"id": on, **found.get(article_key, {})}) if article_key else None
    ban = bans_in_force.among(found, barring, at=at)
    circumstances = Circumstances(
        at=at,
        state=article.state_at(at) if article else State.OPEN,
        moderation=article.moderation if article else Moderation.POST,
        reader=ReaderRecord.model_validate(found.get(record, {})) if record else KNOWN,
        ban=ban.told_so if ban else None,
        spam=spam_filter.score(found.get(keys.spam_filter()), draft),
    )
    return TrialFacts(policy_in_force.among(found), circumstances)
