"""The only place that spells the primary keys of items. docs/data.md has the table of all items.

`indexes.py` spells the keys of the indexes.

A comment's sort key is the random part of its id, which is derived from the reader and their Idempotency-Key. So the
condition "this key is not there yet" also prevents storing a comment twice.
"""

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from shared.domain.identifiers import created_at, random_part
from shared.domain.times import milliseconds, month, rfc3339

QUEUE_SHARDS = 4
SHARE_SHARDS = 16
"""Partitions for one article's clicks and one day. A partition takes 1,000 writes a second, so 16 take the 10,000
clicks a second that one article may get. DynamoDB must first have moved them apart: docs/costs.md has the rates until
then."""
SITE_SHARDS = 8
"""Items for one day of the site. Every batch of facts writes that day, so each stream shard writes its own item."""


class Key(NamedTuple):
    """The primary key of one item."""

    pk: str
    sk: str


def article(article_id: str) -> Key:
    """An article."""
    return Key(f"ARTICLE#{article_id}", "ARTICLE")


def comment(article_id: str, comment_id: str) -> Key:
    """A comment, in any status."""
    return Key(f"THREAD#{article_id}", f"COMMENT#{random_part(comment_id)}")


def article_tally(article_id: str) -> Key:
    """The tally of an article: its comments and shares."""
    return Key(f"TALLY#{article_id}", "TALLY")


def reader_tally(reader_id: str) -> Key:
    """The tally of a reader: how many comments there are, and how they were decided."""
    return Key(f"READER#{reader_id}", "TALLY")


def queue_tally(shard: int) -> Key:
    """The tally of a queue shard: its comments of each status."""
    return Key(f"QUEUE#{shard}", "TALLY")


def queue_shard(comment_id: str) -> int:
    """The queue shard of a comment."""
    return zlib.crc32(comment_id.encode()) % QUEUE_SHARDS


def top(kind: str, span: str) -> str:
    """The list of one kind for one day or week, in `top`."""
    return f"TOP#{kind}#{span}"


def place(kind: str, span: str, article_id: str) -> Key:
    """The tally of an article in a list of one kind and day or week."""
    return Key(top(kind, span), article_id)


def article_day(article_id: str, on: str) -> Key:
    """The tally of one day of an article."""
    return Key(f"NUMBERS#{article_id}", on)


def site_day(on: str, shard: int) -> Key:
    """One part of the tally of one day of the site; the day is the sum of all parts."""
    return Key(f"SITE#{on}", str(shard))


def site_shard(stream_shard: str) -> int:
    """The part of the site's day in which the facts of a stream shard are counted."""
    return zlib.crc32(stream_shard.encode()) % SITE_SHARDS


def share_click(article_id: str, on: str, network: str, reader_key: str) -> Key:
    """A reader's share click on one network, article and day."""
    return _spread("SHARE", article_id, on, f"{network}#{reader_key}")


def visit(article_id: str, on: str, network: str, visitor_key: str) -> Key:
    """A reader's visit by a link shared to one network, on one article and day."""
    return _spread("VISIT", article_id, on, f"{network}#{visitor_key}")


def visitors_comment(article_id: str, on: str, network: str, comment_key: str) -> Key:
    """The comment of a reader who came by a link shared to one network."""
    return _spread("VISIT", article_id, on, f"{network}#comment#{comment_key}")


def day_key(on: str) -> Key:
    """The random key for the hashes that tell the readers of one day apart."""
    return Key(f"DAYKEY#{on}", "DAYKEY")


def month_key(month: str) -> Key:
    """The random key for the hashes of the source addresses of one month's comments."""
    return Key(f"MONTHKEY#{month}", "MONTHKEY")


def used_challenge(challenge: str) -> Key:
    """A challenge that has earned a pass."""
    return Key(f"CHALLENGE#{challenge}", "CHALLENGE")


def log_entry(at: int, entry_id: str) -> Key:
    """A log entry; `at` is in ms since the epoch."""
    return Key(f"LOG#{month(at)}", f"{rfc3339(at)}#{entry_id}")


def log_entry_of(entry_id: str) -> Key:
    """The key of the log entry with this id, which contains its time."""
    return log_entry(created_at(entry_id), entry_id)


def log_of(month: str) -> str:
    """The partition of a month's log."""
    return f"LOG#{month}"


def month_of(log: str) -> str:
    """The month of a partition of the log."""
    return log.removeprefix("LOG#")


def is_log(pk: str) -> bool:
    """Is this the pk of log entries?"""
    return pk.startswith("LOG#")


def chain(month: str) -> Key:
    """The head of a month's log: number and hash of the last linked entry, and the month's sums."""
    return Key(f"CHAIN#{month}", "CHAIN")


def policy_in_force() -> Key:
    """The version of the policy that is in force."""
    return Key("POLICY#CURRENT", "POLICY")


def policy_version(number: int) -> Key:
    """A version of the policy."""
    return Key(POLICY_VERSIONS, f"{number:08}")


POLICY_VERSIONS = "POLICY#VERSIONS"
"""The partition of the versions of the policy."""


def ban(kind: str, value: str) -> Key:
    """The ban of a reader, an address hash, or a mail domain."""
    return Key(f"BAN#{kind}", value)


def removal(ban_id: str) -> Key:
    """The removal that belongs to a ban."""
    return Key("BAN#REMOVAL", ban_id)


def is_removal(pk: str) -> bool:
    """Is this the pk of removals?"""
    return pk == "BAN#REMOVAL"


def note(reader_id: str, at: int, note_id: str) -> Key:
    """A moderator's note about a reader; `at` is in ms since the epoch."""
    return Key(f"NOTES#{reader_id}", f"{rfc3339(at)}#{note_id}")


