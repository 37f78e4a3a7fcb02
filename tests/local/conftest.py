"""The small project of each test, started."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from local.emulator.stack import Stack
from local.http_client import LocalClient
from local.login.issuer import Issuer
from tests.support.small_project import Project
from tests.support.stacks import working_on

_numbers = itertools.count()


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def start(project: Project) -> Iterator[Callable[..., Stack]]:
    """Start the project's stack."""
    with ExitStack() as closing:
        yield lambda **given: closing.enter_context(
            Stack(project.template, name=f"small-{next(_numbers)}", **given),
        )


@pytest.fixture
def small_stack(start: Callable[..., Stack]) -> Stack:
    """The project's stack, started."""
    return start()


@pytest.fixture
def small_api(small_stack: Stack, issuer: Issuer) -> Iterator[LocalClient]:
    """The small project's API."""
    with LocalClient(small_stack, issuer.public_keys, clock=1_795_341_600_123) as client:
        yield client


@pytest.fixture
def put(small_stack: Stack) -> Callable[..., Any]:
    """Write items into the small project's table, outside of any function."""

    def write(*keys: str, **attributes: Any) -> None:
        for key in keys:
            item = {"pk": {"S": key}, "sk": {"S": "x"}} | {name: {"S": value} for name, value in attributes.items()}
            small_stack.dynamodb.put_item(TableName=small_stack.system.table.name, Item=item)

    return write


@pytest.fixture
def operated(started_on_ministack: Stack) -> Iterator[Stack]:
    """A stack on whose table an operator's commands work, in this process."""
    started_on_ministack.reset()
    with working_on(started_on_ministack):
        yield started_on_ministack
