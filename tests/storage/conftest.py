"""Storage is tried on moto and on MiniStack, with the table that template.yaml describes."""

from collections.abc import Iterator

import pytest

from local.stack import CREDENTIALS, Stack
from shared.settings import settings
from shared.storage import table


@pytest.fixture(scope="session", params=["moto", "ministack"])
def running_stack(request: pytest.FixtureRequest, running_stack: Stack) -> Iterator[Stack]:
    """A stack on whose table the storage code of this process works too, without a role."""
    far: Stack | None = request.getfixturevalue("running_elsewhere") if request.param == "ministack" else None
    stack = far or running_stack
    with pytest.MonkeyPatch.context() as environment:
        for name, value in CREDENTIALS.items():
            environment.setenv(name, value)
        environment.setenv("TABLE_NAME", stack.system.table.name)
        if stack.endpoint_url:
            environment.setenv("AWS_ENDPOINT_URL_DYNAMODB", stack.endpoint_url)
        _forget()
        yield stack
    _forget()


def _forget() -> None:
    """Let the storage code read the environment anew."""
    vars(settings).pop("table_name", None)
    table.client.cache_clear()
