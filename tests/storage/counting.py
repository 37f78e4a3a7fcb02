"""The independent count: every item that the table should have, derived from the deeds of people.

It is written from docs/data.md and docs/counting.md, without the product's counting code. Reports may hide a comment
that people left approved. They do once as many readers as the policy says have reported it since they were settled.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.domain.comments.ranking import score
from shared.domain.judging.policy import Policy
from tests.storage.memory import Item, Place
from tests.storage.world import World

Differences = dict[Place, tuple[Any, Any]]
"""The wrong items of the table by place, each as expected and as found."""
Tallies = defaultdict[Place, Counter[str]]
_TALLIES = ("TALLY#", "NUMBERS#", "SITE#", "READER#", "QUEUE#", "TOP#")
_FENCE = "FENCE#"
_NO_NUMBERS = ("pk", "sk", "expires_at")
_PARTS = {str(part) for part in range(8)}
"""The parts of the site's day, whose sum it is."""
_HIDING_REPORTS = Policy().reports_to_hide
_LISTED_FOR = timedelta(days=7)


def differences(world: World, items: Mapping[Place, Item], shards: set[str] | None = None) -> Differences:
    """Compare every item of the table with the facts; `shards` are the ids of the shards that may have fences."""
    wrong: Differences = {}
    statuses = {one: _status(world, one, items) for one in world.comments}
    sent = {place: world.left[place] | {"number": {"N": str(number)}} for place, number in world.sent.items()}
    facts = world.left | _comments(world, statuses) | sent
    found: Tallies = defaultdict(Counter)
    for place, item in items.items():
        if place[0].startswith(_FENCE):
            if shards is not None and place[0].removeprefix(_FENCE) not in shards:
                wrong[place] = (None, item)
        elif place[0].startswith(_TALLIES):
            if not _well_made(place, item):
                wrong[place] = ("another form", item)
            found[_whole(place)].update({name: int(n["N"]) for name, n in item.items() if name not in _NO_NUMBERS})
        elif facts.get(place) != item:
            wrong[place] = _unequal(facts.get(place), item)
    tallies = _tallies(world, statuses)
    for place in found.keys() | tallies.keys():
        if _nonzero(found, place) != _nonzero(tallies, place) or place not in tallies:
            wrong[place] = (_nonzero(tallies, place), _nonzero(found, place))
    return wrong | {place: (facts[place], None) for place in facts.keys() - items.keys()}


def _status(world: World, one: str, items: Mapping[Place, Item]) -> str:
    """The status that a comment should have: as people left it, or `reported` if reports hide it rightly."""
    comment = world.comments[one]
    left = world.left[_place(comment.article_id, one)]
    status = left["status"]["S"]
    unsettled = sum(of == one for of, _ in world.reports) - int(left["reports_settled"]["N"])
    found = items.get(_place(comment.article_id, one), left)["status"]["S"]
    if status != "approved" or unsettled < _HIDING_REPORTS:
        return status
    # Approved with fewer reports settled than were counted: it may be hidden at the next change of its numbers.
    return found if one in world.misjudged else "reported"


def _tallies(world: World, statuses: Mapping[str, str]) -> Tallies:
    """Every tally with its numbers. A tally that facts have touched may be all zeros."""
    tallies: Tallies = defaultdict(Counter)
    for one, status in statuses.items():
        comment = world.comments[one]
        _count_comment(tallies, world.left[_place(comment.article_id, one)], status)
        if one in world.decided:
            _count_on_day(tallies, comment.article_id, comment.created_at, "decided")
            waited = world.decided[one] - comment.created_at
            _count_on_day(tallies, comment.article_id, comment.created_at, "decided_after", waited)
    for (one, _), at in world.reports.items():
        _count_on_day(tallies, world.comments[one].article_id, at, "reports")
    for click in world.clicks:
        for name in ("shares", click.network.value):
            tallies[f"TALLY#{click.article_id}", "TALLY"][name] += 1
            _count_on_day(tallies, click.article_id, click.at, name)
        for span in _spans(click.at):
            tallies[f"TOP#most-shared#{span}", click.article_id]["top_count"] += 1
    for visit in world.visits:
        name = "visitor_comments" if visit.commented else "visits"
        for number in (name, f"{name}_{visit.network}"):
            tallies[f"TALLY#{visit.article_id}", "TALLY"][number] += 1
            _count_on_day(tallies, visit.article_id, visit.at, number)
        for span in () if visit.commented else _spans(visit.at):
            tallies[f"TOP#most-shared#{span}", visit.article_id]["visits"] += 1
    return tallies


