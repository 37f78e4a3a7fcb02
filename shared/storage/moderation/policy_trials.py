"""The read of a policy trial's facts. A trial writes nothing."""

from shared.domain.articles.article import Article
from shared.domain.comments.policy_trial import KNOWN, TrialFacts
from shared.domain.people.ban import BanKind
from shared.domain.people.reader import ReaderRecord
from shared.storage import keys, table
from shared.storage.judging import policy_in_force, spam_filter
from shared.storage.people import bans_in_force


def facts(*, on: str | None, by: str | None, at: int) -> TrialFacts:
    """The facts for judging a comment on an article by a reader at `at` (ms since the epoch), in one batched read.

    Without `on` there is no article. Without `by` the record is `KNOWN`, that of a known reader.
    """
    article_key = keys.article(on) if on else None
    record = keys.reader_tally(by) if by else None
    barring = [keys.ban(BanKind.READER, by)] if by else []
    wanted = (keys.policy_in_force(), keys.spam_filter(), article_key, record, *barring)
    items = table.get(*(key for key in wanted if key), consistent=True)
    return TrialFacts(
        policy=policy_in_force.among(items),
        article=Article.model_validate({"id": on, **items.get(article_key, {})}) if article_key else None,
        reader=ReaderRecord.model_validate(items.get(record, {})) if record else KNOWN,
        ban=bans_in_force.among(items, barring, at=at),
        spam_filter=spam_filter.among(items),
    )
