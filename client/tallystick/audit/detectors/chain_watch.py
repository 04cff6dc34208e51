"""The chain as the detectors read it: the platform's events and the token's transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eth_utils.crypto import keccak

from tallystick.audit.detectors.collector import Collector
from tallystick.audit.detectors.facts import TimedEvent
from tallystick.chain._sync.ranges import BlockRanges
from tallystick.replay.decoding import Decoder, LogError, raw_log
from tallystick.replay.source import BLOCKS_PER_QUESTION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tallystick.audit.detectors.facts import PlatformFacts
    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment
    from tallystick.replay.decoding import Log
    from tallystick.replay.source import Clock

__all__ = ["ChainWatch"]

_TRANSFER = keccak(text="Transfer(address,address,uint256)")
_WORD_CHARACTERS = 66


class ChainWatch:
    """Feed it what the audit reads, range by range; it reads the token's transfers beside it."""

    def __init__(self, connection: Connection, deployment: Deployment, clock: Clock) -> None:
        """Take a chain and a platform.

        Args:
            connection: The chain.
            deployment: The deployment file's content.
            clock: Knows when a log was written.
        """
        addresses = deployment.addresses()
        self._decoder = Decoder(addresses)
        self._clock = clock
        self._ranges = BlockRanges(
            connection, [deployment.token], (_TRANSFER,), width=BLOCKS_PER_QUESTION
        )
        self._collector = Collector(
            {name: bytes.fromhex(address[2:]) for name, address in addresses.items()}
        )

    def facts(self, now: int) -> PlatformFacts:
        """Return what was seen so far.

        Args:
            now: The Unix second of the last block: what did not happen until then shows too.

        Returns:
            The platform.
        """
        facts = self._collector.facts
        facts.now = max(facts.now, now)
        return facts

    def feed(self, first: int, last: int, logs: list[Log]) -> None:
        """Take the platform's logs of a stretch of blocks.

        Args:
            first: The first block.
            last: The last block.
            logs: Its logs, in the chain's order.

        Raises:
            TransportError: When the node does not answer for the token's transfers.
        """
        transfers = list(self._transfers(first, last))
        for log in sorted((*logs, *transfers), key=lambda log: (log.block, log.log_index)):
            event = self._event(log)
            if event is not None:
                self._collector.take((event,))

    def _transfers(self, first: int, last: int) -> Iterator[Log]:
        while first <= last:
            until, response = self._ranges.read_raw(first, last, asked_only=False)
            yield from (raw_log(log) for log in response)
            first = until + 1

    def _event(self, log: Log) -> TimedEvent | None:
        plan = self._decoder.plans.get((log.address, log.topics[0])) if log.topics else None
        if plan is None:
            return self._transfer(log)
        if not self._collector.listens(plan.contract, plan.name):
            return None
        try:
            values = plan.named(plan.decode(log.topics, log.data))
        except (LogError, ValueError):
            # The audit's own check says that it has not the form of its event.
            return None
        return TimedEvent(self._clock.time(log), log.tx_hash, plan.contract, plan.name, values)

    def _transfer(self, log: Log) -> TimedEvent | None:
        """A transfer that concerns the platform; asking for the time of others costs too much."""
        is_transfer = len(log.topics) == 3 and len(log.data) == _WORD_CHARACTERS
        if not is_transfer or log.topics[0] != "0x" + _TRANSFER.hex():
            return None
        sender, receiver = (bytes.fromhex(topic[-40:]) for topic in log.topics[1:])
        if not self._collector.concerns(sender, receiver):
            return None
        values = {"sender": sender, "receiver": receiver, "amount": int(log.data, 16)}
        return TimedEvent(self._clock.time(log), log.tx_hash, "Token", "Transfer", values)
