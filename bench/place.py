"""The bench's environment: MiniStack with the resources of template.yaml, and the functions in this process.

The functions run without the sandbox and the roles of local/, so that only the product's own code and its requests are
timed. The tests check the rights.
"""

import importlib
import io
import os
import time
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

import boto3

from local.emulator.event_filters import passes
from local.emulator.sandbox import Invocation, LambdaContext
from local.emulator.stack import AUDIENCE, CREDENTIALS, ENVIRONMENT, ISSUER
from local.emulator.stream_event import event_record
from local.emulator.system import StreamMapping
from local.emulator.template import read_template
from shared.domain.judging.policy import Policy
from shared.domain.times import SECOND
from shared.storage.judging import policy_in_force

ROOT = Path(__file__).parents[1]
COUNTING = "TalliesFunction"

Record = dict[str, Any]
"""A record of the table's stream, as an event has it."""


class Workbench:
    """The table, its stream, the secrets and the functions, at `endpoint`. One per process: its environment is set."""

    def __init__(self, endpoint: str) -> None:
        parameters = {"OidcIssuer": ISSUER, "OidcAudience": AUDIENCE}
        self.system = read_template(ROOT / "template.yaml", parameters, f"bench-{os.getpid()}")
        self.seconds = 0.0
        """Duration of the last invocation."""
        os.environ.update(ENVIRONMENT | CREDENTIALS | {"AWS_ENDPOINT_URL": endpoint})
        for function in self.system.functions.values():
            os.environ.update(function.environment)
        os.environ.update(POWERTOOLS_LOG_LEVEL="CRITICAL", POWERTOOLS_SERVICE_NAME="bench")
        self.dynamodb = boto3.client("dynamodb")
        self.dynamodb.create_table(**self.system.table.definition)
        secrets = boto3.client("secretsmanager")
        for secret in self.system.secrets:
            secrets.create_secret(
                Name=secret.arn.rpartition(":")[2], SecretString=secrets.get_random_password()["RandomPassword"]
            )
        self._streams = boto3.client("dynamodbstreams")
        self._read_on = self._beginning()

    def invoke(self, function: str, event: Any) -> Invocation:
        """Invoke a function, named by its logical id, and time it. Raises what the function raises."""
        handler = _handler(self.system.functions[function].handler)
        # A function reads the policy anew after ten seconds. Here all functions share one, and none reads it.
        vars(policy_in_force)["_recent"] = (_moment(event), Policy())
        context = LambdaContext(function, "arn", 1024, "bench", "log", time.monotonic() + 60)
        with redirect_stdout(io.StringIO()):  # its metrics are no figures of the bench
            started = time.perf_counter()
            answer = handler(event, context)
            self.seconds = time.perf_counter() - started
        return Invocation(answer, "")

    def count(self, records: list[Record], shard: str) -> None:
        """Deliver one batch of a stream shard to the tallies function, which must count all of it."""
        event = {"Records": records, "shardId": shard, "window": {}, "state": {}}
        answer = self.invoke(COUNTING, event).answer
        if answer["batchItemFailures"]:
            raise RuntimeError(f"a batch of {len(records)} was not counted: {answer}")

    def records(self) -> list[Record]:
        """The records since the last call that the event source mapping lets through."""
        found: list[Record] = []
        while (answer := self._streams.get_records(ShardIterator=self._read_on, Limit=1_000))["Records"]:
            self._read_on = answer["NextShardIterator"]
            found += [event_record(record, self._arn) for record in answer["Records"]]
        return [record for record in found if passes(self._mapping.filters, record)]

    @property
    def _mapping(self) -> StreamMapping:
        [mapping] = [mapping for mapping in self.system.mappings if mapping.function == COUNTING]
        return mapping

    def _beginning(self) -> str:
        """The iterator at the beginning of the stream. MiniStack's streams have one shard."""
        self._arn: str = self.dynamodb.describe_table(TableName=self.system.table.name)["Table"]["LatestStreamArn"]
        [shard] = self._streams.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]
        asked = {"StreamArn": self._arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
        return str(self._streams.get_shard_iterator(**asked)["ShardIterator"])


def _moment(event: Any) -> int:
    """The time of an event, in ms since the epoch."""
    if "requestContext" in event:
        return int(event["requestContext"]["timeEpoch"])
    return SECOND * max(int(record["dynamodb"]["ApproximateCreationDateTime"]) for record in event["Records"])


@cache
def _handler(name: str) -> Any:
    module, _, handler = name.rpartition(".")
    return getattr(importlib.import_module(module), handler)
