"""Logs by block, range, contract and topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tallystick_node.chain.refusals import RpcRefusal
from tallystick_node.chain.rpc.blocks import logs_of
from tallystick_node.chain.rpc.values import address_of, hash_of, hex_of, mapping_of

if TYPE_CHECKING:
    from tallystick_node.chain.rpc.limits import Limits
    from tallystick_node.chain.rpc.view import ChainView

__all__ = ["LogMethods", "LogQuestion"]

TOPICS_MAX = 4


@dataclass(frozen=True, slots=True)
class LogQuestion:
    """Which logs are meant, whatever their block.

    addresses empty: of any contract. topics: for each place the values that fit, None for any.
    """

    addresses: frozenset[str]
    topics: tuple[frozenset[str] | None, ...]

    @classmethod
    def read(cls, question: Mapping[str, Any], choices_max: int) -> LogQuestion:
        """Read a filter object's address and topics; RpcRefusal when they make no sense."""
        given = question.get("address")
        many = [] if given is None else given if isinstance(given, list | tuple) else [given]
        topics = question.get("topics")
        topics = [] if topics is None else topics
        if not isinstance(topics, list | tuple) or len(topics) > TOPICS_MAX:
            raise RpcRefusal.invalid(f"topics must be a list of at most {TOPICS_MAX}")
        asked = len(many) + sum(len(one) for one in topics if isinstance(one, list | tuple))
        if asked > choices_max:
            raise RpcRefusal.invalid(f"more than {choices_max} addresses and topics")
        return cls(
            frozenset(hex_of(address_of(one)) for one in many),
            tuple(_choices(one) for one in topics),
        )

    def fits(self, log: Mapping[str, Any]) -> bool:
        """Whether a log is meant."""
        if self.addresses and log["address"] not in self.addresses:
            return False
        if len(self.topics) > len(log["topics"]):
            return False
        return all(
            choices is None or topic in choices
            for topic, choices in zip(log["topics"], self.topics, strict=False)
        )


class LogMethods:
    """The methods that search logs."""

    def __init__(self, view: ChainView, limits: Limits) -> None:
        self._view = view
        self._limits = limits

    def logs(self, question: Any) -> list[dict[str, Any]]:
        """The logs of a range of blocks (the latest alone without one), or of a block by hash.

        -32005 when the range or the answer is over its bound: ask for less at a time.
        """
        asked = mapping_of(question, "the filter")
        meant = self.read(asked)
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
        """Read a filter object, its blocks left aside."""
        return LogQuestion.read(mapping_of(question, "the filter"), self._limits.log_choices_max)

    def between(self, first: int, last: int, meant: LogQuestion) -> list[dict[str, Any]]:
        """The logs of a closed range of blocks that exist; none when it is empty."""
        if last - first + 1 > self._limits.log_blocks_max:
            raise RpcRefusal.limit(
                f"the block range of {last - first + 1} is over {self._limits.log_blocks_max}"
            )
        found: list[dict[str, Any]] = []
        for number in range(first, last + 1):
            found += self.of_block(number, meant)
            if len(found) > self._limits.logs_max:
                raise RpcRefusal.limit(
                    f"more than {self._limits.logs_max} logs; ask for a smaller block range"
                )
        return found

    def of_block(self, number: int, meant: LogQuestion) -> list[dict[str, Any]]:
        """The logs of one block."""
        if not self._view.hashes(number):
            return []
        header = self._view.header(number)
        if not header.bloom:
            return []
        return [
            log
            for tx_hash, mined in self._view.in_block(number)
            if mined.receipt.logs
            for log in logs_of(tx_hash, mined, header)
            if meant.fits(log)
        ]

    def _bound(self, word: Any) -> int:
        return self._view.number_of("latest" if word is None else word)


def _choices(topic: Any) -> frozenset[str] | None:
    if topic is None:
        return None
    if not isinstance(topic, list | tuple):
        return frozenset({hex_of(hash_of(topic, "topic"))})
    if any(one is None for one in topic) or not topic:
        return None
    return frozenset(hex_of(hash_of(one, "topic")) for one in topic)
