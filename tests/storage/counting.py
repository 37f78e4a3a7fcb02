"""The independent count: what every item of the table should be, from what people did and left.

Written from the words of docs/architecture.md ("The table", "Exact counts") and not with the code that counts. What
people did not decide themselves, reports may: a comment that they left approved may be out of sight, if as many readers
as the policy bears have reported it since a moderator settled the reports.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.domain.policy import Policy
from shared.domain.ranking import score
from tests.storage.memory import Item, Place
from tests.storage.world import World

Differences = dict[Place, tuple[Any, Any]]
"""Where the table is not as it should be: what should be there, and what is."""
_TALLIES = ("TALLY#", "READER#", "QUEUE#", "TOP#")
_FENCE = "FENCE#"
_HIDING_REPORTS = Policy().reports_to_hide
_LISTED_FOR = timedelta(days=7)


def differences(world: World, items: Mapping[Place, Item], shards: set[str] | None = None) -> Differences:
    """Hold every item of the table against the facts; `shards` are the ids there may be fences of."""
    wrong: Differences = {}
    statuses = {one: _status(world, one, items) for one in world.comments}
    tallies = _tallies(world, statuses)
    expected = world.left | _comments(world, statuses)
    for place in items.keys() | expected.keys() | tallies.keys():
        item = items.get(place)
        if place[0].startswith(_FENCE):
            if shards is not None and place[0].removeprefix(_FENCE) not in shards:
                wrong[place] = (None, item)
        elif place[0].startswith(_TALLIES):
            should, found = _nonzero(tallies.get(place)), _nonzero(_numbers(item))
            if found != should or place not in tallies or (item and _expiry(place) != item.get("expires_at")):
                wrong[place] = (should, item)
        elif expected.get(place) != item:
            wrong[place] = _unequal(expected.get(place), item)
    return wrong


def _status(world: World, one: str, items: Mapping[Place, Item]) -> str:
    """Where a comment stands: where people left it, or out of sight for reports, and then rightly."""
    comment = world.comments[one]
    left = world.left[_place(comment.article_id, one)]
    status = left["status"]["S"]
    unsettled = sum(of == one for of, _ in world.reports) - int(left["reports_settled"]["N"])
    found = items.get(_place(comment.article_id, one), left)["status"]["S"]
    if status != "approved" or unsettled < _HIDING_REPORTS:
        return status
    # Who approved it knowing fewer reports than were counted has left it to the next change of its numbers.
    return found if one in world.misjudged else "reported"


def _tallies(world: World, statuses: Mapping[str, str]) -> dict[Place, Counter[str]]:
    """Every tally, with the numbers that make it; one that facts have touched may be all zeros."""
    counts: defaultdict[Place, Counter[str]] = defaultdict(Counter)
    for one, status in statuses.items():
        comment = world.comments[one]
        left = world.left[_place(comment.article_id, one)]
        seen = status == "approved"
        counts[f"TALLY#{comment.article_id}", "TALLY"]["comments"] += seen
        for span in _spans(comment.created_at):
            counts[f"TOP#most-discussed#{span}", comment.article_id]["top_count"] += seen
        vouches = left["published"]["BOOL"] and status not in ("rejected", "reported")
        counts[f"READER#{comment.reader_id}", "TALLY"] += Counter(approved=vouches, rejected=status == "rejected")
        queue = "appealed" if left["appealed"]["BOOL"] else status
        counts[f"QUEUE#{_queue_shard(one)}", "TALLY"][queue] += 1
    for click in world.clicks:
        counts[f"TALLY#{click.article_id}", "TALLY"] += Counter(["shares", click.network.value])
        for span in _spans(click.at):
            counts[f"TOP#most-shared#{span}", click.article_id]["top_count"] += 1
    return counts


def _comments(world: World, statuses: Mapping[str, str]) -> dict[Place, Item]:
    """Every comment as people left it, with the numbers and places that others' deeds give it."""
    items: dict[Place, Item] = {}
    replies: defaultdict[str, list[str]] = defaultdict(list)
    for one, comment in world.comments.items():
        left = world.left[_place(comment.article_id, one)]
        if comment.parent_id and left["published"]["BOOL"]:
            replies[comment.parent_id].append(one)
    for one, comment in world.comments.items():
        votes = Counter(value for (of, _), value in world.votes.items() if of == one)
        first = sorted(replies[one])[:3]
        numbers = {
            "up": votes[1],
            "down": votes[-1],
            "score": score(votes[1], votes[-1]),
            "reports": sum(of == one for of, _ in world.reports),
            "replies": sum(statuses[reply] == "approved" for reply in replies[one]),
            "published_replies": len(replies[one]),
        }
        place = _place(comment.article_id, one)
        item = world.left[place] | {name: {"N": str(number)} for name, number in numbers.items()}
        item.pop("first_replies", None)
        if first:
            item["first_replies"] = {"L": [{"S": reply} for reply in first]}
        if statuses[one] != item["status"]["S"]:
            item = _out_of_sight(item)
        if comment.parent_id is None and item["published"]["BOOL"]:
            item |= _texts(best_pk=comment.article_id, best_sk=f"{numbers['score']:07}#{one}")
        items[place] = item
    for one, comment in world.comments.items():
        if comment.parent_id:
            parent = items[_place(comment.article_id, comment.parent_id)]
            _preview(items[_place(comment.article_id, one)], parent, one)
    return items


