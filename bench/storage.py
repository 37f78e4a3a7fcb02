"""Storage: bytes of an item of each kind, with its entries in the indexes.

AWS counts 100 bytes more for the item and for each of its entries: "Amazon DynamoDB on-demand pricing", data storage.
"""

from typing import Any

from bench.facts import click, comment, vote
from bench.layout import TextTable
from bench.meter import Image, size
from bench.place import Record, Workbench
from shared.domain.comments.draft import Draft
from shared.domain.judging.judge import judge
from shared.domain.judging.policy import Policy
from shared.domain.judging.verdict import Circumstances
from shared.storage import table
from shared.storage.comments import comment_item, votes_and_reports
from shared.storage.sharing import share_clicks

_OVERHEAD = 100


def run(place: Workbench) -> list[TextTable]:
    """Store one item of each kind, and measure the images in the stream."""
    place.records()
    written = comment("stored", 1)
    draft = Draft(author_name=written.name, body=written.body)
    verdict = judge(draft, Circumstances(), Policy()).verdict
    judged = written.model_copy(update={"verdict": verdict})
    table.write(table.new(comment_item.to_item(judged)))
    votes_and_reports.store_vote(vote(comment("stored", 1), 1))
    share_clicks.add(click("stored", 1))
    indexes = place.system.table.definition["GlobalSecondaryIndexes"]
    rows = [_row(name, record, indexes) for name, record in zip(_NAMES, place.records(), strict=True)]
    return [TextTable("Bytes that stay in the table", ["", "item", "indexes", "in all"], rows)]


_NAMES = ("comment of 350 characters", "vote", "share click, for 35 days")


def _row(name: str, record: Record, indexes: list[dict[str, Any]]) -> list[str]:
    item: Image = record["dynamodb"]["NewImage"]
    entries = [entry for index in indexes if (entry := _entry(item, index))]
    alone, among = size(item) + _OVERHEAD, sum(size(entry) + _OVERHEAD for entry in entries)
    return [name, f"{alone:,}", f"{among:,}", f"{alone + among:,}"]


def _entry(item: Image, index: dict[str, Any]) -> Image | None:
    """The entry of an item in an index; None if the item lacks one of the index's keys."""
    keys = {element["AttributeName"] for element in index["KeySchema"]}
    if not keys <= item.keys():
        return None
    projection = index["Projection"]
    if projection["ProjectionType"] == "ALL":
        return item
    kept = {"pk", "sk", *keys, *projection.get("NonKeyAttributes", [])}
    return {name: value for name, value in item.items() if name in kept}