def notes_of(reader_id: str) -> str:
    """The partition of the notes about a reader."""
    return f"NOTES#{reader_id}"


def spam_filter() -> Key:
    """The spam filter."""
    return Key("FILTER#SPAM", "FILTER")


def fence(shard_id: str) -> Key:
    """The fence of a stream shard."""
    return Key(f"FENCE#{shard_id}", "FENCE")


def recount() -> Key:
    """The lock of a running recount."""
    return Key("RECOUNT", "RECOUNT")


def vote(article_id: str, comment_id: str, reader_id: str) -> Key:
    """A reader's vote on a comment."""
    return Key(f"VOTES#{article_id}#{comment_id}", reader_id)


def report(article_id: str, comment_id: str, reader_id: str) -> Key:
    """A reader's report of a comment."""
    return Key(reports_of(article_id, comment_id), reader_id)


def earlier_text(article_id: str, comment_id: str, at: int) -> Key:
    """The text of a comment as it was before `at` (ms since the epoch)."""
    return Key(history_of(article_id, comment_id), rfc3339(at))


def flood(hour: str, who: str) -> Key:
    """The counter of one reader's, or one address's, comments in one hour."""
    return Key(f"FLOOD#{hour}#{who}", "FLOOD")


def sent_text(on: str, text_key: str) -> Key:
    """The counter of one text on one day."""
    return Key(f"TEXT#{on}#{text_key}", "TEXT")


def origin(article_id: str, comment_id: str) -> Key:
    """The origin of a comment."""
    return Key(f"ORIGIN#{article_id}#{comment_id}", "ORIGIN")


def is_comment(pk: str) -> bool:
    """Is this the pk of comments?"""
    return pk.startswith("THREAD#")


def is_article_day(pk: str) -> bool:
    """Is this the pk of the tallies of an article's days?"""
    return pk.startswith("NUMBERS#")


def is_share_click(pk: str) -> bool:
    """Is this the pk of share clicks?"""
    return pk.startswith("SHARE#")


def is_visit(pk: str) -> bool:
    """Is this the pk of visits and visitors' comments?"""
    return pk.startswith("VISIT#")


def is_vote(pk: str) -> bool:
    """Is this the pk of votes?"""
    return pk.startswith("VOTES#")


def is_report(pk: str) -> bool:
    """Is this the pk of reports?"""
    return pk.startswith("REPORTS#")


def is_fact(pk: str) -> bool:
    """Is this the pk of facts, which are counted?"""
    return any(is_one(pk) for is_one in (is_comment, is_share_click, is_visit, is_vote, is_report))


def article_of(pk: str) -> str:
    """The article of a partition of facts, or of the tallies of its days."""
    return pk.split("#")[1]


def day_of_fact(pk: str) -> str | None:
    """The day of the facts in a partition; None if the partition has facts of all days."""
    return pk.split("#")[2] if is_share_click(pk) or is_visit(pk) else None


def day_of_tally(key: Key) -> str | None:
    """The day of a tally; None if the tally has no single day, or is of a list."""
    if is_article_day(key.pk):
        return key.sk
    return key.pk.removeprefix("SITE#") if key.pk.startswith("SITE#") else None


def comments_of(article_id: str) -> str:
    """The partition of an article's comments."""
    return f"THREAD#{article_id}"


def days_of(article_id: str) -> str:
    """The partition of the tallies of an article's days."""
    return f"NUMBERS#{article_id}"


def clicks_and_visits(article_id: str, on: str) -> Iterator[str]:
    """The partitions of an article's share clicks and visits of one day."""
    return (f"{kind}#{article_id}#{on}#{shard:02}" for kind in ("SHARE", "VISIT") for shard in range(SHARE_SHARDS))


def reports_of(article_id: str, comment_id: str) -> str:
    """The partition of the reports of a comment."""
    return f"REPORTS#{article_id}#{comment_id}"


def history_of(article_id: str, comment_id: str) -> str:
    """The partition of the earlier texts of a comment."""
    return f"HISTORY#{article_id}#{comment_id}"


def time_of_text(sk: str) -> int:
    """The `at` of an earlier text: the time of the change after it, in ms since the epoch."""
    return milliseconds(sk)


def reactions_to(article_id: str, comment_id: str) -> tuple[str, str]:
    """The partitions of votes on a comment, and of reports of it."""
    return f"VOTES#{article_id}#{comment_id}", reports_of(article_id, comment_id)


def whole(tally: Key) -> Key:
    """The first part of a tally that has parts, in place of all of them; any other tally itself."""
    return tally._replace(sk="0") if tally.pk.startswith("SITE#") else tally


def parts(tally: Key) -> tuple[Key, ...]:
    """All items of a tally."""
    if not tally.pk.startswith("SITE#"):
        return (tally,)
    return tuple(tally._replace(sk=str(shard)) for shard in range(SITE_SHARDS))


def named(tally: Key) -> str | None:
    """The name of a tally, in words; None if the item is no tally. A comment, which has its own counts, is none."""
    kind, _, rest = tally.pk.partition("#")
    return {
        "TALLY": f"article {rest}",
        "READER": f"reader {rest}",
        "QUEUE": f"queue shard {rest}",
        "TOP": f"{rest.replace('#', ' ')}, article {tally.sk}",
        "NUMBERS": f"{tally.sk}, article {rest}",
        "SITE": f"{rest}, the site",
    }.get(kind)


def _spread(kind: str, article_id: str, on: str, name: str) -> Key:
    """The key of a fact of one article and day; these facts are spread over SHARE_SHARDS partitions."""
    return Key(f"{kind}#{article_id}#{on}#{zlib.crc32(name.encode()) % SHARE_SHARDS:02}", name)