def _preview(reply: Item, parent: Item, one: str) -> None:
    """The first three replies of a top-level comment that were ever approved are previewed with it, wherever it is."""
    for name in ("preview_pk", "preview_sk", "best_pk", "best_sk"):
        reply.pop(name, None)
    first = [value["S"] for value in parent.get("first_replies", {"L": []})["L"]]
    if "parent_id" not in parent and one in first:
        article, above = parent["article_id"]["S"], parent["id"]["S"]
        reply |= _texts(preview_pk=article, preview_sk=f"{above}#{one}")
        reply |= _texts(best_pk=f"{article}#replies", best_sk=f"{int(parent['score']['N']):07}#{above}#{one}")


def _out_of_sight(item: Item) -> Item:
    """Name and text are gone, the queue is another, and it stands on top of nothing; its other places stay."""
    gone = ("author_name", "body_html", "preview_pk", "preview_sk")
    queues = _texts(
        queue_pk=f"reported#{_queue_shard(item['id']['S'])}",
        article_queue_pk=f"reported#{item['article_id']['S']}",
    )
    return {name: value for name, value in item.items() if name not in gone} | queues | _texts(status="reported")


def _spans(at: int) -> tuple[str, str]:
    """The UTC day and the ISO week of a moment, in ms since the epoch."""
    moment = datetime.fromtimestamp(at // 1_000, UTC)
    return f"{moment:%Y-%m-%d}", f"{moment:%G-W%V}"


def _expiry(place: Place) -> dict[str, str] | None:
    """Places in lists expire a week after the list's day or week is over; other tallies never do."""
    if not place[0].startswith("TOP#"):
        return None
    span = place[0].rpartition("#")[2]
    if "W" in span:
        ends = datetime.strptime(f"{span}-1+0000", "%G-W%V-%u%z") + timedelta(days=7)
    else:
        ends = datetime.strptime(f"{span}+0000", "%Y-%m-%d%z") + timedelta(days=1)
    return {"N": str(int((ends + _LISTED_FOR).timestamp()))}


def _place(article: str, comment: str) -> Place:
    return f"THREAD#{article}", f"COMMENT#{comment[10:]}"


def _queue_shard(comment: str) -> int:
    return zlib.crc32(comment.encode()) % 4


def _texts(**attributes: str) -> Item:
    return {name: {"S": text} for name, text in attributes.items()}


def _numbers(item: Item | None) -> dict[str, int]:
    return {name: int(value["N"]) for name, value in (item or {}).items() if "N" in value and name != "expires_at"}


def _nonzero(numbers: Mapping[str, int] | None) -> dict[str, int]:
    return {name: number for name, number in (numbers or {}).items() if number}


def _unequal(expected: Item | None, found: Item | None) -> tuple[Any, Any]:
    """The attributes that differ; the whole item if one is not there."""
    if expected is None or found is None:
        return expected, found
    names = [name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)]
    return {name: expected.get(name) for name in names}, {name: found.get(name) for name in names}
