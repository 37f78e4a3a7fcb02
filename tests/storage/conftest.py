"""Storage is tried on moto, with the table that template.yaml describes."""

import os
from collections.abc import Iterator

import pytest

from local.stack import Stack


@pytest.fixture(autouse=True, scope="session")
def _table(running_stack: Stack) -> Iterator[None]:
    """The storage code of this process works on the stack's table, without a role."""
    os.environ["TABLE_NAME"] = running_stack.system.table.name
    yield
    del os.environ["TABLE_NAME"]
