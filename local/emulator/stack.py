"""The stack of template.yaml on a laptop: its table, its secrets, its functions.

The table is in moto, in this process, or in any DynamoDB that `endpoint_url` names; secrets are always in moto.
"""

import contextlib
import functools
import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from unittest import mock

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from moto import mock_aws

from local.emulator import lean_moto  # noqa: F401 (makes moto faster)
from local.emulator.intrinsics import ACCOUNT, REGION
from local.emulator.permissions import Caller
from local.emulator.sandbox import RUNNING, Invocation, Sandbox
from local.emulator.stream_pump import Pump
from local.emulator.template import read_template
from local.errors import LocalError

AUDIENCE = "postbag"
ISSUER = "http://127.0.0.1:8000/issuer"

# The access key names the account: MiniStack tells accounts apart by it, and moto accepts any.
CREDENTIALS = {"AWS_ACCESS_KEY_ID": ACCOUNT, "AWS_SECRET_ACCESS_KEY": "laptop", "AWS_SESSION_TOKEN": "laptop"}
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    # Without this boto3 puts the account into the address of streams, and moto does not look there.
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    # A developer's own configuration for real accounts must not apply here.
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}

_ON_THIS_MACHINE = r"http://(127\.0\.0\.1|localhost)[:/]"
"""Addresses for which moto lets requests pass, since another DynamoDB may be there."""

_running: set[str] = set()


@functools.cache
def _session() -> boto3.session.Session:
    """The stacks' own session. It keeps AWS's descriptions of the services, since reading them takes longest."""
    return boto3.session.Session(
        aws_access_key_id=ACCOUNT,
        aws_secret_access_key="laptop",  # noqa: S106 (nobody checks it)
        region_name=REGION,
    )


class Stack:
    """A running stack; a context manager. Only one stack uses AWS at a time, whichever thread calls."""

    def __init__(
        self,
        template: Path,
        endpoint_url: str | None = None,
        parameters: Mapping[str, str] | None = None,
        name: str = "postbag",
        *,
        reloading: bool = True,
    ) -> None:
        """The name begins all other names, so two stacks with different names share nothing.

        Without `reloading` the code of functions stays as it is, which saves tests a tenth of their time.

        Raises TemplateError if the template cannot be run.
        """
        given = {"OidcIssuer": ISSUER, "OidcAudience": AUDIENCE, **(parameters or {})}
        self.system = read_template(template, given, name)
        self.name = name
        self.endpoint_url = endpoint_url
        self.watch: Callable[[str, Invocation], None] | None = None
        """Called after every invocation, with the function's logical id."""
        self.woken = threading.Event()
        """Set after each invocation, since the function may have written."""
        self._variables = mock.patch.dict(os.environ, ENVIRONMENT)
        self._moto = mock_aws(config={"core": {"passthrough": {"urls": [_ON_THIS_MACHINE]}}})
        root = template.resolve().parent
        endpoints = {"AWS_ENDPOINT_URL_DYNAMODB": endpoint_url, "AWS_ENDPOINT_URL_DYNAMODB_STREAMS": endpoint_url}
        environment = ENVIRONMENT | CREDENTIALS | {name: url for name, url in endpoints.items() if url}
        self._sandboxes = {
            name: Sandbox(
                Caller(function, self.system.table, self.system.secrets), root, environment, reloading=reloading
            )
            for name, function in self.system.functions.items()
        }

    def __enter__(self) -> Self:
        """Start moto, make the secrets and the table.

        Raises LocalError if the other DynamoDB does not answer, or a stack of this name runs already.
        """
        with RUNNING:
            if self.name in _running:
                raise LocalError(f"a stack named {self.name} runs in this process already")
            _running.add(self.name)
            self._moto.start()
            self._variables.start()
            try:
                self.dynamodb = self._client("dynamodb")
                self._make_secrets()
                self._pump = Pump(self.system, self._client("dynamodbstreams"), self.invoke, self._make_table())
            except BaseException:
                self.close()
                raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Stop the stack, and remove its data from moto."""
        with RUNNING:
            with contextlib.suppress(ClientError, BotoCoreError):
                self._remove()
            self._variables.stop()
            self._moto.stop()
            _running.discard(self.name)

    def _remove(self) -> None:
        """Empty moto, which forgets by itself only when the last stack of the process stops."""
        client = self._client("secretsmanager")
        for secret in self.system.secrets:
            client.delete_secret(SecretId=secret.arn, ForceDeleteWithoutRecovery=True)
        if self.endpoint_url is None:
            self.dynamodb.delete_table(TableName=self.system.table.name)

    def invoke(self, function: str, event: Any) -> Invocation:
        """Invoke a function by its logical id with an event. Raises LocalError if there is no such function."""
        if function not in self._sandboxes:
            raise LocalError(f"there is no function {function}; the template has {', '.join(sorted(self._sandboxes))}")
        invocation = self._sandboxes[function].invoke(event)
        self.woken.set()
        if self.watch:
            self.watch(function, invocation)
        return invocation

    @property
    def discarded(self) -> list[dict[str, Any]]:
        """The batches that the stream functions gave up, as they would arrive in the on-failure queue."""
        return self._pump.discarded

    def pump_until(self, stop: threading.Event, idle: float | None) -> None:
        """Deliver the stream in the background until `stop` is set: after each invocation, and every `idle` seconds."""
        self._pump.run(stop, self.woken, idle)

    def pump(self) -> int:
        """Deliver the table's stream until it is quiet. Return the number of delivered records."""
        with RUNNING:
            return self._pump.drain()

    def reset(self) -> None:
        """Empty the table; code and secrets stay as they are."""
        with RUNNING:
            self.dynamodb.delete_table(TableName=self.system.table.name)
            self._pump.restart(self._make_table())

    def _client(self, service: str) -> Any:
        url = self.endpoint_url if service.startswith("dynamodb") else None
        config = Config(
            connect_timeout=3,
            read_timeout=30,
            retries={"total_max_attempts": 2},
            ignore_configured_endpoint_urls=True,  # an endpoint from a developer's own environment
        )
        return _session().client(service, endpoint_url=url, config=config)

    def _make_secrets(self) -> None:
        client = self._client("secretsmanager")
        for secret in self.system.secrets:
            try:
                value = client.get_random_password(**secret.generate)["RandomPassword"]
            except BotoCoreError as error:
                raise LocalError(f"the secret {secret.name} could not be made: {error}") from None
            # moto adds its own random ending to an ARN, but finds a secret of this name by the ARN without it.
            client.create_secret(Name=secret.arn.rpartition(":")[2], SecretString=value)

    def _make_table(self) -> str | None:
        """Make the table, unless the other DynamoDB already has it. Return its stream's ARN."""
        table = self.system.table
        try:
            made: dict[str, Any] = self.dynamodb.create_table(**table.definition)["TableDescription"]
            if made["TableStatus"] != "ACTIVE":
                self.dynamodb.get_waiter("table_exists").wait(TableName=table.name, WaiterConfig={"Delay": 1})
            if table.ttl:
                self.dynamodb.update_time_to_live(
                    TableName=table.name,
                    TimeToLiveSpecification={"Enabled": True, "AttributeName": table.ttl},
                )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceInUseException" or not self.endpoint_url:
                raise LocalError(f"the table could not be made: {error}") from None
            made = self.dynamodb.describe_table(TableName=table.name)["Table"]
        except BotoCoreError as error:
            raise LocalError(f"no DynamoDB answers at {self.endpoint_url}: {error}") from None
        return made.get("LatestStreamArn")
