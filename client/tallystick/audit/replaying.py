"""The events of an audit: from the chain or a dataset, from the first or from where one stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tallystick.audit.engines.partitioned import replay_in_parts
from tallystick.audit.resumption import resume
from tallystick.audit.touched import Touched
from tallystick.dataset.logs import DatasetLogs
from tallystick.errors import InputError
from tallystick.replay.replay import begin
from tallystick.replay.source import BlockClock, block_hash, read_logs

if TYPE_CHECKING:
    from tallystick.audit.detectors.chain_watch import ChainWatch
    from tallystick.audit.engines.pools import Engine
    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.decoding import Log
    from tallystick.replay.findings import Findings
    from tallystick.replay.replay import Replay

__all__ = ["Progress", "Rebuilt", "Source", "in_order"]

Progress = Callable[[int, int, int], None]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A replay of all events. touched, since: what the new ones name, after which block."""

    replay: Replay
    touched: Touched | None = None
    since: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where the events up to a last block come from."""

    connection: Connection
    deployment: Deployment
    clock: BlockClock | DatasetLogs
    last: int
    progress: Progress = lambda _done, _last, _events: None

    def rebuild(
        self, resumed: Path | None, *, engine: Engine | None, watch: ChainWatch | None
    ) -> Rebuilt:
        """Replay all events, or those since the last audit.

        Args:
            resumed: Where the last audit wrote that it stopped; None for all events.
            engine: Where a dataset's parts are replayed.
            watch: What looks for the signs of a dying platform, which needs them in one.

        Returns:
            The replay.

        Raises:
            InputError: As `replay` and `go_on`.
            TransportError: When the node does not answer.
        """
        if resumed is not None:
            return self.go_on(resumed)
        return self.replay(engine=engine, watch=watch)

    def replay(self, *, engine: Engine | None, watch: ChainWatch | None) -> Rebuilt:
        """Replay all events: part by part when an engine is there and nothing is in doubt.

        Args:
            engine: Where a dataset's parts are replayed.
            watch: What looks for the signs of a dying platform, which needs them in one.

        Returns:
            The replay.

        Raises:
            InputError: DATASET:… for a dataset that cannot be read or is another one.
            TransportError: When the node does not answer.
        """
        clock = self.clock
        if isinstance(clock, DatasetLogs):
            clock.require(self.connection, self.last)
            if engine is not None and watch is None:
                parted = replay_in_parts(
                    clock.folder, self.deployment, self.last, engine, keeps_loans=True,
                    progress=self.progress,
                )  # fmt: skip
                if parted.replay is not None:
                    return Rebuilt(parted.replay)
        replay = begin(self.deployment, clock)
        self.feed(replay, self.deployment.block, watch=watch)
        self._tell(replay)
        return Rebuilt(replay)

    def go_on(self, path: Path) -> Rebuilt:
        """Replay the events since the last audit; all of them when there was none.

        Args:
            path: Where it wrote that it stopped.

        Returns:
            The replay, and what the new events name.

        Raises:
            InputError: AUDIT:RESUME:BLOCK when the chain has another block there, or none yet;
                AUDIT:RESUME:… for a file that is of no use; DATASET:… as above.
            TransportError: When the node does not answer.
        """
        stopped = resume(path, self.deployment, self.clock)
        if stopped is None:
            return self.replay(engine=None, watch=None)
        if isinstance(self.clock, DatasetLogs):
            self.clock.require(self.connection, self.last)
        if self.last < stopped.block:
            raise InputError(
                "AUDIT:RESUME:BLOCK",
                f"{path} stopped at block {stopped.block}, after block {self.last}",
            )
        if block_hash(self.connection, stopped.block) != stopped.block_hash:
            raise InputError(
                "AUDIT:RESUME:BLOCK",
                f"the chain has another block {stopped.block} than {path}; begin anew with another"
                " file",
            )
        touched = Touched()
        self.feed(stopped.replay, stopped.block + 1, touched=touched)
        self._tell(stopped.replay)
        touched.complete(stopped.replay)
        return Rebuilt(stopped.replay, touched, stopped.block)

    def feed(
        self, replay: Replay, first: int, *, watch: ChainWatch | None = None,
        touched: Touched | None = None,
    ) -> None:  # fmt: skip
        """Take the events from a block on, and end with the last one.

        Args:
            replay: What takes them.
            first: The first block.
            watch: Takes them as well.
            touched: Notes what they name.

        Raises:
            InputError: DATASET:FILE when a dataset cannot be read.
            TransportError: When the node does not answer.
        """
        seen: Log | None = None
        for until, logs in self._logs(first):
            in_order(logs, first, until, replay.findings, seen)
            replay.feed(logs)
            if watch is not None:
                watch.feed(first, until, logs)
            if touched is not None:
                touched.note(replay.decoder, logs)
            replay.findings.count("events.order", len(logs))
            seen, first = (logs[-1] if logs else seen), until + 1
            self.progress(until, self.last, replay.events)
        replay.close()

    def _logs(self, first: int) -> Iterable[tuple[int, list[Log]]]:
        if isinstance(self.clock, DatasetLogs):
            return self.clock.read(first, self.last)
        addresses = list(self.deployment.addresses().values())
        return read_logs(self.connection, addresses, first, self.last)

    def _tell(self, replay: Replay) -> None:
        findings, clock = replay.findings, self.clock
        findings.tally("events.blocks").compared = clock.asked
        if clock.foreign is not None:
            findings.differ("events.blocks", "a log of another block's hash", clock.foreign)


def in_order(logs: list[Log], first: int, last: int, findings: Findings, seen: Log | None) -> None:
    """Check that logs ascend, each once, none removed, within the range.

    Args:
        logs: The logs as they came.
        first: The first block of the range.
        last: The last block of the range.
        findings: Where differences go.
        seen: The log that came before them; None at the beginning.
    """
    for log in logs:
        if log.removed:
            findings.differ("events.order", "a removed log", log)
        if not first <= log.block <= last:
            findings.differ("events.order", f"a log outside {first} to {last}", log)
        if seen is not None and (log.block, log.log_index) <= (seen.block, seen.log_index):
            findings.differ("events.order", "a log that comes twice or too late", log)
        if seen is not None and seen.block == log.block and seen.block_hash != log.block_hash:
            findings.differ("events.blocks", "two logs of one block with two hashes", log)
        seen = log
