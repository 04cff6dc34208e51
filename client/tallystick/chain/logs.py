"""Raw logs into typed events, by contract and topic."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tallystick.chain.artifacts import interface
from tallystick.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tallystick.chain.codec import EventShape
    from tallystick.chain.types import RawLog

__all__ = ["Event", "LogDecoder"]


@dataclass(frozen=True, slots=True)
class Event:
    """What a contract of the platform has logged; values by the names of the contract's ABI."""

    contract: str
    name: str
    values: Mapping[str, Any]
    block: int
    block_hash: str
    index: int
    tx_hash: str

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


class LogDecoder:
    """Decodes the logs of a platform's contracts; shapes are prepared once per topic."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        """Prepare the events of a platform's contracts.

        Args:
            addresses: The contracts' checksummed addresses by name.
        """
        self.addresses = dict(addresses)
        self._shapes: dict[tuple[str, bytes], tuple[str, EventShape]] = {
            (address, topic): (name, shape)
            for name, address in addresses.items()
            for topic, shape in interface(name).events.items()
        }

    def decode(self, log: RawLog) -> Event | None:
        """Return the event of a log.

        Args:
            log: A log of any contract.

        Returns:
            The event; None when the log is not one of the platform's.

        Raises:
            TransportError: RPC:ANSWER when its topics or data do not fit the event; may be asked
                again.
        """
        if not log.topics:
            return None
        known = self._shapes.get((log.address, log.topics[0]))
        if known is None:
            return None
        contract, shape = known
        try:
            values = shape.decode(log.topics[1:], log.data)
        except (TransportError, ValueError):
            raise TransportError(
                "RPC:ANSWER",
                f"the node's log at {log.block}:{log.index} is no {shape.name}; try again",
            ) from None
        return Event(
            contract=contract,
            name=shape.name,
            values=MappingProxyType(values),
            block=log.block,
            block_hash="0x" + log.block_hash.hex(),
            index=log.index,
            tx_hash="0x" + log.tx_hash.hex(),
        )

    def decode_all(self, logs: Iterable[RawLog]) -> tuple[Event, ...]:
        """Return the platform's events among some logs.

        Args:
            logs: Logs of any contracts.

        Returns:
            The events in the order of the logs.

        Raises:
            TransportError: RPC:ANSWER when a log's topics or data do not fit its event.
        """
        return tuple(event for log in logs if (event := self.decode(log)) is not None)
