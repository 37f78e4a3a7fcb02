"""The one place that spells the primary keys of items. docs/data.md has the table of all items.

`indexes.py` spells the keys under which indexes list them.

A comment's sort key is the random part of its id. It is derived from the reader and their Idempotency-Key, so the
condition "this key is not there yet" also prevents storing a comment twice.
"""

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from shared.domain.identifiers import created_at, random_part
from shared.domain.times import milliseconds, month, rfc3339

QUEUE_SHARDS = 4
SHARE_SHARDS = 16
"""A partition takes 1,000 writes a second, so 16 keys take the 10,000 clicks a second that one article may get, once
DynamoDB has moved them apart; docs/costs.md has the rates until then."""
SITE_SHARDS = 8
"""Every batch of facts writes the site's day; batches of different stream shards are to write different items of it."""


class Key(NamedTuple):
    """The primary key of one item."""

    pk: str
    sk: str


def article(article_id: str) -> Key:
    """An article."""
    return Key(f"ARTICLE#{article_id}", "ARTICLE")


def comment(article_id: str, comment_id: str) -> Key:
    """A comment, whatever its status."""
    return Key(f"THREAD#{article_id}", f"COMMENT#{random_part(comment_id)}")


def article_tally(article_id: str) -> Key:
    """Comments and shares of an article."""
    return Key(f"TALLY#{article_id}", "TALLY")


def reader_tally(reader_id: str) -> Key:
    """How a reader's comments were judged."""
    return Key(f"READER#{reader_id}", "TALLY")


def queue_tally(shard: int) -> Key:
    """How many comments of each status have their id in one queue shard."""
    return Key(f"QUEUE#{shard}", "TALLY")


def queue_shard(comment_id: str) -> int:
    """The queue shard of a comment."""
    return zlib.crc32(comment_id.encode()) % QUEUE_SHARDS


def top(kind: str, span: str) -> str:
    """The list of a kind for one day or week, in `top`."""
    return f"TOP#{kind}#{span}"


def place(kind: str, span: str, article_id: str) -> Key:
    """What an article counts for in a list."""
    return Key(top(kind, span), article_id)


def article_day(article_id: str, on: str) -> Key:
    """What is counted for one day of an article."""
    return Key(f"NUMBERS#{article_id}", on)


def site_day(on: str, shard: int) -> Key:
    """A part of what is counted for one day of the whole site: the day is the sum of all parts."""
    return Key(f"SITE#{on}", str(shard))


def site_shard(stream_shard: str) -> int:
    """The part of the site's day that what a stream shard brings is counted in."""
    return zlib.crc32(stream_shard.encode()) % SITE_SHARDS


def share_click(article_id: str, on: str, network: str, reader_key: str) -> Key:
    """One reader's click on one network, article and day."""
    return _spread("SHARE", article_id, on, f"{network}#{reader_key}")


def visit(article_id: str, on: str, network: str, visitor_key: str) -> Key:
    """One reader's visit by a link shared to one network, on one article and day."""
    return _spread("VISIT", article_id, on, f"{network}#{visitor_key}")


def visitors_comment(article_id: str, on: str, network: str, comment_key: str) -> Key:
    """That a comment was written by somebody who came by a link shared to one network."""
    return _spread("VISIT", article_id, on, f"{network}#comment#{comment_key}")


def day_key(on: str) -> Key:
    """The random key under which what tells the readers of one day apart is hashed."""
    return Key(f"DAYKEY#{on}", "DAYKEY")


def month_key(month: str) -> Key:
    """The random key under which the addresses of one month's comments are hashed."""
    return Key(f"MONTHKEY#{month}", "MONTHKEY")


def used_challenge(challenge: str) -> Key:
    """A challenge that somebody has got a pass for."""
    return Key(f"CHALLENGE#{challenge}", "CHALLENGE")


def log_entry(at: int, entry_id: str) -> Key:
    """A line of the moderators' record."""
    return Key(f"LOG#{month(at)}", f"{rfc3339(at)}#{entry_id}")


def log_entry_of(entry_id: str) -> Key:
    """The same of the entry of an id, which tells its time."""
    return log_entry(created_at(entry_id), entry_id)


def log_of(month: str) -> str:
    """The partition of a month's log."""
    return f"LOG#{month}"


def month_of(log: str) -> str:
    """The month of a partition of the log."""
    return log.removeprefix("LOG#")


def is_log(pk: str) -> bool:
    """Is this the pk of lines of the log?"""
    return pk.startswith("LOG#")


def chain(month: str) -> Key:
    """How far the entries of a month are linked, and what they come to."""
    return Key(f"CHAIN#{month}", "CHAIN")


def policy_in_force() -> Key:
    """Which version of the policy is in force."""
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
    """That the comments of who is banned are turned down, or put back."""
    return Key("BAN#REMOVAL", ban_id)


