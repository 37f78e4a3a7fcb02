"""Facts of the present on MiniStack, their stream, and `postbag recount` as an operator runs it."""

import io
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from local import cli
from local.emulator.stack import Stack
from local.emulator.stream_event import event_record
from shared.domain.comments.comment import Comment, Status
from shared.domain.comments.draft import Draft
from shared.domain.comments.posting import compose
from shared.domain.comments.reasons import ReportReason
from shared.domain.comments.visibility import hidden, shown
from shared.domain.comments.votes_and_reports import CastVote, FiledReport
from shared.domain.identifiers import ulid
from shared.domain.judging.verdict import Decision, Verdict
from shared.domain.people.reader import Reader
from shared.domain.sharing.networks import Network
from shared.domain.sharing.share_click import ShareClick
from shared.domain.sharing.visit import Visit
from shared.domain.times import day
from shared.storage import keys, table
from shared.storage.comments import comment_item
from shared.storage.keys import Key
from tests.support.processes import ROOT
from tests.support.stacks import working_on

SHARD = "shardId-00000000000000000000-00000000"
"""The one shard of a stream on MiniStack."""
READER = "0123456789abcdef"
KEYS = {"AWS_ACCESS_KEY_ID": "123456789012", "AWS_SECRET_ACCESS_KEY": "laptop", "AWS_DEFAULT_REGION": "eu-central-1"}


