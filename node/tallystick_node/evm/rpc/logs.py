"""Logs by block, range, contract and topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.values import address_of, hash_of, hex_of, mapping_of

if TYPE_CHECKING:
    from tallystick_node.evm.lookups import FoundLog
    from tallystick_node.evm.rpc.limits import RpcLimits
    from tallystick_node.evm.rpc.view import ChainView

__all__ = ["LogMethods", "LogQuestion", "shown_log"]

TOPICS_MAX = 4


@dataclass(frozen=True, slots=True)
class LogQuestion:
    """Which logs are meant, whatever their block.

    addresses empty: of any contract. topics: for each place the values that fit, None for any.
    """

    addresses: frozenset[bytes]
    topics: tuple[frozenset[bytes] | None, ...]

    @classmethod
    def read(cls, question: Mapping[str, Any], choices_max: int) -> LogQuestion:
        """Read a filter object's address and topics.

        Args:
            question: The filter object.
            choices_max: How many addresses and topics it may have together.

        Returns:
            The question.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        contract = question.get("address")
        many = (
            []
            if contract is None
            else contract
            if isinstance(contract, list | tuple)
            else [contract]
        )
        topics = question.get("topics")
        topics = [] if topics is None else topics
        if not isinstance(topics, list | tuple) or len(topics) > TOPICS_MAX:
            raise RpcRefusal.invalid(f"topics must be a list of at most {TOPICS_MAX}")
        asked = len(many) + sum(len(entry) for entry in topics if isinstance(entry, list | tuple))
        if asked > choices_max:
            raise RpcRefusal.invalid(f"more than {choices_max} addresses and topics")
        return cls(
            frozenset(address_of(entry) for entry in many),
            tuple(_choices(entry) for entry in topics),
        )

    def fits(self, log: FoundLog) -> bool:
        """Return whether a log is among those that are meant.

        Args:
            log: The log.

        Returns:
            True when it is.
        """
        if self.addresses and log.address not in self.addresses:
            return False
        if len(log.topics) < len(self.topics):
            return False
        places = zip(self.topics, log.topics, strict=False)
        return all(choices is None or topic in choices for choices, topic in places)


class LogMethods:
    """The methods that search logs."""

    def __init__(self, view: ChainView, limits: RpcLimits) -> None:
        self._view = view
        self._limits = limits

    def get(self, question: Any) -> list[dict[str, Any]]:
        """Return the logs of a range of blocks (else of the latest), or of a block by hash.

        Args:
            question: The filter object.

        Returns:
            The logs as a node shows them.

        Raises:
            RpcRefusal: -32005 when the range or the response is over its bound: ask for less at a
                time; -32602 when a parameter makes no sense; -32000 when there is no such block.
        """
        asked = mapping_of(question, "the filter")
        return self.found(asked, self.read(asked))

    def found(self, asked: Mapping[str, Any], meant: LogQuestion) -> list[dict[str, Any]]:
        """Return the logs that are meant, in the blocks that a filter object names.

        Args:
            asked: The filter object.
            meant: Which logs are meant.

        Returns:
            The logs as a node shows them.

        Raises:
            RpcRefusal: As for `get`.
        """
        if asked.get("blockHash") is not None:
            if asked.get("fromBlock") is not None or asked.get("toBlock") is not None:
                raise RpcRefusal.invalid("blockHash excludes fromBlock and toBlock")
            number = self._view.number_of({"blockHash": asked["blockHash"]})
            return self.between(number, number, meant)
        first = self._bound(asked.get("fromBlock"))
        last = self._bound(asked.get("toBlock"))
        if first > last:
            raise RpcRefusal.invalid(f"the block range ends before it begins: {first} to {last}")
        return self.between(first, min(last, self._view.builder.number), meant)

    def read(self, question: Any) -> LogQuestion:
        """Read a filter object, its blocks left aside.

        Args:
            question: The filter object.

        Returns:
            Which logs are meant.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense.
        """
        return LogQuestion.read(mapping_of(question, "the filter"), self._limits.log_choices_max)

    def between(self, first: int, last: int, meant: LogQuestion) -> list[dict[str, Any]]:
        """Return the logs of a closed range of blocks that exist; none when it is empty.

        Args:
            first: The first block's number.
            last: The last block's number.
            meant: Which logs are meant.

        Returns:
            The logs as a node shows them.

        Raises:
            RpcRefusal: -32005 when the range or the response is over its bound.
        """
        if last - first + 1 > self._limits.log_blocks_max:
            raise RpcRefusal.limit(
                f"the block range of {last - first + 1} is over {self._limits.log_blocks_max}"
            )
        if first > last:
            return []
        limit = self._limits.logs_max
        logs = self._view.builder.logs(
            meant.addresses,
            meant.topics,
            first,
            last,
            limit + 1,
            bytes_max=self._limits.log_bytes_max,
        )
        if len(logs) > limit:
            raise RpcRefusal.limit(f"more than {limit} logs; ask for a smaller block range")
        return [shown_log(log) for log in logs]

    def _bound(self, word: Any) -> int:
        return self._view.number_of("latest" if word is None else word)


def shown_log(log: FoundLog) -> dict[str, Any]:
    """Return a log as a node shows it.

    Args:
        log: The log.

    Returns:
        The JSON object.
    """
    return {
        "address": hex_of(log.address),
        "topics": [hex_of(topic) for topic in log.topics],
        "data": hex_of(log.data),
        "blockNumber": hex(log.block),
        "blockHash": hex_of(log.block_hash),
        "transactionHash": hex_of(log.tx_hash),
        "transactionIndex": hex(log.tx_index),
        "logIndex": hex(log.index),
        "removed": False,
    }


def _choices(topic: Any) -> frozenset[bytes] | None:
    if topic is None:
        return None
    if not isinstance(topic, list | tuple):
        return frozenset({hash_of(topic, "topic")})
    if any(choice is None for choice in topic) or not topic:
        return None
    return frozenset(hash_of(choice, "topic") for choice in topic)