def _count_comment(tallies: Tallies, left: Item, status: str) -> None:
    """Count a comment. In lists and for days it counts at the time it was written."""
    one, article, reader = left["id"]["S"], left["article_id"]["S"], left["reader_id"]["S"]
    written = int(left["created_at"]["N"])
    tallies[f"TALLY#{article}", "TALLY"]["comments"] += status == "approved"
    for span in _spans(written):
        tallies[f"TOP#most-discussed#{span}", article]["top_count"] += status == "approved"
    _count_on_day(tallies, article, written, "posted")
    _count_on_day(tallies, article, written, status)
    vouches = left["published"]["BOOL"] and status not in ("rejected", "spam", "reported")
    tallies[f"READER#{reader}", "TALLY"]["approved"] += vouches
    tallies[f"READER#{reader}", "TALLY"]["rejected"] += status in ("rejected", "spam")
    tallies[f"READER#{reader}", "TALLY"]["spam"] += status == "spam"
    tallies[f"READER#{reader}", "TALLY"]["comments"] += status != "withdrawn"
    queue = "appealed" if left["appealed"]["BOOL"] else status
    tallies[f"QUEUE#{_queue_shard(one)}", "TALLY"][queue] += 1


def _count_on_day(tallies: Tallies, article: str, at: int, name: str, by: int = 1) -> None:
    day, _ = _spans(at)
    tallies[f"NUMBERS#{article}", day][name] += by
    tallies[f"SITE#{day}", ""][name] += by


def _comments(world: World, statuses: Mapping[str, str]) -> dict[Place, Item]:
    """Every comment as people left it, with the numbers and places that votes, reports and replies give it."""
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
    """Give a reply its places of preview, if it is among the first three approved ones of a top-level comment."""
    for name in ("preview_pk", "preview_sk", "best_pk", "best_sk"):
        reply.pop(name, None)
    first = [value["S"] for value in parent.get("first_replies", {"L": []})["L"]]
    if "parent_id" not in parent and one in first:
        article, above = parent["article_id"]["S"], parent["id"]["S"]
        reply |= _texts(preview_pk=article, preview_sk=f"{above}#{one}")
        reply |= _texts(best_pk=f"{article}#replies", best_sk=f"{int(parent['score']['N']):07}#{above}#{one}")


def _out_of_sight(item: Item) -> Item:
    """A hidden comment's item: without name and text, in another queue, not pinned; its other places stay."""
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


def _well_made(place: Place, item: Item) -> bool:
    """True if a tally's item is a key and whole numbers, and expires when it should."""
    numbers = all("N" in value for name, value in item.items() if name not in ("pk", "sk"))
    part = not place[0].startswith("SITE#") or place[1] in _PARTS
    return numbers and part and item.get("expires_at") == _expiry(place)


def _whole(place: Place) -> Place:
    return (place[0], "") if place[0].startswith("SITE#") else place


def _expiry(place: Place) -> dict[str, str] | None:
    """The expiry of a tally. A place in a list expires a week after the end of the list's day or week, others never."""
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


def _nonzero(tallies: Tallies, place: Place) -> dict[str, int]:
    return {name: number for name, number in tallies.get(place, Counter()).items() if number}


def _unequal(expected: Item | None, found: Item | None) -> tuple[Any, Any]:
    """The attributes that differ, as expected and as found; the whole items if one of them does not exist."""
    if expected is None or found is None:
        return expected, found
    names = [name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)]
    return {name: expected.get(name) for name in names}, {name: found.get(name) for name in names}
