"""How much of a long proof a run takes: `make test` a smaller share, `make proof` all of it.

A test says both numbers, `@pytest.mark.proof(300, 2_000)`, and takes the fixture `share`, which is one of them. What
it asserts is the same for both; the share is a part of the whole wherever the whole is numbered.
"""

import pytest

OPTION = "--proof"
MARKER = "proof(share, whole): a long proof; `make test` runs the share, `make proof` the whole"


def is_whole(config: pytest.Config) -> bool:
    """Does this run take long proofs in full?"""
    return bool(config.getoption(OPTION))


def share_of(config: pytest.Config, share: int, whole: int) -> int:
    """The number that this run takes."""
    return whole if is_whole(config) else share
