"""What tests stand on: the stack of template.yaml, and its API as an HTTP client sees it.

The stack's table is in moto, in this process, or in MiniStack, in a process of its own: `tests/api` has it there, with
the stories on both (see `on_both`), `tests/storage` on both, all others in moto. What one answers otherwise than the
other is a fault of ours, or a gap of an emulator that a test names.

`stack` and `api` begin each test on an empty table. After a write through the door, `stack.pump()` delivers the
stream to the stream functions, as Lambda would do in the background. `api.clock` is the time of requests in ms since
1970, and stands still until a test moves it; `api.address` is the caller's.
"""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import boto3
import hypothesis
import pytest

from local.emulator.stack import CREDENTIALS, ISSUER, REGION, Stack
from local.http_client import LocalClient
from local.login.issuer import Issuer
from shared.settings import settings
from shared.storage import table
from shared.storage.counting.recounting import stream
from tests.processes import ministack

ROOT = Path(__file__).parent.parent
Api = LocalClient
MORNING = 1_795_341_600_000  # 2026-11-22 10:00 UTC

# A test fails for what it finds, not for how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """What was imported stays; looking through it for garbage again and again takes a twentieth of the time."""
    gc.collect()
    gc.freeze()


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


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer(ISSUER, ["http://127.0.0.1:8000/desk/"])


@pytest.fixture(scope="session")
def running_stack() -> Iterator[Stack]:
    """The stack with its table in moto."""
    with Stack(ROOT / "template.yaml", reloading=False) as stack:
        yield stack


@pytest.fixture(scope="session")
def running_elsewhere(elsewhere: str) -> Iterator[Stack]:
    """The stack with its table in MiniStack."""
    with stack_elsewhere(elsewhere, "elsewhere") as stack:
        yield stack


def stack_elsewhere(endpoint_url: str, name: str, parameters: Mapping[str, str] | None = None) -> Stack:
    """A stack with its table in MiniStack, under a name of its own: workers have a MiniStack each, its stacks share it.

    Nothing expires in it. MiniStack deletes once a minute what has expired by this machine's clock, without a record in
    the stream; the tests' clock stands still.
    """
    stack = Stack(ROOT / "template.yaml", endpoint_url, parameters, name, reloading=False)
    stack.system = replace(stack.system, table=replace(stack.system.table, ttl=None))
    return stack


@pytest.fixture
def stack(running_stack: Stack) -> Stack:
    running_stack.reset()
    return running_stack


@pytest.fixture
def api(stack: Stack, issuer: Issuer) -> Iterator[Api]:
    with Api(stack, issuer.public_keys, clock=MORNING) as client:
        yield client


@pytest.fixture
def moderator_token(issuer: Issuer) -> str:
    return issuer.access_token("moderator")


@pytest.fixture
def admin_token(issuer: Issuer) -> str:
    return issuer.access_token("admin")


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[str]:
    """Where this worker's MiniStack listens."""
    with ministack() as address:
        yield address
