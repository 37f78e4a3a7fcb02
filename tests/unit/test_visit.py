"""The codes of shared links."""

from shared.domain.sharing.networks import Network, ViaCode


def test_every_network_has_a_code_of_its_own() -> None:
    assert {code.network for code in ViaCode} == set(Network)
    assert len({code.value for code in ViaCode}) == len(Network)
