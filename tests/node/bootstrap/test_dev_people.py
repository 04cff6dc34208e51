"""A development platform's underwriters can sign from the first day on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tallystick.chain.contracts import Registry
from tallystick.platform.messages import NOBODY
from tallystick.testing.actors import test_signer
from tallystick_node.bootstrap.dev_people import enrol_underwriters

if TYPE_CHECKING:
    from node.network import Network


def test_underwriters_are_enrolled_once_as_persons_of_their_own(network: Network) -> None:
    platform, actors = network.platform, network.session.actors
    signers = [test_signer(f"development underwriter {place}") for place in range(2)]
    for signer in signers:
        assert platform.read(Registry.head_of(signer.address)) == NOBODY
        network.session.chain.fund(signer.address)
    enrol_underwriters(platform, actors.attestors[:2], signers)
    block = network.connection.block_number()
    enrol_underwriters(platform, actors.attestors[:2], signers)  # a start that is taken up again
    assert network.connection.block_number() == block
    first, second = (platform.read(Registry.person_of(signer.address)) for signer in signers)
    assert first["group"] != second["group"]
    assert (
        first["lend_limit"],
        platform.read(Registry.borrower_record(signers[0].address))[1],
    ) == (0, 0)
