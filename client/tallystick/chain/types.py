"""What a chain answers, as plain ints, bytes and strings: blocks, fees, logs, receipts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from tallystick.errors import TallystickError, TransportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "Block",
    "Fees",
    "RawLog",
    "RawReceipt",
    "block_of",
    "bytes_of",
    "hash_of",
    "may_log",
    "number_of",
    "raw_log",
    "raw_receipt",
    "sensible",
]

# A number of 256 bits at most, as JSON-RPC words it.
_NUMBER = re.compile("0x[0-9a-fA-F]{1,64}")
_ADDRESS = re.compile("0x[0-9a-fA-F]{40}")
_HASH_BYTES = 32
_TOPICS_MAX = 4
# What taking an answer apart raises when it is not of the form that was expected.
_ODD = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


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
    with sensible("block"):
        fee = response.get("baseFeePerGas")
        return Block(
            number=number_of(response["number"]),
            hash=bytes_of(response["hash"]),
            parent=bytes_of(response["parentHash"]),
            timestamp=number_of(response["timestamp"]),
            base_fee=None if fee is None else number_of(fee),
            bloom=bytes_of(response.get("logsBloom") or b"") if bloom else b"",
        )


@contextmanager
def sensible(what: str) -> Iterator[None]:
    """Raise RPC:ANSWER where an answer cannot be taken apart inside.

    Args:
        what: What the answer should be, for people.

    Yields:
        Nothing; the block runs inside.

    Raises:
        TransportError: RPC:ANSWER, which may be asked again: what stands between us and the node
            garbles one answer and not the next.
    """
    try:
        yield
    except TallystickError as found:
        if found.code != "RPC:ANSWER":
            raise
        raise _no_sense(what, found.sentence) from None
    except _ODD as odd:
        raise _no_sense(what, repr(odd)) from None


def number_of(value: Any) -> int:
    """Return a number as a node answers it.

    Args:
        value: 0x hex, or an int, and not below zero.

    Returns:
        The number.

    Raises:
        TransportError: RPC:ANSWER when it is neither.
    """
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value, 16)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise _no_sense("number", repr(value))


def bytes_of(value: Any) -> bytes:
    """Return bytes as a node answers them.

    Args:
        value: 0x hex, or bytes.

    Returns:
        The bytes.

    Raises:
        TransportError: RPC:ANSWER when it is neither.
    """
    with sensible("data"):
        if isinstance(value, str):
            return bytes.fromhex(value.removeprefix("0x"))
        return bytes(memoryview(value))


def hash_of(value: Any) -> bytes:
    """Return a hash as a node answers it.

    Args:
        value: 0x hex, or bytes.

    Returns:
        The 32 bytes.

    Raises:
        TransportError: RPC:ANSWER when it is neither, or of another length.
    """
    data = bytes_of(value)
    if len(data) != _HASH_BYTES:
        raise _no_sense("hash", repr(value))
    return data


def _address_of(value: Any) -> str:
    if not isinstance(value, str) or _ADDRESS.fullmatch(value) is None:
        raise _no_sense("address", repr(value))
    return str(to_checksum_address(value))


def _no_sense(what: str, odd: str) -> TransportError:
    return TransportError("RPC:ANSWER", f"the node's {what} makes no sense ({odd:.80}); try again")


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
    """Make a log of what a node answers for one.

    Args:
        log: A log with the keys of JSON-RPC; numbers as 0x hex or ints, data as 0x hex or bytes.

    Returns:
        The same log as plain values, its address in checksum form.

    Raises:
        TransportError: RPC:ANSWER when it is no log, or one of no block yet.
    """
    with sensible("log"):
        topics = tuple(hash_of(topic) for topic in log["topics"])
        if len(topics) > _TOPICS_MAX:
            raise _no_sense("log", f"{len(topics)} topics")
        return RawLog(
            address=_address_of(log["address"]),
            topics=topics,
            data=bytes_of(log["data"]),
            block=number_of(log["blockNumber"]),
            block_hash=hash_of(log["blockHash"]),
            index=number_of(log["logIndex"]),
            tx_hash=hash_of(log["transactionHash"]),
        )


def raw_receipt(receipt: Mapping[str, Any]) -> RawReceipt:
    """Make a receipt of what a node answers for one.

    Args:
        receipt: A receipt with the keys of JSON-RPC.

    Returns:
        The same receipt as plain values.

    Raises:
        TransportError: RPC:ANSWER when it is no receipt, or one of no block yet.
    """
    with sensible("receipt"):
        contract = receipt.get("contractAddress")
        return RawReceipt(
            tx_hash=hash_of(receipt["transactionHash"]),
            ok=number_of(receipt["status"]) == 1,
            block=number_of(receipt["blockNumber"]),
            gas_used=number_of(receipt["gasUsed"]),
            contract=None if contract is None else _address_of(contract),
            logs=tuple(raw_log(log) for log in receipt["logs"]),
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


@lru_cache(maxsize=10_000)
def _bits(value: bytes) -> int:
    """The three bits that a value sets in a bloom (Yellow Paper, 4.3.1)."""
    digest = keccak(value)
    return sum({1 << (int.from_bytes(digest[at : at + 2]) & 2047) for at in (0, 2, 4)})
