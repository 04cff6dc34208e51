"""The chain as the RPC table reads it: blocks by any name, transactions, states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tallystick_node.evm.refusals import RpcRefusal
from tallystick_node.evm.rpc.values import boolean_of, hash_of, quantity_of

if TYPE_CHECKING:
    from tallystick_node.evm.builder import BlockBuilder, MinedTransaction

__all__ = ["NEWEST", "ChainView"]

# States that were asked for last, each with the nodes that were read of it.
MACHINES_KEPT = 4
# On this chain a block is final when it is there.
NEWEST = ("latest", "pending", "safe", "finalized")


class ChainView:
    """Reads a block builder; nothing here writes."""

    def __init__(self, builder: BlockBuilder) -> None:
        self.builder = builder
        self._machines: dict[bytes, Any] = {}

    def kept_machine(self, number: int, timestamp: int | None = None) -> Any:
        """Return py-evm's machine on the state after a block, the same for each who asks.

        It has read many nodes of the tries already. Whoever executes on it undoes what they did.

        Args:
            number: The block's number.
            timestamp: The time that code is told, the block's own without it.

        Returns:
            The machine.
        """
        header = self.header(number)
        machine = self._machines.pop(header.hash, None) or self.machine(header)
        self._machines[header.hash] = machine
        if len(self._machines) > MACHINES_KEPT:
            del self._machines[next(iter(self._machines))]
        dated = header.timestamp if timestamp is None else timestamp
        if machine.state.timestamp != dated:
            machine.state.execution_context = machine.create_execution_context(
                header.copy(timestamp=dated, base_fee_per_gas=0),
                machine.previous_hashes,
                machine.chain_context,
            )
        return machine

    def machine(self, header: Any) -> Any:
        """Return py-evm's machine on the state after a block.

        Args:
            header: The block's header.

        Returns:
            The machine; a call pays nothing, whatever the block's base fee was.
        """
        return self.builder.chain.get_vm(header.copy(base_fee_per_gas=0))

    def forget_machines(self) -> None:
        """Make the next call begin afresh: nobody knows what this one has left behind."""
        self._machines.clear()

    @property
    def chain_id(self) -> int:
        """The chain's id."""
        return self.builder.genesis.chain_id

    @property
    def database(self) -> Any:
        """Where the nodes of the tries are."""
        return self.builder.chain.chaindb.db

    def number_of(self, word: Any) -> int:
        """Return the number that a block parameter means; it may lie beyond the head.

        Args:
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.

        Returns:
            The number.

        Raises:
            RpcRefusal: -32000 for a hash that is not on this chain; -32602 for anything that is not
                a block.
        """
        if isinstance(word, str) and word in NEWEST:
            return self.builder.number
        if word == "earliest":
            return 0
        if isinstance(word, Mapping):
            return self._number_of_object(word)
        return quantity_of(word, "block")

    def existing(self, word: Any) -> int:
        """Return the number of a block that exists.

        Args:
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.

        Returns:
            The number.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense; -32000 when there is no such block.
        """
        number = self.number_of(word)
        if number > self.builder.number:
            raise RpcRefusal.refused(f"header not found: block {number} does not exist yet")
        return number

    def header(self, number: int) -> Any:
        """Return a block's header.

        Args:
            number: The block's number.

        Returns:
            py-evm's header.

        Raises:
            RpcRefusal: -32001 when there is no such block yet.
        """
        return self.builder.header(number)

    def block(self, number: int) -> Any:
        """Return a block that exists.

        Args:
            number: The block's number.

        Returns:
            py-evm's block.

        Raises:
            RpcRefusal: -32001 when there is no such block yet.
        """
        return self.builder.block(number)

    def state(self, word: Any) -> Any:
        """Return the state after the block that a parameter means.

        Args:
            word: Which block: a number, a word such as `latest`, or an object with blockNumber or
                blockHash.

        Returns:
            py-evm's state.

        Raises:
            RpcRefusal: -32602 when a parameter makes no sense; -32000 when there is no such block.
        """
        return self.kept_machine(self.existing(word)).state

    def hashes(self, number: int) -> list[bytes]:
        """Return the hashes of a block's transactions.

        Args:
            number: The block's number.

        Returns:
            Hashes of 32 bytes, in order.
        """
        return list(self.builder.hashes(number))

    def mined(self, tx_hash: bytes) -> MinedTransaction | None:
        """Return a transaction that is in a block.

        Args:
            tx_hash: The transaction's hash, 32 bytes.

        Returns:
            The transaction with its place, None when there is none of that hash.
        """
        return self.builder.found(tx_hash)

    def in_block(self, number: int) -> list[tuple[bytes, MinedTransaction]]:
        """Return a block's transactions with their hashes.

        Args:
            number: The block's number.

        Returns:
            Hash and transaction of each, in order.
        """
        transactions = self.builder.transactions(number)
        return list(zip(self.hashes(number), transactions, strict=True))

    def waiting(self, tx_hash: bytes) -> Any:
        """Return a transaction that is accepted and in no block yet.

        Args:
            tx_hash: The transaction's hash, 32 bytes.

        Returns:
            py-evm's transaction, None when there is none.
        """
        return self.builder.pool.waiting(tx_hash)

    def base_fee(self) -> int:
        """Return the base fee of the next block.

        Returns:
            Wei.
        """
        return int(self.builder.chain.header.base_fee_per_gas)

    def _number_of_object(self, word: Mapping[str, Any]) -> int:
        if "blockHash" in word:
            number = self.builder.number_of(hash_of(word["blockHash"], "blockHash"))
            if number is None:
                raise RpcRefusal.refused("header not found: no block has that hash")
            boolean_of(word.get("requireCanonical", False), "requireCanonical")
            return number
        if "blockNumber" in word:
            return self.number_of(word["blockNumber"])
        raise RpcRefusal.invalid("a block object needs blockNumber or blockHash")
