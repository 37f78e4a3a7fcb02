"""Many comments are removed and restored, with the worst deliveries that are possible."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

import pytest

from functions.followups.app import handler
from local.emulator.stack import Stack
from shared.domain.comments.comment import Comment, Status
from shared.domain.comments.draft import Draft
from shared.domain.comments.posting import compose
from shared.domain.comments.ruling import Action
from shared.domain.identifiers import RANDOM_BYTES, ulid
from shared.domain.judging.verdict import Decision, Verdict
from shared.domain.log.log_entry import LogStamp
from shared.domain.moderation.ban_changes import ProposedBan, impose, lift, removal_with
from shared.domain.moderation.decisions import ProposedDecision, decide
from shared.domain.moderation.removals import Removal, RemovalState
from shared.domain.people.ban import BanKind
from shared.domain.people.reader import Reader
from shared.domain.refusals import CurrentBan, StatusChanged
from shared.storage import indexes, keys, table
from shared.storage.comments import comment_item, comments
from shared.storage.moderation import ban_changes, decisions, removals
from tests.support.lambda_context import lambda_context
from tests.support.stacks import MORNING

ANN = Reader(id="0123456789abcdef")
CONTEXT = lambda_context("followups")
ARTICLES = ("budget", "ferries", "Harbour~1")
TROUBLES = ("crash before", "crash after", "company", "moderator", "")


class Crash(BaseException):
    """The function's environment is gone, in the middle of its work."""


class Deliveries:
    """The stream's records of one removal, delivered late, twice, several at once, and cut short by crashes."""

    def __init__(self, rng: Random, moderator: Callable[[], object]) -> None:
        self._rng, self._moderator = rng, moderator
        self._kind = ""
        self.happened = Counter[str]()

    def once(self, kind: str) -> None:
        """Deliver once, with trouble of this kind."""
        with self._watching():
            self._deliver(kind, records=1)

    def until_done(self) -> Removal:
        """Deliver until the removal is done, and then some more."""
        troubles = self._rng.sample(TROUBLES, len(TROUBLES))
        with self._watching():
            while (removal := known()).going_on:
                self._deliver(troubles.pop() if troubles else "")
            written = removal.step
            for _ in range(3):
                self._deliver("")
        assert known().step == written, "a record that came again wrote something"
        return known()

    def _deliver(self, kind: str, records: int | None = None) -> None:
        self._kind = kind
        try:
            answer = handler({"Records": [record() for _ in range(records or self._rng.choice((1, 1, 3)))]}, CONTEXT)
        except Crash:
            return
        assert answer == {"batchItemFailures": []}

    def _before(self, **_: Any) -> None:
        kind, self._kind = self._kind, ""
        self.happened[kind] += 1
        if kind == "crash before":
            raise Crash
        if kind == "company":  # another delivery does the same step, and is faster
            handler({"Records": [record()]}, CONTEXT)
        if kind == "moderator":
            self._moderator()
        self._kind = kind if kind == "crash after" else ""

    def _after(self, **_: Any) -> None:
        if self._kind == "crash after":
            self._kind = ""
            raise Crash

    @contextmanager
    def _watching(self) -> Iterator[None]:
        events = table.client().meta.events
        handlers = {"before-call": self._before, "after-call": self._after}
        watched = [
            (f"{when}.dynamodb.{operation}", handler)
            for when, handler in handlers.items()
            for operation in ("TransactWriteItems", "UpdateItem")
        ]
        for event in watched:
            events.register(*event)
        yield
        for event in watched:
            events.unregister(*event)


def record() -> dict[str, Any]:
    """A record of the removal. Any will do, since all say only that the removal exists."""
    key = keys.removal(f"reader.{ANN.id}")
    image = table.encoded({**key._asdict(), "state": "running"})
    return {
        "eventName": "MODIFY",
        "dynamodb": {"SequenceNumber": "1", "Keys": table.key_of(key), "OldImage": image, "NewImage": image},
    }


def known() -> Removal:
    removal = ban_changes.facts(BanKind.READER, ANN.id).removal
    assert removal
    return removal


def imposed(ban: ProposedBan, stamp: LogStamp) -> None:
    before = ban_changes.facts_to_impose(ban.kind, ban.value)
    ban_changes.write(before, impose(before, ban, stamp))


