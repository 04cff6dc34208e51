"""py-evm as this chain configures it: Prague from the first block, a fixed gas limit, no proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from eth.chains.base import MiningChain
from eth.consensus.applier import ConsensusApplier
from eth.consensus.noproof import NoProofConsensus
from eth.constants import BLANK_ROOT_HASH, POST_MERGE_DIFFICULTY, POST_MERGE_NONCE, ZERO_ADDRESS
from eth.vm.forks.prague import PragueVM
from eth_typing import Address

__all__ = ["COIN", "GAS_LIMIT", "Genesis", "begin", "chain_class"]

GAS_LIMIT = 200_000_000
# What an address gets that is to pay for gas: a million of the chain's coin, in wei.
COIN = 10**24


@dataclass(frozen=True, slots=True)
class Genesis:
    """Where a chain begins: its id, the second of its first block, who has coin for gas."""

    timestamp: int
    chain_id: int = 31_337
    funded: tuple[str, ...] = ()
    gas_limit: int = GAS_LIMIT


def chain_class(genesis: Genesis) -> Any:
    """Return py-evm's chain with this chain's id and rules.

    Args:
        genesis: Where the chain begins.

    Returns:
        A class.
    """
    consensus = ConsensusApplier(NoProofConsensus)

    class EmbeddedChain(MiningChain):
        chain_id = genesis.chain_id
        vm_configuration = consensus.amend_vm_configuration(((0, PragueVM),))

        def create_header_from_parent(self, parent_header: Any, **params: Any) -> Any:
            params["gas_limit"] = parent_header.gas_limit
            return super().create_header_from_parent(parent_header, **params)

    return EmbeddedChain


def begin(genesis: Genesis, database: Any) -> Any:
    """Write the first block into a database and return the chain on it.

    Args:
        genesis: Where the chain begins.
        database: py-evm's database.

    Returns:
        The chain.
    """
    parameters = {
        "coinbase": ZERO_ADDRESS,
        "difficulty": POST_MERGE_DIFFICULTY,
        "extra_data": b"tallystick",
        "gas_limit": genesis.gas_limit,
        "mix_hash": b"\x00" * 32,
        "nonce": POST_MERGE_NONCE,
        "receipt_root": BLANK_ROOT_HASH,
        "timestamp": genesis.timestamp,
        "transaction_root": BLANK_ROOT_HASH,
    }
    empty = {"nonce": 0, "code": b"", "storage": {}}
    state = {
        Address(bytes.fromhex(address.removeprefix("0x"))): {"balance": COIN, **empty}
        for address in genesis.funded
    }
    return chain_class(genesis).from_genesis(database, parameters, state)