class RecountedWorld:
    """A table, empty at first, with methods to write facts, deliver the stream, and recount."""

    def __init__(self, stack: Stack) -> None:
        stack.reset()
        self.stack = stack
        self.name = stack.system.table.name
        self._written = 0
        self._streams = stack._client("dynamodbstreams")
        self._arn = stack.dynamodb.describe_table(TableName=self.name)["Table"]["LatestStreamArn"]
        asked = {"StreamArn": self._arn, "ShardId": SHARD, "ShardIteratorType": "TRIM_HORIZON"}
        self._iterator = self._streams.get_shard_iterator(**asked)["ShardIterator"]

    def post(self, article: str = "a", under: Comment | None = None, status: Status = Status.APPROVED) -> Comment:
        self._written += 1
        at = now()
        held = compose(
            Draft(author_name="Ann", body=f"Number {self._written}"),
            by=Reader(id=READER),
            on=article,
            under=under,
            verdict=Verdict(decision=Decision.HOLD, findings=(), policy_hash="p"),
            at=at,
            comment_id=ulid(at, self._written.to_bytes(10)),
        )
        comment = moved(held, status)
        self.put(comment_item.to_item(comment))
        return comment

    def move(self, comment: Comment, status: Status) -> None:
        """Change a comment as a decision does, if nothing has been counted yet."""
        stored = comment_item.from_item(self.item(keys.comment(comment.article_id, comment.id)))
        decided = moved(stored, status).model_copy(update={"first_decided_at": now()})
        self.put(comment_item.to_item(decided))

    def vote(self, comment: Comment, value: int, reader: str = READER) -> None:
        cast = CastVote(article_id=comment.article_id, comment_id=comment.id, reader_id=reader, value=value, at=now())
        self.put({**keys.vote(comment.article_id, comment.id, reader)._asdict(), **table.fields(cast)})

    def report(self, comment: Comment, reader: str = READER) -> None:
        filed = FiledReport(
            article_id=comment.article_id,
            comment_id=comment.id,
            reader_id=reader,
            reason=ReportReason.SPAM,
            at=now(),
        )
        self.put({**keys.report(comment.article_id, comment.id, reader)._asdict(), **table.fields(filed)})

    def click(self, network: Network, reader_key: str, article: str = "a", at: int | None = None) -> None:
        at = at or now()
        click = ShareClick(article_id=article, network=network, day=day(at), reader_key=reader_key, at=at)
        self.put({**keys.share_click(article, click.day, network, reader_key)._asdict(), **table.fields(click)})

    def visit(self, network: Network, visitor_key: str, article: str = "a") -> None:
        at = now()
        came = Visit(article_id=article, network=network, day=day(at), visitor_key=visitor_key, at=at)
        self.put({**keys.visit(article, came.day, network, visitor_key)._asdict(), **table.fields(came)})

    def lively(self) -> tuple[Comment, list[Comment]]:
        """Write facts of every kind about the article "a"; return its first comment, and the replies to it."""
        top = self.post()
        replies = [self.post(under=top) for _ in range(4)]
        for status in Status:
            self.post(status=status)
        self.move(replies[3], Status.REJECTED)
        for number, value in enumerate((1, 1, 1, -1, 0)):
            self.vote(top, value, f"{number:016}")
        self.vote(top, -1, f"{0:016}")
        self.report(replies[0])
        for number, network in enumerate((Network.X, Network.X, Network.COPY)):
            self.click(network, f"k{number}")
        self.visit(Network.X, "v")
        return top, replies

    def put(self, item: dict[str, Any]) -> None:
        self.stack.dynamodb.put_item(TableName=self.name, Item=table.encoded(item))

    def add(self, key: Key, **numbers: int) -> None:
        self.stack.dynamodb.update_item(
            TableName=self.name,
            Key=table.key_of(key),
            UpdateExpression="ADD " + ", ".join(f"{name} :{name}" for name in numbers),
            ExpressionAttributeValues=table.encoded({f":{name}": by for name, by in numbers.items()}),
        )

    def set(self, key: Key, **values: Any) -> None:
        self.put({**self.item(key), **values})

    def delete(self, key: Key) -> None:
        self.stack.dynamodb.delete_item(TableName=self.name, Key=table.key_of(key))

    def item(self, key: Key) -> dict[str, Any]:
        found = self.stack.dynamodb.get_item(TableName=self.name, Key=table.key_of(key), ConsistentRead=True)
        return table.decoded(found["Item"]) if "Item" in found else {}

    def everything(self) -> dict[Key, dict[str, Any]]:
        """Every item of the table."""
        pages = self.stack.dynamodb.get_paginator("scan").paginate(TableName=self.name)
        items = [table.decoded(item) for page in pages for item in page["Items"]]
        return {Key(item["pk"], item["sk"]): item for item in items}

    def records(self) -> list[dict[str, Any]]:
        """The stream's records since the last call, as Lambda passes them on."""
        found: list[dict[str, Any]] = []
        while records := (answer := self._streams.get_records(ShardIterator=self._iterator))["Records"]:
            found += [event_record(record, self._arn) for record in records]
            self._iterator = answer["NextShardIterator"]
        return found

    def deliver(self, records: Sequence[dict[str, Any]], shard: str = SHARD) -> None:
        """Deliver some records of a shard, as an event source mapping does."""
        event = {"Records": records, "shardId": shard, "window": {}, "state": {}}
        answer = self.stack.invoke("TalliesFunction", event)
        assert answer.error is None, answer.logs
        assert answer.answer["batchItemFailures"] == []

    def recount(self, *arguments: str, **environment: str) -> "Said":
        """Run `postbag recount` to its end on the stack's DynamoDB, or where the environment says."""
        out, errors = io.StringIO(), io.StringIO()
        with working_on(self.stack, **environment), redirect_stdout(out), redirect_stderr(errors):
            status = cli.main(self._asked(*arguments))
        return Said(status, out.getvalue().splitlines(), errors.getvalue())

    def recount_apart(self, *arguments: str, endpoint: str | None = None) -> "Said":
        """Run `postbag recount` in a process of its own, since this one is busy meanwhile."""
        done = subprocess.run(  # noqa: S603  (our own command)
            [sys.executable, *self.command(*arguments, endpoint=endpoint)],
            cwd=ROOT,
            env=os.environ | KEYS,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Said(done.returncode, done.stdout.splitlines(), done.stderr)

    def command(self, *arguments: str, endpoint: str | None = None) -> list[str]:
        url = endpoint or str(self.stack.endpoint_url)
        return ["-m", "local", *self._asked("--endpoint-url", url, *arguments)]

    def _asked(self, *arguments: str) -> list[str]:
        return ["recount", "--table", self.name, "--settle", "0.05", *arguments]


class Said:
    """The output of a recount: a line for each difference, and a last line."""

    def __init__(self, status: int, lines: list[str], errors: str) -> None:
        self.status = status
        self.lines = lines[:-1]
        self.last = lines[-1] if lines else ""
        self.errors = errors


def now() -> int:
    return time.time_ns() // 1_000_000


def moved(comment: Comment, status: Status) -> Comment:
    return shown(comment) if status is Status.APPROVED else hidden(comment, status)
