"""One call of a contract: what it says, the allowance it needs, and what it came to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tallystick.errors import InputError

if TYPE_CHECKING:
    from tallystick.chain.logs import Event

__all__ = ["Allowance", "Call", "Receipt", "with_margin"]

T = TypeVar("T")
# An estimate is exact for the state it saw; a neighbour in the block may make it dearer.
_GAS_MARGIN_PERCENT = 125


@dataclass(frozen=True, slots=True)
class Receipt(Generic[T]):
    """A transaction that was mined and succeeded; `result` is what it came to."""

    tx_hash: str
    block: int
    gas_used: int
    result: T
    events: tuple[Event, ...]

    def event(self, name: str) -> Event:
        """Return the first event of a name.

        Args:
            name: The event's name in the ABI.

        Returns:
            The event.

        Raises:
            InputError: INPUT:EVENT when the transaction logged none.
        """
        for event in self.events:
            if event.name == name:
                return event
        raise InputError("INPUT:EVENT", f"transaction {self.tx_hash} logged no {name}")

    def all(self, name: str) -> tuple[Event, ...]:
        """Return every event of a name.

        Args:
            name: The event's name in the ABI.

        Returns:
            The events in the order in which they were logged; empty when there is none.
        """
        return tuple(event for event in self.events if event.name == name)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the token must let the Escrow take before the call, and what it lets it take now."""

    needed: int
    present: int

    @property
    def missing(self) -> bool:
        """Whether an approval has to come first; sending the plan sends it."""
        return self.present < self.needed


@dataclass(frozen=True, slots=True)
class Call:
    """What is called: contract and function by name, the arguments, and from whom."""

    contract: str
    function: str
    arguments: tuple[Any, ...]
    sender: str
    to: str
    data: bytes = field(repr=False)

    @property
    def request(self) -> dict[str, Any]:
        """The call as a node takes it."""
        return {"from": self.sender, "to": self.to, "data": "0x" + self.data.hex()}


def with_margin(gas: int) -> int:
    """Return the gas limit to send for an estimate, a quarter above it.

    Args:
        gas: The estimate, in units of gas.

    Returns:
        The limit in units of gas, rounded down.
    """
    return gas * _GAS_MARGIN_PERCENT // 100