def lifted(stamp: LogStamp) -> None:
    """Lift the ban of Ann, and have her comments restored."""
    before = ban_changes.facts(BanKind.READER, ANN.id)
    ban_changes.write(before, lift(before, stamp, restoring=True))


def hand(rng: Random, at: int) -> LogStamp:
    return LogStamp("moderator", at, ulid(at, rng.randbytes(RANDOM_BYTES)))


@pytest.mark.proof(60, 500)
@pytest.mark.parametrize("started_storage_stack", ["started_on_ministack"], indirect=True)
@pytest.mark.parametrize("number", [1, 2])
def test_each_comment_is_removed_once_and_put_back_once_whatever_becomes_of_deliveries(
    storage_stack: Stack, number: int, share: int
) -> None:
    rng = Random(number)  # noqa: S311  (chance, no secret)
    written = write(storage_stack, rng, share)
    decided: dict[str, Status] = {}

    def moderator() -> None:
        """Decide otherwise about one of the comments, between a read and the write that follows."""
        left = [comment for comment in found().values() if comment.id not in decided]
        comment = rng.choice(left)
        action = Action.SPAM if comment.status is Status.REJECTED else Action.APPROVE
        proposed = ProposedDecision(article_id=comment.article_id, comment_id=comment.id, action=action)
        [facts] = decisions.facts([proposed])
        at = MORNING + 60_000 + len(decided)
        outcome = decide(facts, proposed, LogStamp("another", at, ulid(at, rng.randbytes(RANDOM_BYTES))))
        decisions.write(facts, outcome)
        if outcome.entry:
            decided[comment.id] = outcome.comment.status

    deliveries = Deliveries(rng, moderator)
    ban = ProposedBan(kind=BanKind.READER, value=ANN.id, told="No more.", remove_comments=True)
    imposed(ban, hand(rng, MORNING + 1_000))
    removed = deliveries.until_done()
    ours = [comment for comment in found().values() if comment.id not in decided]
    assert removed.state is RemovalState.DONE
    assert {comment.status for comment in ours} == {Status.REJECTED}
    assert {comment.decided and comment.decided.removal for comment in ours} == {removed.number}
    assert removed.removed == len(lines("reject")) == len(set(lines("reject")))
    assert {comment.id for comment in ours} <= set(lines("reject")) <= {comment.id for comment in written}
    storage_stack.pump()
    assert tallied() == counted()

    assert {one: comment.status for one, comment in found().items() if one in decided} == decided
    lifted(hand(rng, MORNING + 120_000))
    restored = deliveries.until_done()
    assert restored.state is RemovalState.RESTORED
    before = {comment.id: comment.status for comment in written}
    assert {one: comment.status for one, comment in found().items()} == {**before, **decided}
    assert restored.restored == len(lines("undo")) == len(set(lines("undo")))
    assert not {comment.id for comment in found().values() if comment.decided and comment.decided.removal}
    storage_stack.pump()
    assert tallied() == counted()
    assert min(deliveries.happened[kind] for kind in TROUBLES) > 0, "every trouble was there"


@pytest.mark.parametrize("started_storage_stack", ["started_on_ministack"], indirect=True)
def test_a_ban_that_is_lifted_while_the_last_look_is_taken_is_undone(storage_stack: Stack) -> None:
    rng = Random(1)  # noqa: S311  (chance, no secret)
    before = {comment.id: comment.status for comment in write(storage_stack, rng, 10)}
    imposed(ProposedBan(kind=BanKind.READER, value=ANN.id, remove_comments=True), hand(rng, MORNING + 1_000))
    deliveries = Deliveries(
        rng,
        lambda: lifted(hand(rng, MORNING + 2_000)),
    )
    deliveries.once("")
    assert known().removed == len(before)
    deliveries.once("moderator")
    assert known().state is RemovalState.RESTORING
    assert deliveries.until_done().restored == len(before)
    assert {one: comment.status for one, comment in found().items()} == before


