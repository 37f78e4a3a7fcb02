"""What a comment that is only tried would meet: read, and nothing written."""

from typing import NamedTuple

from shared.domain.articles import Article, Moderation, State
from shared.domain.bans import BanKind
from shared.domain.policy import Policy
from shared.domain.readers import ReaderRecord
from shared.domain.verdicts import Circumstances, Writing
from shared.storage import bans, filters, keys, policies, table

KNOWN = ReaderRecord(approved=10, comments=10)
"""Whose comment is tried if no reader is named: somebody whom the moderators know."""


class Facts(NamedTuple):
    """The rules in force, and the circumstances of a comment that is only tried."""

    policy: Policy
    circumstances: Circumstances


def facts(draft: Writing, *, on: str | None, by: str | None, at: int) -> Facts:
    """What a comment on an article by a reader would meet at `at` (ms since the epoch), in one batched read.

    Without an article its thread is open and moderated afterwards; without a reader it is by one of the `KNOWN`.
    """
    article_key = keys.article(on) if on else None
    record = keys.reader_tally(by) if by else None
    barring = [keys.ban(BanKind.READER, by)] if by else []
    wanted = (keys.policy_in_force(), keys.spam_filter(), article_key, record, *barring)
    found = table.get(*(key for key in wanted if key), consistent=True)
    article = Article.model_validate({"id": on, **found.get(article_key, {})}) if article_key else None
    ban = bans.among(found, barring, at=at)
    circumstances = Circumstances(
        at=at,
        state=article.state_at(at) if article else State.OPEN,
        moderation=article.moderation if article else Moderation.POST,
        reader=ReaderRecord.model_validate(found.get(record, {})) if record else KNOWN,
        ban=ban.told_so if ban else None,
        spam=filters.score(found.get(keys.spam_filter()), draft),
    )
    return Facts(policies.among(found), circumstances)
