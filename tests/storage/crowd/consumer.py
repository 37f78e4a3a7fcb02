"""A consumer of the table's stream, in a process that may be killed at any moment. It invokes counting as Lambda does.

It keeps its place in memory only, so the next consumer begins at a place that it is given.
"""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from multiprocessing.connection import Connection
from random import Random
from typing import Any, NamedTuple

import boto3

from functions.tallies.app import handler
from local.emulator.event_filters import passes
from local.emulator.stream_event import event_record, written
from shared.storage import table
from tests.support.lambda_context import lambda_context

PAGE = 1_000
LARGEST_BATCH = 1_000
WINDOW = 60
GATHERING = 0.5
"""Seconds to gather records for a batch, as Lambda does. One by one, each would be a transaction.

All consumers wake at the same moments, so that two of them meet.
"""
CONTEXT = lambda_context("tallies")


class Place(NamedTuple):
    """A place in the stream: the number of records before it, and the sequence number of the last of them."""

    behind: int = 0
    last: str | None = None


HORIZON = Place()


def consume(place: Place, filters: Sequence[Mapping[str, Any]], seed: str, line: Connection) -> None:
    """Count the records behind `place`, until the `line` brings a word and no more records come.

    Sends its place before and after each transaction, and after each read.
    """
    random = Random(seed)  # noqa: S311  (no secret: it can be repeated)
    streams = boto3.client("dynamodbstreams")
    for moment in ("before", "after"):
        table.client().meta.events.register(f"{moment}-call.dynamodb.TransactWriteItems", lambda **_: line.send(place))
    arn = table.client().describe_table(TableName=os.environ["TABLE_NAME"])["Table"]["LatestStreamArn"]
    # MiniStack's streams have one shard.
    [shard] = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    since = {"SequenceNumber": place.last} if place.last else {}
    kind = "AFTER_SEQUENCE_NUMBER" if place.last else "TRIM_HORIZON"
    at = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType=kind, **since)
    iterator, told = at["ShardIterator"], None
    while True:
        told = told or (line.poll() and line.recv())
        answer = streams.get_records(ShardIterator=iterator, Limit=PAGE)
        iterator, records = answer["NextShardIterator"], answer["Records"]
        wanted = [event_record(record, arn) for record in records if passes(filters, record)]
        while wanted:
            batch = wanted[: int(LARGEST_BATCH ** random.random())]  # small ones too, so that consumers meet
            answer = handler(_event(batch, shard["ShardId"], arn), CONTEXT)
            wanted = [*_failed(batch, answer), *wanted[len(batch) :]]
        if records:
            place = Place(place.behind + len(records), records[-1]["dynamodb"]["SequenceNumber"])
        elif told:
            return
        line.send(place)
        if len(records) < PAGE and not told:
            line.poll(GATHERING - time.time() % GATHERING)


def _event(records: Sequence[dict[str, Any]], shard_id: str, stream_arn: str) -> dict[str, Any]:
    start = int(time.time()) // WINDOW * WINDOW
    return {
        "Records": records,
        "window": {"start": written(start), "end": written(start + WINDOW)},
        "state": {},
        "shardId": shard_id,
        "eventSourceARN": stream_arn,
        "isFinalInvokeForWindow": False,
        "isWindowTerminatedEarly": False,
    }


def _failed(batch: Sequence[dict[str, Any]], answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The first record that the answer names as failed, and those after it."""
    named = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
    failing = False
    for record in batch:
        failing = failing or record["dynamodb"]["SequenceNumber"] in named
        if failing:
            yield record
