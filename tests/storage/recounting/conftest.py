"""A table of the module's own on MiniStack, to be recounted."""

from collections.abc import Iterator

import pytest

from local.emulator.stack import Stack
from tests.conftest import stack_elsewhere
from tests.storage.recounting.world import RecountedWorld


@pytest.fixture(scope="module")
def far(elsewhere: str, request: pytest.FixtureRequest) -> Iterator[Stack]:
    name = request.module.__name__.rpartition(".")[2].replace("_", "-")
    with stack_elsewhere(elsewhere, name) as stack:
        yield stack


@pytest.fixture
def world(far: Stack) -> RecountedWorld:
    return RecountedWorld(far)
