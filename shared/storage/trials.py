"""What a comment that is only tried would meet: read, and nothing written."""

from typing import NamedTuple

from shared.domain.articles import Article
from shared.domain.bans import BanKind
from shared.domain.policy import Policy
from shared.domain.readers import ReaderRecord
from shared.domain.verdicts import Circumstances
from shared.storage import bans, keys, policies, table

KNOWN = ReaderRecord(approved=10, comments=10)
"""Whose comment is tried if no reader is named: somebody whom the moderators know."""


class Facts(NamedTuple):
    """The rules in force, and the circumstances that are the same whatever is sent."""

    policy: Policy
    circumstances: Circumstances


def facts(article_id: str | None, reader_id: str | None, *, at: int) -> Facts:
    """What a comment on an article by a reader would meet at `at` (ms since the epoch), in one batched read."""
    on = keys.article(article_id) if article_id else None
    by = keys.reader_tally(reader_id) if reader_id else None
    barring = [keys.ban(BanKind.READER, reader_id)] if reader_id else []
    found = table.get(keys.policy_in_force(), *(key for key in (on, by, *barring) if key), consistent=True)
    article = Article.model_validate({"id": article_id, **found.get(on, {})}) if on else None
    ban = bans.among(found, barring, at=at)
    about = {"state": article.state_at(at), "moderation": article.moderation} if article else {}
    return Facts(
        policy=policies.among(found),
        circumstances=Circumstances(
            at=at,
            reader=ReaderRecord.model_validate(found.get(by, {})) if by else KNOWN,
            ban=ban.told_so if ban else None,
            **about,
        ),
    )
