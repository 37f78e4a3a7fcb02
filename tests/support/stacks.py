"""Stacks of template.yaml for tests: which engine has the table, and storage code that works on it.

There are two engines. moto holds the table in this process; MiniStack holds it in a process of its own. What one
answers otherwise than the other is a fault of ours, or a gap of an emulator that a test names.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import boto3
import pytest

from local.emulator.stack import CREDENTIALS, REGION, Stack
from shared.settings import settings
from shared.storage import table
from shared.storage.counting.recounting import stream

ROOT = Path(__file__).parents[2]
MORNING = 1_795_341_600_000  # 2026-11-22 10:00 UTC

on_both = pytest.mark.parametrize("stack", ["started_on_moto", "started_on_ministack"], indirect=True)
"""For stories of tests/api: they run twice, with the table in moto and with the table in MiniStack."""


def stack_on_ministack(endpoint_url: str, name: str, parameters: Mapping[str, str] | None = None) -> Stack:
    """A stack with its table in MiniStack, under a name of its own: workers have a MiniStack each, its stacks share it.

    Nothing expires in it. MiniStack deletes once a minute what has expired by this machine's clock, without a record in
    the stream; the tests' clock stands still.
    """
    stack = Stack(ROOT / "template.yaml", endpoint_url, parameters, name, reloading=False)
    stack.system = replace(stack.system, table=replace(stack.system.table, ttl=None))
    return stack


@contextmanager
def working_on(stack: Stack, **environment: str) -> Iterator[None]:
    """The storage code of this process works on a stack's table, without a role: what an operator's commands need."""
    given = {**CREDENTIALS, "AWS_DEFAULT_REGION": REGION, "TABLE_NAME": stack.system.table.name}
    if stack.endpoint_url:
        given |= dict.fromkeys(("AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL_DYNAMODB_STREAMS"), stack.endpoint_url)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (given | environment).items():
            patch.setenv(name, value)
        patch.setattr(boto3, "DEFAULT_SESSION", None)  # which remembers the credentials that it was first asked with
        _forget()
        yield
    _forget()


def _forget() -> None:
    """Let the storage code read the environment anew."""
    vars(settings).pop("table_name", None)
    table.client.cache_clear()
    stream._client.cache_clear()
