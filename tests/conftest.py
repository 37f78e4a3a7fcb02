"""What tests stand on: the stack of template.yaml in this process, and its API as an HTTP client sees it.

`stack` and `api` begin each test on an empty table. After a write through the door, `stack.pump()` delivers the
stream to the stream functions, as Lambda would do in the background. `api.clock` is the time of requests in ms since
1970, and stands still until a test moves it; `api.address` is the caller's.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local.door import Door
from local.issuer import Issuer
from local.stack import ISSUER, Stack
from tests.processes import free_port, running

ROOT = Path(__file__).parent.parent
Api = Door
MORNING = 1_795_341_600_000  # 2026-11-22 10:00 UTC


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer(ISSUER, ["http://127.0.0.1:8000/desk/"])


@pytest.fixture(scope="session")
def running_stack() -> Iterator[Stack]:
    with Stack(ROOT / "template.yaml") as stack:
        yield stack


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
    """Where MiniStack listens: another DynamoDB, in a process of its own, over the network."""
    port = free_port()
    with running("-m", "ministack", BIND_HOST="127.0.0.1", GATEWAY_PORT=str(port), PERSIST_STATE="0") as process:
        process.until("Running on")
        yield f"http://127.0.0.1:{port}"
        process.stop()
