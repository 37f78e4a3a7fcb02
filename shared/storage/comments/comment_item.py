"""A comment as an item of the table, and the changes of that item."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared.domain.comments.comment import Comment
from shared.domain.judging.verdict import Circumstances
from shared.storage import indexes, keys, table
from shared.storage.judging import stored_findings
from shared.storage.table import Item

_GUARDED = ("status", "fingerprint", "edited_at", "appealed", "pinned", "awaiting", "logged")
"""Attributes that must still be as they were read when a change is written. Else somebody else was faster."""


def difference(before: Comment, after: Comment) -> table.Change:
    """The change of the item from `before` to `after`, on condition that nobody was faster."""
    old, new = to_item(before), to_item(after)
    return table.Change(
        sets={name: value for name, value in new.items() if old.get(name) != value},
        removes=set(old.keys() - new.keys()),
        only_if={"id": before.id, **{name: old.get(name) for name in _GUARDED}},
    )


def to_item(comment: Comment) -> Item:
    """The item of a comment, with its index keys. Empty attributes are left out."""
    verdict = comment.verdict.model_dump(exclude={"findings"})
    own: Item = {"verdict": {**verdict, "findings": stored_findings.written(comment.verdict.findings)}}
    if comment.circumstances:
        own["circumstances"] = _facts(comment.circumstances)
    if comment.awaiting:  # one text, since the filter of the function `followups` checks if there is a text
        own["awaiting"] = " ".join(comment.awaiting)
    places = {name: place for name, place in indexes.positions(comment).items() if place is not None}
    return {**keys.comment(comment.article_id, comment.id)._asdict(), **table.fields(comment), **own, **places}


def from_item(item: Item) -> Comment:
    """The comment of an item."""
    verdict = item["verdict"]
    findings = stored_findings.read(verdict["findings"])
    kept = {"verdict": {**verdict, "findings": findings}, "awaiting": item.get("awaiting", "").split()}
    return Comment.model_validate({"name": "", "body": "", **item, **kept})


def _facts(circumstances: Circumstances) -> dict[str, Any]:
    """The circumstances without default values, to save space: four indexes copy every byte of a comment."""
    facts = circumstances.model_dump(exclude_defaults=True, exclude_none=True)
    if circumstances.spam:  # the table has decimals, no floats
        facts["spam"]["probability"] = Decimal(f"{circumstances.spam.probability:.3f}")
    return facts


def among(items: Mapping[keys.Key, Item], article_id: str, comment_id: str | None) -> Comment | None:
    """The comment with this id among the items that were read; None if it is not there."""
    comment = at_key_of(comment_id, items, article_id) if comment_id else None
    return comment if comment and comment.id == comment_id else None


def at_key_of(comment_id: str, items: Mapping[keys.Key, Item], article_id: str) -> Comment | None:
    """The comment under the key of this id, among the items that were read. Its own id may have another time."""
    item = items.get(keys.comment(article_id, comment_id))
    return from_item(item) if item else None
