"""The one place that spells a key.

| item            | pk                              | sk                       | written by               |
|-----------------|---------------------------------|--------------------------|--------------------------|
| article         | ARTICLE#<article>               | ARTICLE                  | comments, shares         |
| comment         | THREAD#<article>                | COMMENT#<random part>    | comments, moderation and tallies |
| article's tally | TALLY#<article>                 | TALLY                    | tallies                  |
| reader's tally  | READER#<reader>                 | TALLY                    | tallies                  |
| queue tally     | QUEUE#<shard>                   | TALLY                    | tallies                  |
| share click     | SHARE#<article>#<day>#<shard>   | <network>#<reader key>   | shares                   |
| day key         | DAYKEY#<day>                    | DAYKEY                   | shares                   |
| used challenge  | CHALLENGE#<challenge>           | CHALLENGE                | comments                 |
| log entry       | LOG#<month>                     | <time>#<id>              | moderation               |
| fence           | FENCE#<stream shard>            | FENCE                    | tallies                  |

| question                           | index         | condition                                   | order            |
|------------------------------------|---------------|---------------------------------------------|------------------|
| top-level comments of a thread     | public        | public_pk = <article>                       | id, both ways    |
| replies to a comment               | public        | public_pk = <article>#<parent>              | id               |
| first replies of a page of threads | preview       | preview_pk = <article>, sk between parents  | parent, id       |
| comments of a status               | queue         | queue_pk = <status>#<shard>, each shard     | id, both ways    |
| the same of one article            | article_queue | article_queue_pk = <status>#<article>       | id, both ways    |
| a reader's own comments            | reader        | reader_id, reader_sk begins with <article># | id, newest first |

A comment's sort key is the part of its id that does not tell the time: it is derived from the reader and their
Idempotency-Key, so that "not there yet" is a condition on one key.
"""

import zlib
from typing import NamedTuple

from shared.domain.identifiers import random_part
from shared.domain.times import day, month, rfc3339

QUEUE_SHARDS = 4
SHARE_SHARDS = 16
"""A partition takes 1,000 writes a second; 16 take more than the 10,000 clicks a second one article may get."""


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


def share_click(article_id: str, on: str, network: str, reader_key: str) -> Key:
    """One reader's click on one network, article and day."""
    shard = zlib.crc32(f"{network}#{reader_key}".encode()) % SHARE_SHARDS
    return Key(f"SHARE#{article_id}#{on}#{shard:02}", f"{network}#{reader_key}")


def day_key(at: int) -> Key:
    """The random key under which the addresses of one day are hashed."""
    return Key(f"DAYKEY#{day(at)}", "DAYKEY")


def used_challenge(challenge: str) -> Key:
    """A challenge that somebody has got a pass for."""
    return Key(f"CHALLENGE#{challenge}", "CHALLENGE")


def log_entry(at: int, entry_id: str) -> Key:
    """A line of the moderators' record."""
    return Key(f"LOG#{month(at)}", f"{rfc3339(at)}#{entry_id}")


def fence(shard_id: str) -> Key:
    """How far a shard of the stream has been counted."""
    return Key(f"FENCE#{shard_id}", "FENCE")


def is_comment(pk: str) -> bool:
    """Is this the pk of comments?"""
    return pk.startswith("THREAD#")


def is_share_click(pk: str) -> bool:
    """Is this the pk of share clicks?"""
    return pk.startswith("SHARE#")


def thread_position(article_id: str, parent_id: str | None, comment_id: str) -> dict[str, str]:
    """Where a visible comment stands in `public`."""
    return {
        "public_pk": f"{article_id}#{parent_id}" if parent_id else article_id,
        "public_sk": comment_id,
    }


THREAD_POSITION = ("public_pk", "public_sk")
PREVIEW_POSITION = ("preview_pk", "preview_sk")


def preview_position(article_id: str, parent_id: str, comment_id: str) -> dict[str, str]:
    """Where a previewed reply stands in `preview`."""
    return {"preview_pk": article_id, "preview_sk": f"{parent_id}#{comment_id}"}


def preview_range(first_parent: str, last_parent: str) -> tuple[str, str]:
    """The lowest and highest `preview_sk` of replies to comments from `first_parent` to `last_parent` (in time)."""
    return f"{first_parent}#", f"{last_parent}#~"


def queue_position(status: str, article_id: str, comment_id: str) -> dict[str, str]:
    """Where a comment stands in `queue` and `article_queue`."""
    return {
        "queue_pk": queue(status, queue_shard(comment_id)),
        "article_queue_pk": article_queue(status, article_id),
        "queue_sk": comment_id,
    }


def queue(status: str, shard: int) -> str:
    """One shard of a queue."""
    return f"{status}#{shard}"


def article_queue(status: str, article_id: str) -> str:
    """One article's part of a queue."""
    return f"{status}#{article_id}"


def reader_position(article_id: str, comment_id: str) -> dict[str, str]:
    """Where a comment stands among its reader's."""
    return {"reader_sk": f"{article_id}#{comment_id}"}