@pytest.mark.parametrize("started_storage_stack", ["started_on_ministack"], indirect=True)
@pytest.mark.usefixtures("storage_stack")
def test_of_two_moderators_who_change_a_ban_at_once_one_is_told_to_look_again() -> None:
    rng, ban = Random(1), ProposedBan(kind=BanKind.READER, value=ANN.id)  # noqa: S311  (chance, no secret)
    imposed(ban, hand(rng, MORNING))
    seen = ban_changes.facts(BanKind.READER, ANN.id)
    second = hand(rng, MORNING + 1)
    imposed(ban.model_copy(update={"reason": "Insults."}), second)
    with pytest.raises(StatusChanged) as late:
        ban_changes.write(seen, lift(seen, hand(rng, MORNING + 2)))
    assert late.value.current == CurrentBan(in_force=True, number=second.number)
    assert not ban_changes.facts(BanKind.READER, ANN.id).lifted
    assert len(lines("ban")) == 2


@pytest.mark.parametrize("started_storage_stack", ["started_on_ministack"], indirect=True)
def test_before_a_ban_a_thousand_comments_are_looked_at_and_it_says_if_there_are_more(storage_stack: Stack) -> None:
    address = "5f2b8c1d9e3a47066b1f0d4c8a2e7b95"
    came = [ulid(MORNING + number, number.to_bytes(RANDOM_BYTES)) for number in range(1_001)]
    origins = [
        {
            **keys.origin("ferries", comment)._asdict(),
            **indexes.origin_places(address, None, comment),
            "article_id": "ferries",
            "comment_id": comment,
            "reader_id": f"{number % 700:016}",
        }
        for number, comment in enumerate(came)
    ]
    put(storage_stack, *origins)
    ban = ProposedBan(kind=BanKind.ADDRESS, value=address)
    found = removals.hit(removal_with(ban, LogStamp("m", MORNING, "n")))
    assert found == (700, 0, True)


def write(stack: Stack, rng: Random, number: int) -> list[Comment]:
    """Write comments of one reader, on several articles, some of them held."""
    made = [
        compose(
            Draft(author_name="Ann", body=f"Number {later}."),
            by=ANN,
            on=rng.choice(ARTICLES),
            under=None,
            verdict=Verdict(
                decision=rng.choice((Decision.PUBLISH, Decision.PUBLISH, Decision.HOLD)), findings=(), policy_hash="p"
            ),
            at=MORNING + later,
            comment_id=ulid(MORNING + later, rng.randbytes(RANDOM_BYTES)),
        )
        for later in range(number)
    ]
    put(stack, *map(comment_item.to_item, made))
    return made


def put(stack: Stack, *items: dict[str, Any]) -> None:
    """Write items directly, without the functions."""
    puts = [{"PutRequest": {"Item": table.encoded(item)}} for item in items]
    for first in range(0, len(puts), 25):
        stack.dynamodb.batch_write_item(RequestItems={stack.system.table.name: puts[first : first + 25]})


def found() -> dict[str, Comment]:
    """All comments as they are now, by id."""
    every = [one for article in ARTICLES for one in comments.of_reader(ANN.id, article, limit=1_000)]
    return {comment.id: comment for comment in every}


def lines(action: str) -> list[str]:
    """The comments of the log entries for one action of the ban."""
    page = table.query(None, "pk = :log", {":log": "LOG#2026-11"}, limit=2_000)
    return [item.get("comment_id", "") for item in page.items if item.get("ban") and item["action"] == action]


def tallied() -> Counter[str]:
    """The tallies of the reader, the articles and the queues."""
    numbers = Counter[str]()
    for key in (keys.reader_tally(ANN.id), *map(keys.article_tally, ARTICLES), *map(keys.queue_tally, range(4))):
        for name, value in table.get(key).get(key, {}).items():
            if name not in ("pk", "sk"):
                numbers[f"{key.pk.partition('#')[0]} {name}"] += int(value)
    return +numbers


def counted() -> Counter[str]:
    """The tallies as they should be, from the comments themselves."""
    numbers = Counter[str]()
    for comment in found().values():
        numbers[f"QUEUE {comment.queue}"] += 1
        numbers["TALLY comments"] += comment.visible
        numbers["READER comments"] += 1
        numbers["READER approved"] += comment.vouches
        numbers["READER rejected"] += comment.status in {Status.REJECTED, Status.SPAM}
        numbers["READER spam"] += comment.status is Status.SPAM
    return +numbers
