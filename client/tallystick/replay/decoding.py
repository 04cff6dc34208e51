"""Events out of raw logs, fast: every value of every event is one 32-byte word at a fixed place.

Addresses come out as 20 bytes, bytes32 as 32 bytes, numbers as ints, flags as bools; the values of
a struct stand in a row. Nothing is guessed: a log that does not fit its event raises `LogError`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tallystick.chain.artifacts import interface
from tallystick.errors import TransportError

__all__ = ["Decoded", "Decoder", "EventPlan", "Log", "LogError"]

WORD = 32
_KINDS = {"uint256": 0, "address": 1, "bytes32": 2, "bool": 3}
_NUMBER, _ADDRESS, _BYTES, _FLAG = range(4)
_PADDING = bytes(12)


class LogError(ValueError):
    """A log is not of the form that its contract's event has."""


class Log(NamedTuple):
    """One log as the node gave it; address, topics, data and hashes in lower-case hex."""

    address: str
    topics: tuple[str, ...]
    data: str
    block: int
    log_index: int
    tx_hash: str
    block_hash: str
    removed: bool

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"block {self.block} log {self.log_index} of {self.tx_hash}"


class Decoded(NamedTuple):
    """One event: which, and its values in the order of the declaration."""

    contract: str
    name: str
    values: tuple[Any, ...]
    log: Log


@dataclass(frozen=True, slots=True)
class EventPlan:
    """Where the words of one event stand; fields of a struct are named `struct.field`.

    indexed: how many of the words are topics; the rest are the data, in this order.
    """

    contract: str
    name: str
    topic: str
    fields: tuple[str, ...]
    size: int
    steps: tuple[tuple[int, int, int], ...]
    indexed: int

    def decode(self, topics: Sequence[str], data: str) -> tuple[Any, ...]:
        """Return the values of a log of this event.

        Args:
            topics: The log's topics in hex, the first of which names the event.
            data: The log's data in hex.

        Returns:
            The values in the order of the declaration.

        Raises:
            LogError: When length, padding or a flag is wrong.
            ValueError: When topics or data are not hex.
        """
        raw = bytes.fromhex("".join([topic[2:] for topic in topics[1:]]) + data[2:])
        if len(raw) != self.size:
            raise LogError(f"{self.name} has {self.size} bytes, this log {len(raw)}")
        number = int.from_bytes
        return tuple(
            [
                number(raw[start:end])
                if kind == _NUMBER
                else _word(kind, raw[start:end], self.name)
                for start, end, kind in self.steps
            ]
        )

    def named(self, values: Sequence[Any]) -> dict[str, Any]:
        """Return values by the names of the fields.

        Args:
            values: The values in the order of the declaration.

        Returns:
            The values by name; a struct's as `struct.field`.
        """
        return dict(zip(self.fields, values, strict=True))


class Decoder:
    """Decodes the logs of the contracts whose addresses it is given."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        """Prepare the events of a platform's contracts.

        Args:
            addresses: The contracts' addresses by name.
        """
        self.plans = {
            (address.lower(), plan.topic): plan
            for name, address in addresses.items()
            for plan in plans_of(name)
        }
        self.origins = frozenset(address for address, _ in self.plans)

    def decode(self, log: Log) -> Decoded | None:
        """Return the event of a log.

        Args:
            log: A log of any contract.

        Returns:
            The event; None when the contract or the event is not known.

        Raises:
            LogError: When the log is not of the event's form.
        """
        plan = self.plans.get((log[0], log[1][0])) if log[1] else None
        if plan is None:
            return None
        return Decoded(plan.contract, plan.name, plan.decode(log[1], log[2]), log)


def plans_of(contract: str) -> Iterator[EventPlan]:
    """Yield the plan of every event of a contract.

    Args:
        contract: The contract's name in a deployment.

    Yields:
        The plans in the order of the ABI.

    Raises:
        LogError: When an event has a value without a fixed place.
    """
    for topic, shape in interface(contract).events.items():
        places: dict[str, tuple[int, int]] = {}
        at = 0
        for entry in (*shape.indexed, *shape.plain):
            for field, kind in _leaves(entry, ""):
                places[field] = (at, kind)
                at += WORD
        entries = {entry["name"]: entry for entry in (*shape.indexed, *shape.plain)}
        fields = [field for name in shape.names for field, _ in _leaves(entries[name], "")]
        yield EventPlan(
            contract,
            shape.name,
            "0x" + topic.hex(),
            tuple(fields),
            at,
            tuple(
                (places[field][0], places[field][0] + WORD, places[field][1]) for field in fields
            ),
            len(shape.indexed),
        )


def _leaves(entry: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, int]]:
    name = prefix + entry["name"]
    if entry["type"] == "tuple":
        for part in entry["components"]:
            yield from _leaves(part, f"{name}.")
    elif entry["type"] in _KINDS:
        yield name, _KINDS[entry["type"]]
    else:
        raise LogError(f"{name} is a {entry['type']}, which has no fixed place")


def _word(kind: int, word: bytes, event: str) -> bytes | bool:
    if kind == _ADDRESS:
        if word[:12] != _PADDING:
            raise LogError(f"{event} has an address of more than 20 bytes")
        return word[12:]
    if kind == _FLAG:
        if word[:31] != bytes(31) or word[31] > 1:
            raise LogError(f"{event} has a flag that is neither 0 nor 1")
        return word[31] == 1
    return word


def raw_log(log: Mapping[str, Any]) -> Log:
    """Return a log out of a node's response, whether it writes numbers as hex or as ints.

    Args:
        log: A log with the keys of JSON-RPC.

    Returns:
        The log, its texts in lower-case hex.

    Raises:
        TransportError: RPC:ANSWER when it is not a log.
    """
    try:
        return Log(
            log["address"].lower(),
            tuple([_hex(topic) for topic in log["topics"]]),
            _hex(log["data"]),
            _int(log["blockNumber"]),
            _int(log["logIndex"]),
            _hex(log["transactionHash"]),
            _hex(log["blockHash"]),
            bool(log.get("removed", False)),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise TransportError(
            "RPC:ANSWER", f"the node's logs make no sense ({wrong!r})", retryable=False
        ) from wrong


def _hex(value: object) -> str:
    if type(value) is str:
        return value if value.islower() else value.lower()
    if isinstance(value, bytes | bytearray):
        return "0x" + value.hex()
    raise TypeError(f"{value!r} is not hex")


def _int(value: object) -> int:
    if isinstance(value, str):
        return int(value, 16)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"{value!r} is not a number")
