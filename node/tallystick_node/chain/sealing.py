"""Makes one block of what waits, and the rows that go to disk with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eth_utils.exceptions import ValidationError

from tallystick_node.chain.store import BlockRows

if TYPE_CHECKING:
    from eth.abc import BlockAPI, BlockHeaderAPI, ReceiptAPI

    from tallystick_node.chain.mempool import Waiting

__all__ = ["build"]

_TOPICS = 4


@dataclass
class _Filling:
    """How far a block is filled."""

    rows: BlockRows
    header: BlockHeaderAPI
    logs: int = 0

    def take(self, waiting: Waiting, header: BlockHeaderAPI, receipt: ReceiptAPI) -> None:
        """Note an executed transaction, its receipt and its logs."""
        place, rows = len(self.rows.transactions), self.rows
        gas_used = header.gas_used - self.header.gas_used
        rows.settled.append(waiting.tx_hash)
        rows.transactions.append(
            (
                waiting.tx_hash,
                rows.number,
                place,
                waiting.raw,
                receipt.encode(),
                gas_used,
                self.logs,
            )
        )
        for offset, log in enumerate(receipt.logs):
            topics: list[bytes | None] = [topic.to_bytes(32, "big") for topic in log.topics]
            topics += [None] * (_TOPICS - len(topics))
            number = self.logs + offset
            rows.logs.append(
                (rows.number, number, waiting.tx_hash, place, log.address, *topics, log.data)
            )
        self.logs += len(receipt.logs)
        self.header = header


def build(chain: Any, base: BlockHeaderAPI, ready: Iterable[Waiting]) -> tuple[BlockAPI, BlockRows]:
    """Execute what is ready, as far as the block has room, and hand the block to the chain.

    What can never be mined any more, because its account has changed since it was admitted, is
    among the rows' settled and in no block.
    """
    vm = chain.get_vm(base)
    filling = _Filling(BlockRows(base.block_number, b""), base)
    applied: list[tuple[Any, ReceiptAPI]] = []
    for waiting in ready:
        if waiting.transaction.gas > base.gas_limit - filling.header.gas_used:
            break
        snapshot = vm.state.snapshot()
        try:
            receipt, _ = vm.apply_transaction(filling.header, waiting.transaction)
        except ValidationError:
            vm.state.revert(snapshot)
            filling.rows.settled.append(waiting.tx_hash)
            continue
        filling.take(waiting, vm.add_receipt_to_header(filling.header, receipt), receipt)
        applied.append((waiting.transaction, receipt))
    filled = vm.set_block_transactions_and_withdrawals(
        vm.get_block(), filling.header, [one for one, _ in applied], [one for _, one in applied]
    )
    block: BlockAPI = vm.mine_block(filled).block
    chain.persist_block(block)
    chain.header = chain.create_header_from_parent(block.header)
    filling.rows.block_hash = bytes(block.hash)
    return block, filling.rows
