"""Storage is tried on moto and on MiniStack, with the table that template.yaml describes."""

from collections.abc import Iterator

import pytest

from local.emulator.stack import Stack
from tests.conftest import working_on


@pytest.fixture(scope="session", params=["moto", "ministack"])
def running_stack(request: pytest.FixtureRequest, running_stack: Stack) -> Iterator[Stack]:
    """A stack on whose table the storage code of this process works too, without a role."""
    far: Stack | None = request.getfixturevalue("running_elsewhere") if request.param == "ministack" else None
    stack = far or running_stack
    with working_on(stack):
        yield stack
