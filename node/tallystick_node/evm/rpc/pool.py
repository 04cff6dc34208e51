"""What waits for a block, by sender and nonce."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eth_utils.address import to_checksum_address

from tallystick_node.evm.refusals import RpcRefusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tallystick_node.evm.rpc.blocks import BlockMethods
    from tallystick_node.evm.rpc.limits import RpcLimits
    from tallystick_node.evm.rpc.view import ChainView

__all__ = ["PoolMethods"]

Listed = dict[str, dict[str, dict[str, Any]]]


class PoolMethods:
    """The methods that show the transactions that wait."""

    def __init__(self, view: ChainView, blocks: BlockMethods, limits: RpcLimits) -> None:
        self._view = view
        self._blocks = blocks
        self._limits = limits

    def status(self) -> dict[str, str]:
        """Return how many transactions could be mined now, and how many wait for an earlier one.

        Returns:
            `pending` and `queued`, as 0x hex.
        """
        pending, queued = self._view.builder.counts()
        return {"pending": hex(pending), "queued": hex(queued)}

    def content(self) -> Listed:
        """Return every transaction that waits.

        Returns:
            Transactions by `pending` or `queued`, sender and nonce.

        Raises:
            RpcRefusal: -32005 when too many wait.
        """
        return self._listed(self._blocks.shown_waiting)

    def inspect(self) -> Listed:
        """Return every transaction that waits, in a few words.

        Returns:
            Sentences by `pending` or `queued`, sender and nonce.

        Raises:
            RpcRefusal: -32005 when too many wait.
        """
        return self._listed(lambda _, transaction: _summary(transaction))

    def _listed(self, shown: Callable[[bytes, Any], Any]) -> Listed:
        builder = self._view.builder
        if len(builder.pool) > self._limits.pool_shown_max:
            raise RpcRefusal.limit(
                f"more than {self._limits.pool_shown_max} transactions wait; ask for the status"
            )
        listed: Listed = {"pending": {}, "queued": {}}
        for _, tx_hash, _ in builder.store.pending():
            transaction = builder.pool.waiting(tx_hash)
            if transaction is None:
                continue
            sender = bytes(transaction.sender)
            ready = transaction.nonce < builder.nonce(sender, pending=True)
            group = listed["pending" if ready else "queued"]
            nonces = group.setdefault(to_checksum_address(sender), {})
            nonces[str(transaction.nonce)] = shown(tx_hash, transaction)
        return listed


def _summary(transaction: Any) -> str:
    to = to_checksum_address(transaction.to) if transaction.to else "contract creation"
    price = transaction.max_fee_per_gas
    return f"{to}: {transaction.value} wei + {transaction.gas} gas × {price} wei"
