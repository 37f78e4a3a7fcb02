"""A world of facts in the table, the stream of the changes that made them, and trouble on the line."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import botocore
from botocore.exceptions import ConnectionClosedError
from botocore.session import Session

from local.stack import Stack
from shared.domain.comments import Comment, Draft, Status, hidden
from shared.domain.judging import Decision, Verdict
from shared.domain.lists import Kind
from shared.domain.ranking import score
from shared.domain.reactions import CastVote, FiledReport, ReportReason
from shared.domain.readers import Reader
from shared.domain.shares import Network, ShareClick
from shared.domain.writing import compose, shown
from shared.storage import comments, keys, table
from shared.storage.table import Item

AT = 1_795_341_600_000
SPANS = ("2026-11-22", "2026-W47")
"""The day and the week of `AT`."""
READERS = ("0000000000000000", "1111111111111111")

_trouble: list[Callable[[str], None]] = []


def _watch(session: Session) -> None:
    """Trouble on the line to the table, for as long as `trouble` says: before a request, or before its answer."""
    session.register("before-call.dynamodb.*", lambda model, **_: _suffer(f"before {model.name}"))
    session.register("after-call.dynamodb.*", lambda model, **_: _suffer(f"after {model.name}"))


def _suffer(moment: str) -> None:
    for cause in _trouble:
        cause(moment)


botocore.register_initializer(_watch)


@contextmanager
def trouble(cause: Callable[[str], None]) -> Iterator[None]:
    _trouble.append(cause)
    try:
        yield
    finally:
        _trouble.remove(cause)


def broken_line(moment: str) -> Callable[[str], None]:
    """The line breaks at every `moment`: "before TransactWriteItems", say."""

    def cause(now: str) -> None:
        if now == moment:
            raise ConnectionClosedError(endpoint_url="https://dynamodb")

    return cause


class World:
    """Facts as they are in the table, and the stream of the changes that made them."""

    def __init__(self, stack: Stack) -> None:
        stack.reset()
        self.stack = stack
        self.comments: dict[str, Comment] = {}
        self.clicks = Counter[str]()
        self.votes: dict[tuple[str, str], CastVote] = {}
        self.reports = Counter[str]()
        self.records: list[dict[str, Any]] = []

    def post(self, parent: Comment | None, status: Status, reader: str) -> Comment:
        number = len(self.comments)
        held = compose(
            Draft(author_name="Ann", body=f"Number {number}"),
            by=Reader(id=reader),
            on="a",
            under=parent,
            verdict=Verdict(decision=Decision.HOLD, findings=(), policy_hash="p"),
            at=AT + number // 3,
            randomness=number.to_bytes(10),
        )
        comment = _moved(held, status)
        self.comments[comment.id] = comment
        self._change(None, comments.to_item(comment))
        return comment

    def move(self, comment: Comment, status: Status) -> None:
        """What a decision, an edit or a withdrawal does: the same write, without the tallies in between."""
        self.notice(comment.id)
        before = self._item(comment.id)
        moved = _moved(comments.from_item(before), status)
        change = comments.difference(comments.from_item(before), moved)
        self.comments[comment.id] = moved
        after = {name: value for name, value in {**before, **change.sets}.items() if name not in change.removes}
        self._change(before, after)

    def vote(self, comment: Comment, reader: str, value: int) -> None:
        before = self.votes.get((comment.id, reader))
        cast = CastVote(article_id="a", comment_id=comment.id, reader_id=reader, value=value, at=AT)
        self.votes[comment.id, reader] = cast
        key = keys.vote("a", comment.id, reader)._asdict()
        old = {**key, **table.fields(before)} if before else None
        self._change(old, {**key, **table.fields(cast)})

    def report(self, comment: Comment, reader: str) -> None:
        filed = FiledReport(article_id="a", comment_id=comment.id, reader_id=reader, reason=ReportReason.SPAM, at=AT)
        self.reports[comment.id] += 1
        self._change(None, {**keys.report("a", comment.id, reader)._asdict(), **table.fields(filed)})

    def click(self, network: Network, reader_key: str) -> None:
        click = ShareClick(article_id="a", network=network, day="2026-11-22", reader_key=reader_key, at=AT)
        key = keys.share_click("a", click.day, network, reader_key)
        self.clicks[network] += 1
        self._change(None, {**key._asdict(), **table.fields(click)})

    def noise(self, comment: Comment) -> None:
        """A record of a write that is no fact, such as a tally's own."""
        item = self._item(comment.id)
        self._record(item, item)

    def deliver(self, first: int, last: int) -> bool:
        """Deliver some records, as an event source mapping does; whether they were all counted."""
        event = {"Records": self.records[first:last], "shardId": "shardId-1", "window": {}, "state": {}}
        answer = self.stack.invoke("TalliesFunction", event)
        return answer.error is None and not answer.answer["batchItemFailures"]

    def notice(self, comment: str) -> None:
        """What reports took out of sight is a fact by now, and its record comes behind the others."""
        stored, known = comments.from_item(self._item(comment)), self.comments[comment]
        if stored.status is not known.status:
            assert (known.status, stored.status) == (Status.APPROVED, Status.REPORTED)
            self.comments[comment] = stored
            self._record(comments.to_item(known), self._item(comment))

    def numbers(self) -> dict[str, Any]:
        """What the tallies say."""
        article = table.get(keys.article_tally("a")).get(keys.article_tally("a"), {})
        queues = table.get(*(keys.queue_tally(shard) for shard in range(keys.QUEUE_SHARDS))).values()
        readers = {key.pk: item for key, item in table.get(*map(keys.reader_tally, READERS)).items()}
        return {
            "article": {name: int(n) for name, n in article.items() if n and name not in ("pk", "sk")},
            "queues": {status: sum(int(queue.get(status, 0)) for queue in queues) for status in Status},
            "readers": {
                pk: (int(item.get("approved", 0)), int(item.get("rejected", 0))) for pk, item in readers.items()
            },
            "comments": {one: self._numbers(comments.from_item(self._item(one))) for one in self.comments},
            "lists": {(kind, span): self._listed(kind, span) for kind in Kind for span in SPANS},
        }

    def facts(self) -> dict[str, Any]:
        """What the tallies should say."""
        visible = [comment for comment in self.comments.values() if comment.visible]
        of_readers = {
            keys.reader_tally(reader).pk: (
                sum(comment.vouches for comment in self.comments.values() if comment.reader_id == reader),
                sum(
                    comment.status is Status.REJECTED
                    for comment in self.comments.values()
                    if comment.reader_id == reader
                ),
            )
            for reader in READERS
        }
        article = {"comments": len(visible), "shares": self.clicks.total(), **self.clicks}
        return {
            "article": {name: n for name, n in article.items() if n},
            "queues": {status: sum(c.status is status for c in self.comments.values()) for status in Status},
            "readers": {
                pk: counts for pk, counts in of_readers.items() if pk in self.numbers()["readers"] or any(counts)
            },
            "comments": {one: self._facts(one, visible) for one in self.comments},
            "lists": {
                (kind, span): {"a": count} if count else {}
                for kind, count in ((Kind.MOST_SHARED, self.clicks.total()), (Kind.MOST_DISCUSSED, len(visible)))
                for span in SPANS
            },
        }

    def _listed(self, kind: Kind, span: str) -> dict[str, int]:
        page = table.query("top", "pk = :list", {":list": keys.top(kind, span)}, limit=10)
        return {item["sk"]: int(item["top_count"]) for item in page.items if item["top_count"]}

    def _numbers(self, comment: Comment) -> tuple[int, ...]:
        return (comment.replies, comment.published_replies, comment.up, comment.down, comment.reports, comment.score)

    def _facts(self, comment: str, visible: list[Comment]) -> tuple[int, ...]:
        cast = [vote.value for (of, _), vote in self.votes.items() if of == comment]
        up, down = cast.count(1), cast.count(-1)
        replies = sum(reply.parent_id == comment for reply in visible)
        published = sum(one.parent_id == comment and one.published for one in self.comments.values())
        return (replies, published, up, down, self.reports[comment], score(up, down))

    def places(self, index: str, position: str) -> list[str]:
        """The ids in one list of an index, in its order."""
        page = table.query(index, f"{index}_pk = :position", {":position": position}, limit=1_000)
        return [item["id"] for item in page.items]

    def _item(self, comment: str) -> Item:
        key = keys.comment("a", comment)
        return table.get(key, consistent=True)[key]

    def _change(self, before: Item | None, after: Item) -> None:
        table.client().put_item(TableName=self.stack.system.table.name, Item=table.encoded(after))
        self._record(before, after)

    def _record(self, before: Item | None, after: Item) -> None:
        change = {
            "ApproximateCreationDateTime": AT / 1_000,
            "Keys": table.encoded({"pk": after["pk"], "sk": after["sk"]}),
            "NewImage": table.encoded(after),
            "SequenceNumber": str(99_999_990 + len(self.records)),  # grows by a digit on the way
            **({"OldImage": table.encoded(before)} if before else {}),
        }
        self.records.append({"eventName": "MODIFY" if before else "INSERT", "dynamodb": change})


def _moved(comment: Comment, status: Status) -> Comment:
    return shown(comment) if status is Status.APPROVED else hidden(comment, status)
