"""The stack of template.yaml on both engines, and its API as an HTTP client sees it.

A fixture's name says where its table is: `moto_stack` in this process, `started_on_ministack` in a process of its own.
tests/api has `stack` and `api`, on MiniStack unless a story runs on both. tests/storage has `storage_stack`, on each.

A stack that is not called `started…` begins each test with an empty table. After a write through the API,
`stack.pump()` delivers the stream to the stream functions, as Lambda would do in the background. A client's `clock` is
the time of requests in ms since 1970, and stands still until a test moves it; its `address` is the caller's.
"""

import gc
from collections.abc import Iterator

import hypothesis
import pytest

from local.emulator.stack import ISSUER, Stack
from local.http_client import LocalClient
from local.login.issuer import Issuer
from tests.support.processes import ministack
from tests.support.share import MARKER, OPTION, is_whole, share_of
from tests.support.stacks import MORNING, ROOT, stack_on_ministack

# A test fails for what it finds, not for how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--proof` is what `make proof` asks for, `--record` what `make examples` does."""
    parser.addoption(OPTION, action="store_true", help="run the long proofs in full, and nothing else")
    parser.addoption("--record", action="store_true", help="write docs/examples/ anew, where a test holds them")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", MARKER)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In full, the proofs alone. Long proofs begin first, in whichever order: a worker that begins one last is late."""
    proofs = [item for item in items if item.get_closest_marker("proof")]
    others = [item for item in items if not item.get_closest_marker("proof")]
    if is_whole(config):
        config.hook.pytest_deselected(items=others)
        items[:] = proofs
    else:
        items[:] = [*proofs, *others]


@pytest.fixture
def share(request: pytest.FixtureRequest) -> int:
    """How much of the test's long proof this run takes."""
    marker = request.node.get_closest_marker("proof")
    return share_of(request.config, *marker.args)


def pytest_collection_finish() -> None:
    """What was imported stays; looking through it for garbage again and again takes a twentieth of the time."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def issuer() -> Issuer:
    return Issuer(ISSUER, ["http://127.0.0.1:8000/desk/"])


@pytest.fixture(scope="session")
def started_on_moto() -> Iterator[Stack]:
    """The stack with its table in moto."""
    with Stack(ROOT / "template.yaml", reloading=False) as stack:
        yield stack


@pytest.fixture(scope="session")
def started_on_ministack(ministack_url: str) -> Iterator[Stack]:
    """The stack with its table in MiniStack."""
    with stack_on_ministack(ministack_url, "elsewhere") as stack:
        yield stack


@pytest.fixture
def moto_stack(started_on_moto: Stack) -> Stack:
    """The stack with an empty table in moto."""
    started_on_moto.reset()
    return started_on_moto


@pytest.fixture
def moto_api(moto_stack: Stack, issuer: Issuer) -> Iterator[LocalClient]:
    """The API of the stack in moto."""
    with LocalClient(moto_stack, issuer.public_keys, clock=MORNING) as client:
        yield client


@pytest.fixture
def moderator_token(issuer: Issuer) -> str:
    return issuer.access_token("moderator")


@pytest.fixture
def admin_token(issuer: Issuer) -> str:
    return issuer.access_token("admin")


@pytest.fixture(scope="session")
def ministack_url() -> Iterator[str]:
    """Where this worker's MiniStack listens."""
    with ministack() as address:
        yield address
