"""Past comments for tests: hundreds in every status, many from the same millisecond."""

import hashlib

from local.emulator.stack import Stack
from shared.domain.comments.comment import TURNED_DOWN, Appeal, Comment, Status
from shared.domain.comments.draft import Draft
from shared.domain.comments.posting import compose
from shared.domain.comments.reasons import Reason
from shared.domain.comments.ruling import Action, Ruling, Statement
from shared.domain.comments.visibility import hidden, shown
from shared.domain.identifiers import ulid
from shared.domain.judging.verdict import Circumstances, Decision, Finding, Outcome, Verdict
from shared.domain.people.reader import Reader, ReaderRecord
from shared.domain.times import DAY
from shared.storage import table
from shared.storage.comments import comment_item
from tests.support.stacks import MORNING

COMMENTS = 490
"""Comments of the past, more than one request examines."""
READERS = ("00000000000000aa", "00000000000000bb")
ARTICLES = ("bridges", "ferries", "trains", "trams", "tunnels")
STATUSES = (*Status, Status.APPROVED, Status.APPROVED, Status.APPROVED)
MOMENTS = 37
"""Milliseconds that the comments are from, five to a day; the newest is now."""
REASONS = (Reason.OFF_TOPIC, Reason.ABUSE)
KNOWN = Circumstances(at=MORNING, reader=ReaderRecord(approved=3))


def past() -> list[Comment]:
    """The comments, newest first; those of one millisecond by id, largest first."""
    return sorted(map(_one, range(COMMENTS)), key=lambda comment: comment.id, reverse=True)


def stored(stack: Stack, written: list[Comment]) -> list[Comment]:
    """Store the comments in the table, and return them."""
    for start in range(0, len(written), 25):
        puts = [
            {"PutRequest": {"Item": table.encoded(comment_item.to_item(one))}} for one in written[start : start + 25]
        ]
        stack.dynamodb.batch_write_item(RequestItems={stack.system.table.name: puts})
    return written


def _one(number: int) -> Comment:
    held = number % 2 == 0
    finding = Finding(
        rule="suspect-words", outcome=Outcome.HOLD if held else Outcome.PASS, evidence="casino", weight=50
    )
    draft = Draft(
        author_name="Zoë" if number % 7 == 0 else "Ann",
        body=f"Number {number}" + (", a Zéppelin over the harbour" if number % 13 == 7 else ""),
    )
    comment = compose(
        draft,
        by=Reader(id=READERS[number % len(READERS)]),
        on=ARTICLES[number % len(ARTICLES)],
        under=None,
        verdict=Verdict(
            decision=Decision.HOLD if held else Decision.PUBLISH, findings=(finding,), policy_hash="0123456789abcdef"
        ),
        at=MORNING - number % MOMENTS * (DAY // 5),
        comment_id=ulid(MORNING - number % MOMENTS * (DAY // 5), hashlib.sha256(str(number).encode()).digest()[:10]),
        circumstances=KNOWN,
    )
    return _decided(comment, STATUSES[number % len(STATUSES)], number)


def _decided(comment: Comment, status: Status, number: int) -> Comment:
    """`comment` with a status, as if a moderator or author had decided so. Every third rejected one is appealed."""
    if status is Status.APPROVED:
        ruling = Ruling(number="n", action=Action.APPROVE, by="moderator", at=MORNING)
        return shown(comment).model_copy(update={"decided": ruling})
    comment = hidden(comment, status)
    if status is Status.WITHDRAWN:
        return comment.model_copy(update={"name": "", "body": ""})
    if status not in TURNED_DOWN:
        return comment
    reason = REASONS[number % len(REASONS)]
    action = Action.REJECT if status is Status.REJECTED else Action.SPAM
    appeal = Appeal(text="Why?", at=MORNING) if number % 3 == 0 else None
    return comment.model_copy(
        update={
            "statement": Statement(number="n", reason=reason, decided_at=MORNING),
            "decided": Ruling(number="n", action=action, reason=reason, by="moderator", at=MORNING),
            "appeal": appeal,
            "appealed": appeal is not None,
        }
    )
