"""The codes of shared links."""

from shared.domain.shares import Network
from shared.domain.visits import Code


def test_every_network_has_a_code_of_its_own() -> None:
    assert {code.network for code in Code} == set(Network)
    assert len({code.value for code in Code}) == len(Network)
