"""The platform's events as everybody may read them: values by name, in the chain's order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from eth_utils.address import to_checksum_address

from tallystick.replay.decoding import Decoder
from tallystick.replay.source import read_logs

if TYPE_CHECKING:
    from tallystick.chain._sync.connection import Connection
    from tallystick.platform.deployment import Deployment

__all__ = ["ChainEvent", "PublicEvent", "loan_of", "public_events", "written_fields"]


class PublicEvent(Protocol):
    """An event, read from the chain or from an index of it."""

    @property
    def block(self) -> int:
        """The block's number."""

    @property
    def place(self) -> int:
        """Its place among the logs of the block."""

    @property
    def tx_hash(self) -> str:
        """The transaction's hash in hex."""

    @property
    def contract(self) -> str:
        """The contract's name."""

    @property
    def name(self) -> str:
        """The event's name."""

    @property
    def fields(self) -> Mapping[str, Any]:
        """Numbers and flags as such, hashes and addresses in hex."""


@dataclass(frozen=True, slots=True)
class ChainEvent:
    """An event that was read from the chain."""

    block: int
    place: int
    tx_hash: str
    contract: str
    name: str
    fields: Mapping[str, Any]


def public_events(
    connection: Connection, deployment: Deployment, first: int, last: int
) -> Iterator[ChainEvent]:
    """Yield the events of a stretch of blocks.

    Args:
        connection: The chain.
        deployment: The deployment file's content.
        first: The first block.
        last: The last block, included.

    Yields:
        The events in the chain's order.

    Raises:
        TransportError: When the node does not answer.
        LogError: When a log is not of its event's form.
    """
    decoder = Decoder(deployment.addresses())
    addresses = list(deployment.addresses().values())
    for _, logs in read_logs(connection, addresses, max(first, deployment.block), last):
        for log in sorted(logs, key=lambda log: (log.block, log.log_index)):
            event = decoder.decode(log)
            if event is not None:
                plan = decoder.plans[log.address, log.topics[0]]
                fields = {name: _shown(word) for name, word in plan.named(event.values).items()}
                yield ChainEvent(
                    log.block, log.log_index, log.tx_hash, event.contract, event.name, fields
                )


def loan_of(event: PublicEvent) -> int | None:
    """Return the loan that an event is about.

    Args:
        event: The event.

    Returns:
        Its number; None when it names none.
    """
    number = event.fields.get("loan")
    if number is None and event.contract == "Book":
        number = event.fields.get("id")
    return None if number is None else int(number)


def written_fields(event: PublicEvent) -> dict[str, str | bool]:
    """Return an event's values as they are written: numbers as decimal strings.

    Args:
        event: The event.

    Returns:
        The values by name.
    """
    return {
        name: value if isinstance(value, bool) else str(value)
        for name, value in event.fields.items()
    }


def _shown(word: Any) -> Any:
    if not isinstance(word, bytes):
        return word
    return str(to_checksum_address(word)) if len(word) == 20 else "0x" + word.hex()
