"""How the outcome of a mined transaction is read out of its events."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tallystick.chain.logs import Event
from tallystick.chain.types import RawReceipt
from tallystick.errors import TransportError

__all__ = ["Reader", "carried", "count_of", "nothing", "paid_in", "proceeds", "value_of"]

T = TypeVar("T")
Reader = Callable[[RawReceipt, tuple[Event, ...]], T]


def nothing(raw: RawReceipt, events: tuple[Event, ...]) -> None:
    """Read the outcome of a call of which only the success matters.

    Args:
        raw: The mined transaction.
        events: Its events.
    """
    del raw, events


def value_of(event: str, field: str, kind: type[T]) -> Reader[T]:
    """Return a reader of one value of the first event of a name.

    Args:
        event: The event's name.
        field: The value's name.
        kind: The value's type.

    Returns:
        The reader; it raises TransportError RPC:ANSWER when there is no such event.
    """

    def read(raw: RawReceipt, events: tuple[Event, ...]) -> T:
        for logged in events:
            if logged.name == event:
                value = logged.values[field]
                assert isinstance(value, kind), f"{event}.{field} is {kind.__name__}"
                return value
        raise TransportError(
            "RPC:ANSWER", f"transaction 0x{raw.tx_hash.hex()} logged no {event}", retryable=False
        )

    return read


def count_of(event: str, *fields: str) -> Reader[int]:
    """Return a reader of the sum of some amounts over all events of a name.

    Args:
        event: The events' name.
        *fields: The names of the amounts.

    Returns:
        The reader; the sum is 0 when there is no such event.
    """

    def read(raw: RawReceipt, events: tuple[Event, ...]) -> int:
        del raw
        return sum(
            logged.values[field] for logged in events if logged.name == event for field in fields
        )

    return read


def carried(raw: RawReceipt, events: tuple[Event, ...]) -> bool:
    """Read whether a ballot was carried out.

    Args:
        raw: The mined transaction.
        events: Its events.

    Returns:
        False also when the loan had changed, which voids a ballot.
    """
    return value_of("BallotClosed", "result", int)(raw, events) == 1


def paid_in(raw: RawReceipt, events: tuple[Event, ...]) -> int:
    """Read what borrowers' payments and recoveries came to, over all loans of the call.

    Args:
        raw: The mined transaction.
        events: Its events.

    Returns:
        Principal, interest and charges together, in minor units.
    """
    parts = ("principal", "interest", "charges")
    return count_of("Paid", *parts)(raw, events) + count_of("Recovered", *parts)(raw, events)


def proceeds(raw: RawReceipt, events: tuple[Event, ...]) -> int:
    """Read what the seller of notes got: the price less the market fee.

    Args:
        raw: The mined transaction.
        events: Its events.

    Returns:
        In minor units.
    """
    return count_of("SalePaid", "price")(raw, events) - count_of("SalePaid", "fee")(raw, events)
