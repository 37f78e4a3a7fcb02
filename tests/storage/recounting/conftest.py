"""Fixtures: a table on MiniStack for each module, to recount."""

from collections.abc import Iterator

import pytest

from local.emulator.stack import Stack
from tests.storage.recounting.recounted_world import RecountedWorld
from tests.support.stacks import stack_on_ministack


@pytest.fixture(scope="module")
def ministack_stack(ministack_url: str, request: pytest.FixtureRequest) -> Iterator[Stack]:
    name = request.module.__name__.rpartition(".")[2].replace("_", "-")
    with stack_on_ministack(ministack_url, name) as stack:
        yield stack


@pytest.fixture
def world(ministack_stack: Stack) -> RecountedWorld:
    return RecountedWorld(ministack_stack)
