"""The table of template.yaml on another DynamoDB, for the storage code of this process to work on, with its stream."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import boto3
from botocore.session import Session

from functions.tallies.app import handler
from local.pump import Pump
from local.sandbox import Invocation
from local.system import System
from shared.storage import table
from tests.storage.histories import Context
from tests.storage.memory import Item, Place


class Far:
    """A table somewhere else."""

    def __init__(self, system: System, dynamodb: Any, streams: Any) -> None:
        self._name = system.table.name
        self._dynamodb = dynamodb
        self._streams = streams
        self._stream = dynamodb.describe_table(TableName=self._name)["Table"]["LatestStreamArn"]
        self._pump = Pump(system, streams, _invoke, self._stream)

    def look(self, place: Place) -> Item | None:
        """One item, in DynamoDB's notation."""
        key = {"pk": {"S": place[0]}, "sk": {"S": place[1]}}
        item: Item | None = self._dynamodb.get_item(TableName=self._name, Key=key, ConsistentRead=True).get("Item")
        return item

    def items(self) -> dict[Place, Item]:
        """All items."""
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self._name, ConsistentRead=True)
        return {(item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]}

    def changes(self) -> list[tuple[str, Item, Item | None, Item | None]]:
        """The stream: what happened, to which key, and the images before and after."""
        [shard] = self._streams.describe_stream(StreamArn=self._stream)["StreamDescription"]["Shards"]
        iterator = self._streams.get_shard_iterator(
            StreamArn=self._stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        changes = []
        while True:
            answer = self._streams.get_records(ShardIterator=iterator, Limit=1_000)
            changes += [change(record) for record in answer["Records"]]
            if not answer["Records"]:
                return changes
            iterator = answer["NextShardIterator"]

    def pump(self) -> None:
        """Deliver the stream to the tallies function until it is quiet."""
        self._pump.drain()
        assert not self._pump.discarded


def change(record: dict[str, Any]) -> tuple[str, Item, Item | None, Item | None]:
    """What a record of a stream says of an item."""
    images = record["dynamodb"]
    return record["eventName"], images["Keys"], images.get("OldImage"), images.get("NewImage")


@contextmanager
def far(address: str, system: System) -> Iterator[Far]:
    """Make the table there, for as long as the block lasts."""
    session = Session()
    session.set_credentials("far", "far")
    session.set_config_variable("region", "eu-central-1")
    endpoints = {"AWS_ENDPOINT_URL_DYNAMODB": address, "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": address}
    before = boto3.DEFAULT_SESSION
    with mock.patch.dict(os.environ, endpoints):
        boto3.setup_default_session(botocore_session=session)
        table.client.cache_clear()
        dynamodb, streams = boto3.client("dynamodb"), boto3.client("dynamodbstreams")
        dynamodb.create_table(**system.table.definition)
        try:
            yield Far(system, dynamodb, streams)
        finally:
            dynamodb.delete_table(TableName=system.table.name)
            table.client.cache_clear()
            boto3.DEFAULT_SESSION = before


def _invoke(_: str, event: Any) -> Invocation:
    return Invocation(handler(event, Context()), "")
