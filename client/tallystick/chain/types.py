"""What a chain answers, as plain ints, bytes and strings: blocks, fees, logs, receipts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from tallystick.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

__all__ = [
    "Block",
    "Fees",
    "RawLog",
    "RawReceipt",
    "block_of",
    "bytes_of",
    "may_log",
    "number_of",
    "raw_log",
]


@dataclass(frozen=True, slots=True)
class Block:
    """A block's place and time; `bloom` is of its logs, empty on chains without."""

    number: int
    hash: bytes
    parent: bytes
    timestamp: int
    base_fee: int | None
    bloom: bytes = b""


def block_of(response: Mapping[str, Any], *, bloom: bool) -> Block:
    """Return a block as a node answers it.

    Args:
        response: The object of eth_getBlockByNumber; numbers as 0x hex or ints, hashes as 0x hex or
            bytes.
        bloom: Whether its bloom is kept.

    Returns:
        The block.

    Raises:
        TransportError: RPC:ANSWER when a field is missing or of another form.
    """
    try:
        fee = response.get("baseFeePerGas")
        return Block(
            number=number_of(response["number"]),
            hash=bytes_of(response["hash"]),
            parent=bytes_of(response["parentHash"]),
            timestamp=number_of(response["timestamp"]),
            base_fee=None if fee is None else number_of(fee),
            bloom=bytes_of(response.get("logsBloom") or b"") if bloom else b"",
        )
    except (AttributeError, KeyError, TypeError, TransportError) as odd:
        raise _no_sense("block", odd) from None


def number_of(value: Any) -> int:
    """Return a number as a node answers it.

    Args:
        value: 0x hex, or an int.

    Returns:
        The number.

    Raises:
        TransportError: RPC:ANSWER when it is neither.
    """
    try:
        return int(value, 16) if isinstance(value, str) else int(value)
    except (TypeError, ValueError) as odd:
        raise _no_sense("number", odd) from None


def bytes_of(value: Any) -> bytes:
    """Return bytes as a node answers them.

    Args:
        value: 0x hex, or bytes.

    Returns:
        The bytes.

    Raises:
        TransportError: RPC:ANSWER when it is neither.
    """
    try:
        if isinstance(value, str):
            return bytes.fromhex(value.removeprefix("0x"))
        return bytes(memoryview(value))
    except (TypeError, ValueError) as odd:
        raise _no_sense("data", odd) from None


def _no_sense(what: str, odd: Exception) -> TransportError:
    return TransportError(
        "RPC:ANSWER", f"the node's {what} makes no sense ({odd!r:.80})", retryable=False
    )


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


def may_log(bloom: bytes, addresses: Iterable[str], topics: Sequence[bytes | None]) -> bool:
    """Return whether a block may have a log that a question asks for.

    Args:
        bloom: The block's bloom, 256 bytes.
        addresses: The contracts' addresses.
        topics: What each topic must be, None where it may be anything.

    Returns:
        False when it has none for certain; True too where the bloom is of no use.
    """
    bits = int.from_bytes(bloom)
    asked = [_bits(topic) for topic in topics if topic is not None]
    return any(_bits(bytes.fromhex(address[2:])) & ~bits == 0 for address in addresses) and all(
        topic & ~bits == 0 for topic in asked
    )


def _bits(value: bytes) -> int:
    """The three bits that a value sets in a bloom (Yellow Paper, 4.3.1)."""
    digest = keccak(value)
    return sum({1 << (int.from_bytes(digest[at : at + 2]) & 2047) for at in (0, 2, 4)})
