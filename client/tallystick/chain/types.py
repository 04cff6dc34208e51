"""What a chain answers, as plain ints, bytes and strings: blocks, fees, logs, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eth_utils.address import to_checksum_address

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Block", "Fees", "RawLog", "RawReceipt", "raw_log"]


@dataclass(frozen=True, slots=True)
class Block:
    """A block's place and time."""

    number: int
    hash: bytes
    parent: bytes
    timestamp: int
    base_fee: int | None


@dataclass(frozen=True, slots=True)
class Fees:
    """What a transaction would pay for a unit of gas now; `tip` is None on chains without."""

    price_max: int
    tip: int | None


@dataclass(frozen=True, slots=True)
class RawLog:
    """One log as the chain keeps it."""

    address: str
    topics: tuple[bytes, ...]
    data: bytes
    block: int
    block_hash: bytes
    index: int
    tx_hash: bytes


@dataclass(frozen=True, slots=True)
class RawReceipt:
    """What became of a transaction."""

    tx_hash: bytes
    ok: bool
    block: int
    gas_used: int
    contract: str | None
    logs: tuple[RawLog, ...]


def raw_log(log: Mapping[str, Any]) -> RawLog:
    """Make a log of what web3 returns for one.

    Args:
        log: A log with the keys of JSON-RPC.

    Returns:
        The same log as plain values, its address in checksum form.
    """
    return RawLog(
        address=to_checksum_address(log["address"]),
        topics=tuple(bytes(topic) for topic in log["topics"]),
        data=bytes(log["data"]),
        block=int(log["blockNumber"]),
        block_hash=bytes(log["blockHash"]),
        index=int(log["logIndex"]),
        tx_hash=bytes(log["transactionHash"]),
    )
