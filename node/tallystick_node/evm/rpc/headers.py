"""Headers of blocks, and withdrawals in them, in the shapes of an Ethereum node."""

from __future__ import annotations

from typing import Any

from tallystick_node.evm.rpc.values import hex_of

__all__ = ["header_fields", "withdrawal_fields"]


def header_fields(header: Any) -> dict[str, Any]:
    """Return a header as a node shows it: everything that goes into its hash, and the hash.

    Args:
        header: py-evm's header.

    Returns:
        The JSON object.
    """
    return {
        "number": hex(header.block_number), "hash": hex_of(header.hash),
        "parentHash": hex_of(header.parent_hash), "nonce": hex_of(header.nonce),
        "mixHash": hex_of(header.mix_hash), "sha3Uncles": hex_of(header.uncles_hash),
        "logsBloom": hex_of(header.bloom.to_bytes(256, "big")),
        "transactionsRoot": hex_of(header.transaction_root), "stateRoot": hex_of(header.state_root),
        "receiptsRoot": hex_of(header.receipt_root), "miner": hex_of(header.coinbase),
        "difficulty": hex(header.difficulty), "extraData": hex_of(header.extra_data),
        "gasLimit": hex(header.gas_limit), "gasUsed": hex(header.gas_used),
        "timestamp": hex(header.timestamp), "baseFeePerGas": hex(header.base_fee_per_gas),
        "withdrawalsRoot": hex_of(header.withdrawals_root),
        "blobGasUsed": hex(header.blob_gas_used), "excessBlobGas": hex(header.excess_blob_gas),
        "parentBeaconBlockRoot": hex_of(header.parent_beacon_block_root),
        "requestsHash": hex_of(header.requests_hash),
    }  # fmt: skip


def withdrawal_fields(withdrawal: Any) -> dict[str, Any]:
    """Return a withdrawal as a node shows it.

    Args:
        withdrawal: py-evm's withdrawal.

    Returns:
        The JSON object.
    """
    return {
        "index": hex(withdrawal.index),
        "validatorIndex": hex(withdrawal.validator_index),
        "address": hex_of(withdrawal.address),
        "amount": hex(withdrawal.amount),
    }
