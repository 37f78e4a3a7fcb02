"""The other side of a judge."""

from collections.abc import Iterator

import pytest

from tests.slow_judges.other_side import OtherSide, other_side


@pytest.fixture
def there() -> Iterator[OtherSide]:
    with other_side() as side:
        yield side