def is_removal(pk: str) -> bool:
    """Is this the pk of removals?"""
    return pk == "BAN#REMOVAL"


def note(reader_id: str, at: int, note_id: str) -> Key:
    """What a moderator noted about a reader."""
    return Key(f"NOTES#{reader_id}", f"{rfc3339(at)}#{note_id}")


def notes_of(reader_id: str) -> str:
    """The partition of the notes on a reader."""
    return f"NOTES#{reader_id}"


def spam_filter() -> Key:
    """What the spam filter has learned."""
    return Key("FILTER#SPAM", "FILTER")


def fence(shard_id: str) -> Key:
    """How far a shard of the stream has been counted."""
    return Key(f"FENCE#{shard_id}", "FENCE")


def recount() -> Key:
    """That a recount is at work."""
    return Key("RECOUNT", "RECOUNT")


def vote(article_id: str, comment_id: str, reader_id: str) -> Key:
    """How a reader votes on a comment."""
    return Key(f"VOTES#{article_id}#{comment_id}", reader_id)


def report(article_id: str, comment_id: str, reader_id: str) -> Key:
    """A reader's report of a comment."""
    return Key(reports_of(article_id, comment_id), reader_id)


def earlier_text(article_id: str, comment_id: str, at: int) -> Key:
    """What a comment said until `at` (ms since the epoch)."""
    return Key(history_of(article_id, comment_id), rfc3339(at))


def flood(hour: str, who: str) -> Key:
    """How many comments came from one reader, or one address, in one hour."""
    return Key(f"FLOOD#{hour}#{who}", "FLOOD")


def sent_text(on: str, text_key: str) -> Key:
    """How often a text was sent on one day."""
    return Key(f"TEXT#{on}#{text_key}", "TEXT")


def origin(article_id: str, comment_id: str) -> Key:
    """Where a comment came from."""
    return Key(f"ORIGIN#{article_id}#{comment_id}", "ORIGIN")


def is_comment(pk: str) -> bool:
    """Is this the pk of comments?"""
    return pk.startswith("THREAD#")


def is_article_day(pk: str) -> bool:
    """Is this the pk of what is counted for the days of an article?"""
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
    """Is this the pk of what is counted?"""
    return any(is_one(pk) for is_one in (is_comment, is_share_click, is_visit, is_vote, is_report))


def article_of(pk: str) -> str:
    """The article that the facts or the days of a partition are about."""
    return pk.split("#")[1]


def day_of_fact(pk: str) -> str | None:
    """The day of the facts in a partition; None if it has those of all days."""
    return pk.split("#")[2] if is_share_click(pk) or is_visit(pk) else None


def day_of_tally(key: Key) -> str | None:
    """The day that a tally is about; None if it is about more than one, or a place in a list."""
    if is_article_day(key.pk):
        return key.sk
    return key.pk.removeprefix("SITE#") if key.pk.startswith("SITE#") else None


def comments_of(article_id: str) -> str:
    """The partition of an article's comments."""
    return f"THREAD#{article_id}"


def days_of(article_id: str) -> str:
    """The partition of what is counted for the days of an article."""
    return f"NUMBERS#{article_id}"


def clicks_and_visits(article_id: str, on: str) -> Iterator[str]:
    """The partitions of an article's share clicks and visits of one day."""
    return (f"{kind}#{article_id}#{on}#{shard:02}" for kind in ("SHARE", "VISIT") for shard in range(SHARE_SHARDS))


def reports_of(article_id: str, comment_id: str) -> str:
    """The partition of the reports of a comment."""
    return f"REPORTS#{article_id}#{comment_id}"


def history_of(article_id: str, comment_id: str) -> str:
    """The partition of what a comment said before."""
    return f"HISTORY#{article_id}#{comment_id}"


def time_of_text(sk: str) -> int:
    """Until when a comment said what an item of its history has, in ms since the epoch."""
    return milliseconds(sk)


def reactions_to(article_id: str, comment_id: str) -> tuple[str, str]:
    """The partitions of votes on a comment, and of reports of it."""
    return f"VOTES#{article_id}#{comment_id}", reports_of(article_id, comment_id)


def whole(tally: Key) -> Key:
    """The first part of a tally that is kept in parts, to stand for all of them; any other tally itself."""
    return tally._replace(sk="0") if tally.pk.startswith("SITE#") else tally


def parts(tally: Key) -> tuple[Key, ...]:
    """All items of a tally."""
    if not tally.pk.startswith("SITE#"):
        return (tally,)
    return tuple(tally._replace(sk=str(shard)) for shard in range(SITE_SHARDS))


def named(tally: Key) -> str | None:
    """What a tally counts, in words; None if the item is no tally. Comments, which hold their own, are none."""
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
    """Facts of one article and day lie in several partitions."""
    return Key(f"{kind}#{article_id}#{on}#{zlib.crc32(name.encode()) % SHARE_SHARDS:02}", name)
