"""Fixtures to run storage on moto and on MiniStack, with the table that template.yaml describes."""

from collections.abc import Iterator

import pytest

from local.emulator.stack import Stack
from tests.support.stacks import working_on


@pytest.fixture(scope="session", params=["started_on_moto", "started_on_ministack"])
def started_storage_stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    """A stack whose table this process's storage code uses too, without a role."""
    stack: Stack = request.getfixturevalue(request.param)
    with working_on(stack):
        yield stack


@pytest.fixture
def storage_stack(started_storage_stack: Stack) -> Stack:
    """That stack, with an empty table."""
    started_storage_stack.reset()
    return started_storage_stack
