"""What is asked of a node about logs, and which of the logs it answers with were asked for.

A node, or what stands before it, may answer one log twice or logs of other contracts; nobody above
is to take those for events.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tallystick.chain.types import bytes_of, number_of, raw_log, sensible
from tallystick.errors import TransportError

if TYPE_CHECKING:
    from tallystick.chain.types import RawLog

__all__ = ["LogQuestion", "listed"]

Log = TypeVar("Log")


@dataclass(frozen=True, slots=True)
class LogQuestion:
    """Logs of some contracts; `topics` says what each topic must be, None where it may be any."""

    addresses: tuple[str, ...]
    topics: tuple[bytes | None, ...] = ()

    def worded(self, first: int, last: int) -> dict[str, Any]:
        """Return the question for a closed range of blocks.

        Args:
            first: The first block.
            last: The last block.

        Returns:
            The parameter of eth_getLogs.
        """
        return {**self.filter(), "fromBlock": hex(first), "toBlock": hex(last)}

    def filter(self) -> dict[str, Any]:
        """Return the question without a place.

        Returns:
            The parameter of eth_getLogs without its blocks.
        """
        question: dict[str, Any] = {"address": list(self.addresses)}
        if self.topics:
            question["topics"] = [
                None if topic is None else "0x" + topic.hex() for topic in self.topics
            ]
        return question

    def answered(self, answer: Any, first: int, last: int) -> list[RawLog]:
        """Return the logs of an answer that were asked for, each once.

        Args:
            answer: What the node answers.
            first: The first block that was asked for.
            last: The last block that was asked for.

        Returns:
            The logs in the chain's order.

        Raises:
            TransportError: RPC:ANSWER when it is no list of logs, or has two in one place.
        """
        places: dict[tuple[int, int], RawLog] = {}
        for entry in listed(answer):
            log = raw_log(entry)
            if first <= log.block <= last and self.asks_for(entry):
                _put(places, (log.block, log.index), log)
        return [places[place] for place in sorted(places)]

    def answered_raw(self, answer: Any, first: int, last: int) -> list[Mapping[str, Any]]:
        """Return the same as `answered`, the logs as they came and in the order they came in.

        Args:
            answer: What the node answers.
            first: The first block that was asked for.
            last: The last block that was asked for.

        Returns:
            The logs.

        Raises:
            TransportError: RPC:ANSWER when it is no list of logs, or has two in one place.
        """
        places: dict[tuple[int, int], Mapping[str, Any]] = {}
        with sensible("log"):
            for entry in listed(answer):
                block = number_of(entry["blockNumber"])
                if first <= block <= last and self.asks_for(entry):
                    _put(places, (block, number_of(entry["logIndex"])), entry)
        return list(places.values())

    def asks_for(self, log: Mapping[str, Any]) -> bool:
        """Return whether a log is of these contracts and topics.

        Args:
            log: A log with the keys of JSON-RPC.

        Returns:
            Whether it is.

        Raises:
            TransportError: RPC:ANSWER when it is no log.
        """
        with sensible("log"):
            address = str(log["address"]).lower()
            if all(address != asked.lower() for asked in self.addresses):
                return False
            topics = log["topics"]
            return all(
                asked is None or (place < len(topics) and bytes_of(topics[place]) == asked)
                for place, asked in enumerate(self.topics)
            )


def listed(answer: Any) -> list[Any]:
    """Return a list that a node answers with.

    Args:
        answer: What the node answers.

    Returns:
        The list.

    Raises:
        TransportError: RPC:ANSWER when it is none.
    """
    if not isinstance(answer, Iterable) or isinstance(answer, str | bytes | Mapping):
        raise TransportError("RPC:ANSWER", "the node's answer is no list; try again")
    return list(answer)


def _put(places: dict[tuple[int, int], Log], place: tuple[int, int], log: Log) -> None:
    if places.setdefault(place, log) != log:
        raise TransportError(
            "RPC:ANSWER", f"the node has two logs at {place[0]}:{place[1]}; try again"
        )
