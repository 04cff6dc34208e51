"""How the outcome of a mined transaction is read out of its events."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tallystick.chain.logs import Event
from tallystick.chain.types import RawReceipt
from tallystick.errors import TransportError

__all__ = ["Reader", "count_of", "nothing", "paid_in", "value_of"]

T = TypeVar("T")
Reader = Callable[[RawReceipt, tuple[Event, ...]], T]


def nothing(raw: RawReceipt, events: tuple[Event, ...]) -> None:
    """The outcome of a call of which only its success matters."""
    del raw, events


def value_of(event: str, field: str, kind: type[T]) -> Reader[T]:
    """Read one value of the first event of a name."""

    def read(raw: RawReceipt, events: tuple[Event, ...]) -> T:
        for found in events:
            if found.name == event:
                value = found.values[field]
                assert isinstance(value, kind), f"{event}.{field} is {kind.__name__}"
                return value
        raise TransportError(
            "RPC:ANSWER", f"transaction 0x{raw.tx_hash.hex()} logged no {event}", retryable=False
        )

    return read


def count_of(event: str, *fields: str) -> Reader[int]:
    """Read the sum of some amounts over all events of a name; 0 when there is none."""

    def read(raw: RawReceipt, events: tuple[Event, ...]) -> int:
        del raw
        return sum(
            found.values[field] for found in events if found.name == event for field in fields
        )

    return read


def paid_in(raw: RawReceipt, events: tuple[Event, ...]) -> int:
    """Read what borrowers' payments and recoveries came to, over all loans of the call."""
    parts = ("principal", "interest", "charges")
    return count_of("Paid", *parts)(raw, events) + count_of("Recovered", *parts)(raw, events)
