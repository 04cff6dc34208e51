"""A dataset as a source of logs: an audit replays from it, and asks the chain for what is now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tallystick.dataset.check import manifest_of
from tallystick.dataset.columns import TABLES
from tallystick.dataset.parquet import read_rows
from tallystick.errors import InputError
from tallystick.replay.decoding import Log
from tallystick.replay.source import block_hash

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.source import BlockClock

__all__ = ["DatasetLogs"]

_AT = {of.name: place for place, of in enumerate(TABLES["events"])}
BATCH = 10_000


class DatasetLogs:
    """The logs of a dataset and the times of their blocks, as a clock of the audit."""

    def __init__(self, folder: Path, deployment: Deployment, chain: BlockClock | None) -> None:
        """Open a dataset.

        Args:
            folder: Its directory.
            deployment: The platform that it has to be of.
            chain: Asked for blocks that the dataset has no log of; None for none.

        Raises:
            InputError: DATASET:MANIFEST; DATASET:PLATFORM when it is of another one.
        """
        manifest = manifest_of(folder)
        if (manifest["chain"], manifest["book"].lower()) != (
            str(deployment.chain_id), deployment.addresses()["Book"].lower(),
        ):  # fmt: skip
            raise InputError("DATASET:PLATFORM", f"{folder} is the dataset of another platform")
        self.folder = folder
        self.block = int(manifest["block"])
        self.block_hash: str = manifest["block_hash"]
        self._chain = chain
        self._times: dict[int, int] = {}

    def require(self, connection: Connection, last: int) -> None:
        """Require that the dataset reaches a block, and ends in the chain's own.

        Args:
            connection: The chain.
            last: The block.

        Raises:
            InputError: DATASET:BLOCK when it ends before, or with another block than the chain's.
            TransportError: When the node does not answer.
        """
        if last > self.block:
            raise InputError("DATASET:BLOCK", f"it ends with block {self.block}, before {last}")
        known = "0x" + block_hash(connection, self.block).hex()
        if known != self.block_hash:
            raise InputError(
                "DATASET:BLOCK",
                f"its block {self.block} is {self.block_hash}, the chain's is {known}",
            )

    def read(self, first: int, last: int) -> Iterator[tuple[int, list[Log]]]:
        """Yield the logs of a stretch of blocks, as a node would.

        Args:
            first: The first block.
            last: The last one, at most the dataset's.

        Yields:
            The last block read, and the logs.

        Raises:
            InputError: DATASET:FILE when they cannot be read.
        """
        logs: list[Log] = []
        for row in read_rows(self.folder, "events"):
            log = _log(row)
            if not first <= log.block <= last:
                continue
            if len(logs) >= BATCH and log.block != logs[-1].block:
                yield logs[-1].block, logs
                logs = []
            self._times[log.block] = row[_AT["timestamp"]]
            logs.append(log)
        yield last, logs

    def time(self, log: Log) -> int:
        """Return when a log was written, as the dataset states it or else as the chain has it.

        Args:
            log: The log.

        Returns:
            The Unix second of its block.
        """
        known = self._times.get(log.block)
        if known is None and self._chain is not None:
            return self._chain.time(log)
        # Every log comes from the dataset: without a chain its blocks are all that is asked for.
        return self._times[log.block]

    @property
    def asked(self) -> int:
        """How many blocks the chain was asked for."""
        return 0 if self._chain is None else self._chain.asked

    @property
    def foreign(self) -> Log | None:
        """The first log of another block's hash than the chain's, where it was asked."""
        return None if self._chain is None else self._chain.foreign


def _log(row: tuple[Any, ...]) -> Log:
    topics = row[_AT["topics"]] or ""
    return Log(
        row[_AT["address"]], tuple(topics.split()), row[_AT["data"]] or "0x", row[_AT["block"]],
        row[_AT["place"]], row[_AT["tx_hash"]], row[_AT["block_hash"]], removed=False,
    )  # fmt: skip
