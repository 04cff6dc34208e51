"""Stretches of the chain, read so that a reorganisation in between is noticed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from eth_utils.address import to_checksum_address

from tallystick.chain._sync.ranges import BlockRanges
from tallystick.errors import TransportError
from tallystick.replay.decoding import Decoder, Log, raw_log

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection
    from tallystick.platform._sync.platform import Platform
    from tallystick_node.infrastructure.indexer.followers import FollowedLogs

__all__ = ["ChainReader", "IndexedEvent", "Stretch"]

_READ_AGAIN_MAX = 5


@dataclass(frozen=True, slots=True)
class IndexedEvent:
    """One event; values by the names of the ABI, numbers as ints, hashes and addresses as hex."""

    block: int
    place: int
    tx_hash: str
    contract: str
    name: str
    fields: dict[str, Any]

    @property
    def loan(self) -> int | None:
        """The loan it is about, None when it is about none."""
        number = self.fields.get("loan", self.fields.get("id"))
        return None if number is None else int(number)

    @property
    def parties(self) -> frozenset[str]:
        """The addresses that it names."""
        return frozenset(
            value
            for value in self.fields.values()
            if isinstance(value, str) and len(value) == len("0x") + 40
        )


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some consecutive blocks: the last of them, its hash, and what was logged in all of them.

    others: what a follower has asked for.
    """

    last: int
    hash: str
    events: tuple[IndexedEvent, ...]
    hashes: dict[int, str]
    others: tuple[Log, ...] = ()


class ChainReader:
    """Reads the events of a platform's contracts, in ranges that the chain's node accepts."""

    def __init__(self, platform: Platform, asked: FollowedLogs | None = None) -> None:
        """Read a platform, and what a follower asks for.

        Args:
            platform: The platform.
            asked: The follower's question, None without one.
        """
        self._connection: Connection = platform.connection
        self.first = platform.deployment.block
        self._addresses = list(platform.deployment.addresses().values())
        self._decoder = Decoder(platform.deployment.addresses())
        self._ranges = [BlockRanges(self._connection, self._addresses)]
        if asked is not None:
            self._ranges.append(BlockRanges(self._connection, asked.addresses, asked.topics))

    def head(self) -> tuple[int, int]:
        """Return the latest block's number and Unix second.

        Returns:
            Both.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        block = self._connection.block()
        assert block is not None, "a chain has a first block"
        return block.number, block.timestamp

    def hash_of(self, number: int) -> str | None:
        """Return a block's hash.

        Args:
            number: The block's number.

        Returns:
            0x and 64 hex digits, None when the chain does not reach so far.

        Raises:
            TransportError: When the chain's node does not answer.
        """
        block = self._connection.block(number)
        return None if block is None else "0x" + block.hash.hex()

    def stretch(self, first: int, last: int) -> Stretch:
        """Read as many blocks as the chain's node returns at once.

        All of it is of one chain: the hash of the last block was the same before and after.

        Args:
            first: The first block.
            last: The last block that may be read.

        Returns:
            What was read, at least one block.

        Raises:
            TransportError: INDEX:UNSTABLE when the chain changes meanwhile; otherwise when the
                chain's node does not answer.
        """
        for _ in range(_READ_AGAIN_MAX):
            end = min(ranges.end(first, last) for ranges in self._ranges)
            before = self.hash_of(end)
            if before is None:
                last = min(last, self._connection.block_number())
                if last < first:
                    break
                continue
            parts = [ranges.read_raw(first, end) for ranges in self._ranges]
            read_to = min(part[0] for part in parts)
            if read_to < end:
                last = read_to  # the chain's node takes less at once: no hash of that block yet
            elif self.hash_of(end) == before:
                return self._decoded(end, before, *(part[1] for part in parts))
        raise TransportError("INDEX:UNSTABLE", "the chain changes while it is read; try again")

    def _decoded(
        self, end: int, end_hash: str, logs: Sequence[Any], asked: Sequence[Any] = ()
    ) -> Stretch:
        others = tuple(map(raw_log, asked))
        hashes: dict[int, str] = {}
        events: list[IndexedEvent] = []
        for log in map(raw_log, logs):
            _agree(hashes, log)
            decoded = self._decoder.decode(log)
            if decoded is not None:
                plan = self._decoder.plans[log.address, log.topics[0]]
                events.append(
                    IndexedEvent(
                        log.block,
                        log.log_index,
                        log.tx_hash,
                        decoded.contract,
                        decoded.name,
                        dict(_shown(plan.named(decoded.values))),
                    )
                )
        for log in others:
            _agree(hashes, log)
        if hashes.setdefault(end, end_hash) != end_hash:
            raise TransportError("INDEX:UNSTABLE", "the last block has two hashes; try again")
        return Stretch(end, end_hash, tuple(events), hashes, others)


def _agree(hashes: dict[int, str], log: Log) -> None:
    if hashes.setdefault(log.block, log.block_hash) != log.block_hash:
        raise TransportError("INDEX:UNSTABLE", "one block has two hashes; try again")


def _shown(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if not isinstance(value, bytes):
            yield name, value
        elif len(value) == 20:
            yield name, _address(value)
        else:
            yield name, "0x" + value.hex()


@lru_cache(maxsize=100_000)
def _address(value: bytes) -> str:
    return str(to_checksum_address(value))
